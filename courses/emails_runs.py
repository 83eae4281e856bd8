"""What people are told of a run they have a place on, and the hub's office of its numbers."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from core import mail
from courses import calendars
from courses.enums import PlaceState, RunState
from courses.models import Booking, CourseRun, Place
from courses.moves import Move

#: Of a draft nobody knows; of a run that is over or called off they are told in other ways.
TOLD = (RunState.OPEN, RunState.CLOSED, RunState.RUNNING)


@dataclass(frozen=True, kw_only=True)
class _Reader:
    """Somebody to write to. Whoever made no booking has somebody who booked for them."""

    email: str
    booking: Booking | None
    booked_by: str
    path: str


def tell_of_moves(run: CourseRun, moved: Sequence[Move]) -> int:
    """Tell everybody with a confirmed place what moved: bookers and each named attendee, once.

    Call it in the transaction of the change. The run is locked there, so each mail is only
    promised, as a task that writes it afterwards. Answers how many were promised.
    """
    if not moved or run.state not in TOLD:
        return 0
    said = [move.as_json() for move in moved]
    addresses = sorted(_readers(run))
    for address in addresses:
        once = f"moved:{secrets.token_urlsafe(16)}"
        write_of_moves.enqueue(run_id=run.pk, address=address, moved=said, once=once)
    return len(addresses)


@task()
def write_of_moves(*, run_id: int, address: str, moved: list[dict[str, Any]], once: str) -> None:
    """Write to one person what moved. The attached file updates the entries that they have.

    May run twice. Whoever has no place there any more by then is not written to.
    """
    with transaction.atomic():
        run = CourseRun.objects.select_related("venue").get(pk=run_id)
        reader = _readers(run).get(address)
        if reader is None:
            return
        moves, link = [Move.from_json(one) for one in moved], f"{settings.BASE_URL}{reader.path}"
        whose = [f"Booking {reader.booking.reference}"] if reader.booking else []
        mail.send(
            "courses/session_moved",
            to=reader.email,
            context={
                "run": run,
                "moves": moves,
                "is_one": len(moves) == 1,
                "reader": reader,
                "address": link,
                "now": timezone.now(),
            },
            attachments=[calendars.for_moves(run, moves, [*whose, link])],
            once=once,
        )


def office_below_minimum(run: CourseRun, *, decide_by: datetime) -> bool:
    """Ask the hub's office to decide: run it anyway, or cancel. Once for each start of a run."""
    booked = Place.objects.filter(run=run, state=PlaceState.CONFIRMED).count()
    return mail.send(
        "courses/office_below_minimum",
        to=settings.HUB_OFFICE_EMAIL,
        context={
            "run": run,
            "booked": booked,
            "held": run.places_taken - booked,
            "decide_by": decide_by,
            "now": timezone.now(),
        },
        once=f"below-minimum:{run.pk}:{run.starts_at:%FT%TZ}",
    )


def _readers(run: CourseRun) -> dict[str, _Reader]:
    """Everybody by their address, once. Who booked and also comes is written to as the booker."""
    found: dict[str, _Reader] = {}
    confirmed = Place.objects.filter(run=run, state=PlaceState.CONFIRMED).order_by("pk")
    places = list(confirmed.select_related("attendee", "booking__booker"))
    for place in places:
        booking = place.booking
        as_booker = _Reader(
            email=booking.booker.email,
            booking=booking,
            booked_by="",
            path=booking.get_absolute_url(),
        )
        found.setdefault(as_booker.email.lower(), as_booker)
    for place in places:
        if person := place.attendee:
            as_attendee = _Reader(
                email=person.email,
                booking=None,
                booked_by=place.booking.booker.full_name,
                path=place.get_joining_url(),
            )
            found.setdefault(person.email.lower(), as_attendee)
    return found
