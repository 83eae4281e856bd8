"""What people are told of a run they have a place on, and the hub's office of its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

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
    name: str
    booking: Booking | None
    booked_by: str
    path: str


def tell_of_moves(run: CourseRun, moved: Sequence[Move]) -> int:
    """Tell everybody with a confirmed place what moved: bookers and each named attendee, once.

    The attached file updates the entries that they have. Answers how many mails were promised.
    Call it in the transaction of the change.
    """
    if not moved or run.state not in TOLD:
        return 0
    places = Place.objects.filter(run=run, state=PlaceState.CONFIRMED)
    readers = _readers(list(places.select_related("attendee", "booking__booker")))
    for reader in readers:
        address = f"{settings.BASE_URL}{reader.path}"
        whose = [f"Booking {reader.booking.reference}"] if reader.booking else []
        mail.send(
            "courses/session_moved",
            to=reader.email,
            context={
                "run": run,
                "moves": moved,
                "is_one": len(moved) == 1,
                "reader": reader,
                "address": address,
                "now": timezone.now(),
            },
            attachments=[calendars.for_moves(run, moved, [*whose, address])],
        )
    return len(readers)


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


def _readers(places: Sequence[Place]) -> list[_Reader]:
    """Each address once. Who booked and also comes is written to as the booker."""
    found: dict[str, _Reader] = {}
    for place in places:
        booking, booker = place.booking, place.booking.booker
        as_booker = _Reader(
            email=booker.email,
            name=booker.full_name,
            booking=booking,
            booked_by="",
            path=booking.get_absolute_url(),
        )
        found.setdefault(booker.email.lower(), as_booker)
    for place in places:
        if person := place.attendee:
            as_attendee = _Reader(
                email=person.email,
                name=person.name,
                booking=None,
                booked_by=place.booking.booker.full_name,
                path=place.get_joining_url(),
            )
            found.setdefault(person.email.lower(), as_attendee)
    return list(found.values())
