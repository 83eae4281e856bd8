"""What the hub site sends by mail."""

from django.conf import settings

from core import mail


def enquiry(*, name: str, email: str, school: str, question: str) -> None:
    """Pass a visitor's question to the office, which answers by replying to it."""
    mail.send(
        "home/enquiry",
        to=settings.HUB_OFFICE_EMAIL,
        reply_to=email,
        context={"name": name, "email": email, "school": school, "question": question},
    )
