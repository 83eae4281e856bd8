"""What is told by mail about posts."""

from django.conf import settings
from django.urls import reverse

from core import mail
from schools.models import Post


def claim_received(post: Post) -> None:
    """Ask those who answer for the school; the hub's office where nobody does yet."""
    approvers = (
        Post.objects.approving()
        .for_school(post.school)
        .filter(user__is_active=True)
        .exclude(user=post.user)
    )
    colleagues = sorted(set(approvers.values_list("user__email", flat=True)))
    for address in colleagues or [settings.HUB_OFFICE_EMAIL]:
        _send("claim_received", to=address, post=post, asks_the_hub=not colleagues)


def approved(post: Post) -> None:
    """Tell the person that the school's pages are open to them."""
    _send("approved", to=post.user.email, post=post)


def declined(post: Post) -> None:
    """Tell the person that the claim was declined, and what to do about it."""
    _send("declined", to=post.user.email, post=post)


def _send(message: str, *, to: str, post: Post, **context: object) -> None:
    page = reverse("schools:my_school_at", kwargs={"urn": post.school.urn})
    mail.send(
        f"schools/{message}",
        to=to,
        context={
            "person": post.user.full_name or post.user.email,
            "email": post.user.email,
            "school": post.school.name,
            "town": post.school.town,
            "role": post.get_role_display(),
            "role_in_words": post.get_role_display().lower(),
            "url": f"{settings.BASE_URL}{page}",
            "account_url": f"{settings.BASE_URL}{reverse('schools:claim')}",
            **context,
        },
    )
