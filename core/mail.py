"""Mail: promised inside the transaction that causes it, sent by a worker afterwards.

A message is a folder `templates/emails/<app>/<message>/` with `subject.txt`, `body.txt` and
`body.html`. Its words are rendered when it is promised, so it says what was true then.
What the reader should do next stands in the first two lines of both parts. A piece that several
messages say is a file beside their folders.
"""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django_tasks import task

from core.models import SentOnce


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A small file to send along, such as a calendar entry."""

    name: str
    content: bytes
    mimetype: str


def send(
    message: str,
    *,
    to: str,
    context: dict[str, object],
    attachments: Sequence[Attachment] = (),
    reply_to: str = "",
    once: str = "",
    unsubscribe_url: str = "",
) -> bool:
    """Promise one message, e.g. `send("courses/booking_confirmed", to=…, context=…)`.

    Call it in the transaction of the act that it tells about: both commit, or neither. Whoever
    writes the message may use `base_url`, `site_name` and `is_demonstration` in its templates.

    `once` is a key, such as "chase:2:place:17": a second promise under it is not made, whoever
    makes it and however often, so a job may run twice or twice at once. `unsubscribe_url` is an
    absolute address for mail that is not about a booking (RFC 8058). Answers whether it promised.
    """
    if once and not SentOnce.objects.get_or_create(key=once)[1]:
        return False
    full = {
        "base_url": settings.BASE_URL,
        "site_name": settings.WAGTAIL_SITE_NAME,
        "is_demonstration": settings.DEMONSTRATION,
        "hub_email": settings.HUB_OFFICE_EMAIL,
        **context,
    }
    folder = f"emails/{message}"
    deliver.enqueue(
        message=message,
        to=to,
        subject=" ".join(render_to_string(f"{folder}/subject.txt", full).split()),
        text=_as_written(render_to_string(f"{folder}/body.txt", full)),
        html=render_to_string(f"{folder}/body.html", full),
        attachments=[
            [a.name, base64.b64encode(a.content).decode(), a.mimetype] for a in attachments
        ],
        reply_to=reply_to,
        unsubscribe_url=unsubscribe_url,
    )
    return True


def _as_written(text: str) -> str:
    """Plain text as a person would have typed it: no ends of blanks, never two empty lines."""
    lines = (line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


@task()
def deliver(
    *,
    to: str,
    subject: str,
    text: str,
    html: str,
    attachments: list[list[str]],
    reply_to: str,
    unsubscribe_url: str = "",
    message: str = "",
) -> None:
    """Hand one rendered message to the mail server. Raises what the server raises: retried.

    A worker that is killed after the server took it and before that is stored sends it again: a
    mail may come twice then, and is never lost. `message` only tells the queue's page what it is.
    """
    headers = {
        "List-Unsubscribe": f"<{unsubscribe_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    mail = EmailMultiAlternatives(
        subject=subject,
        body=text,
        to=[to],
        reply_to=[reply_to] if reply_to else None,
        headers=headers if unsubscribe_url else None,
    )
    mail.attach_alternative(html, "text/html")
    for name, content, mimetype in attachments:
        mail.attach(name, base64.b64decode(content), mimetype)
    mail.send()
