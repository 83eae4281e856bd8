"""What is mailed to people on a waiting list. Each mail has ways to act without signing in."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from core import mail
from courses.models import WaitingListEntry

SALT = "courses.waiting_list"


def path(entry: WaitingListEntry) -> str:
    """The address of somebody's own page for one wish: whoever has it may act, signed in or not."""
    return reverse("courses:waiting_entry", args=[signing.dumps(entry.pk, salt=SALT)])


def link(entry: WaitingListEntry) -> str:
    """The same, absolute, for mails."""
    return settings.BASE_URL + path(entry)


def offered(entry: WaitingListEntry) -> None:
    """A place is theirs until the offer ends."""
    _send("courses/waiting_offered", entry)


def accepted(entry: WaitingListEntry) -> None:
    """The places are held: how to pay for them, and until when."""
    _send("courses/waiting_accepted", entry)


def lapsed(entry: WaitingListEntry, *, waits_again: bool) -> None:
    """The offer has ended unanswered; they wait again, once."""
    _send("courses/waiting_lapsed", entry, waits_again=waits_again)


def _send(message: str, entry: WaitingListEntry, **more: object) -> None:
    whole = WaitingListEntry.objects.select_related("run__page", "run__venue", "booker", "offer")
    fresh = whole.get(pk=entry.pk)
    places = list(fresh.offer.places.counted()) if fresh.offer else []
    context = {
        "entry": fresh,
        "run": fresh.run,
        "sessions": list(fresh.run.sessions.all()),
        "places": places,
        "total_pence": sum(place.payable_pence for place in places),
        "link": link(fresh),
        **more,
    }
    mail.send(message, to=fresh.booker.email, context=context)


def joined(entry: WaitingListEntry) -> None:
    """They are on the list: what happens next, and how to leave it."""
    _send("courses/waiting_joined", entry)


def closed(entry: WaitingListEntry) -> None:
    """The list is closed: nobody is offered a place any more."""
    _send("courses/waiting_closed", entry)
