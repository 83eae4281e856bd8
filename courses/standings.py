"""Where a run stands for one person, in the words of lists, months and the course's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from core.dates import day
from courses.enums import BookingState, Format, PlaceState, RunState
from courses.models import Booking, CourseRun, Place

FEW = 3
#: A booking that is not confirmed, as states of the look.
ON_THE_WAY = {
    BookingState.HELD: ("held", "Held for you"),
    BookingState.OFFERED: ("offered", "Offered to you"),
    BookingState.PENDING_APPROVAL: ("pending", "Waiting for approval"),
}


@dataclass(frozen=True, kw_only=True)
class Mine:
    """What one person has on a run: a place of their own, or `number` places that they booked."""

    place: Place
    number: int = 1
    is_own: bool = True
    is_booker: bool = True

    @property
    def booking(self) -> Booking:
        return self.place.booking

    @property
    def url(self) -> str:
        """Their booking's page; for somebody whose place was booked for them, their joining page.

        Empty where there is no page for them yet.
        """
        if self.is_booker:
            return self.booking.get_absolute_url()
        return self.place.get_joining_url() if self.place.state == PlaceState.CONFIRMED else ""

    @property
    def label(self) -> str:
        """What the way there is called."""
        if not self.is_booker:
            return "See your place"
        held = self.booking.state == BookingState.HELD
        return "Finish your booking" if held else "See your booking"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A state of the look, and the words for it."""

    kind: str
    text: str
    can_book: bool = False


def standing(
    run: CourseRun,
    *,
    mine: Mine | None = None,
    lapsed: int = 0,
    waiting: int = 0,
    now: datetime | None = None,
) -> Standing:
    """What to say of a run: called off, theirs already, not open, full, or how much room."""
    now = now or timezone.now()
    left = run.places_left + lapsed
    if run.state == RunState.CANCELLED:
        return Standing(kind="cancelled", text="Cancelled by the hub")
    if mine:
        return _theirs(run, mine)
    if not run.is_open_for_booking(now):
        if run.state == RunState.OPEN and run.booking_opens_at and run.booking_opens_at > now:
            return Standing(kind="opens", text=f"Booking opens {day(run.booking_opens_at)}")
        return Standing(kind="closed", text="Booking closed")
    if left <= 0:
        return Standing(kind="full", text=_full(run, waiting))
    if run.format == Format.RECORDED and left > FEW:
        return Standing(kind="unlimited", text="Start any time", can_book=True)
    kind = "last" if left == 1 else "few" if left <= FEW else "places"
    return Standing(
        kind=kind, text=f"{left} {_unit(run)}{'' if left == 1 else 's'} left", can_book=True
    )


def _full(run: CourseRun, waiting: int) -> str:
    """'Full', 'Full. 4 places waited for': places, as the hub's office counts them too."""
    unit = f"{_unit(run)}{'' if waiting == 1 else 's'}"
    return f"Full. {waiting} {unit} waited for" if waiting else "Full"


def _theirs(run: CourseRun, mine: Mine) -> Standing:
    if mine.booking.state in ON_THE_WAY:
        kind, text = ON_THE_WAY[BookingState(mine.booking.state)]
        return Standing(kind=kind, text=text)
    if mine.is_own:
        over = run.state == RunState.FINISHED
        return Standing(kind="booked", text="You had a place" if over else "You have a place")
    places = "a place" if mine.number == 1 else f"{mine.number} places"
    return Standing(kind="booked", text=f"You booked {places}")


def _unit(run: CourseRun) -> str:
    """What is booked: a place on a course, or a visit to a school."""
    return "visit" if run.format == Format.IN_SCHOOL else "place"
