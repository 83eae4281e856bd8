"""Who comes through the door: by the code of their place, or without a place."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.models.user import normalise_email
from core import audit
from core.contention import patiently
from core.money import VatCode
from courses import emails_joining
from courses.actions import places, registers
from courses.actions.attending import attend
from courses.enums import ATTENDED_MARKS, BookingState, Mark, MarkSource, PlaceState
from courses.exceptions import AlreadyBookedError
from courses.exceptions_door import (
    CodeElsewhereError,
    CodeUnknownError,
    PlaceGivenUpError,
    WalkInTooLateError,
)
from courses.models import Attendance, Attendee, Booking, Place, Session
from schools.models import School

AT_THE_DOOR = "At the door"
ADDED_UNTIL = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """Somebody whose code was read, and whether that made the mark."""

    place: Place
    is_new: bool


def tidy(code: str) -> str:
    """A code as it is stored, whatever the case and the gaps in which it was read or typed."""
    return "".join(sign for sign in code.upper() if sign.isalnum())


@patiently
@transaction.atomic
def check_in(*, session: Session, code: str, by: User) -> Arrival:
    """Mark whoever has this code as present. Twice is once; a mark that says they came stays.

    Raises what `registers.mark` raises, CodeUnknownError, CodeElsewhereError for one of another
    run, and PlaceGivenUpError.
    """
    registers.refuse(session, by)
    wanted = tidy(code)
    found = Place.objects.select_related("attendee__school").filter(arrival_code=wanted)
    place = found.filter(run_id=session.run_id).first() if wanted else None
    if place is None:
        if wanted and found.exists():
            raise CodeElsewhereError(wanted)
        raise CodeUnknownError(wanted)
    if place.state != PlaceState.CONFIRMED:
        raise PlaceGivenUpError(wanted)
    registers.lock_places(session=session, places=[place])
    now = Attendance.objects.current().filter(session=session, place=place).first()
    if now and now.mark in ATTENDED_MARKS:
        return Arrival(place=place, is_new=False)
    registers.mark(session=session, marks={place: Mark.PRESENT}, by=by, source=MarkSource.DOOR)
    return Arrival(place=place, is_new=True)


def is_too_late(session: Session) -> bool:
    """Whether nobody is added any more: people are, until the day after the session."""
    return timezone.localdate() > timezone.localdate(session.end_at) + ADDED_UNTIL


@patiently
def add(*, session: Session, name: str, email: str, school: School | None, by: User) -> Place:
    """A place, and the mark PRESENT, for somebody who came without one, while there is room.

    Nothing is charged, since they have seen no price and accepted no terms: where the course has
    one, the hub office is asked to settle it with them. Whoever adds them is the booker, and they
    are told so by mail. Raises what `registers.mark` raises, WalkInTooLateError, NoRoomError,
    AlreadyBookedError; then nothing is stored.
    """
    registers.refuse(session, by)
    if is_too_late(session):
        raise WalkInTooLateError
    try:
        return _add(session, name, email, school, by)
    except IntegrityError:
        raise AlreadyBookedError(session.run, normalise_email(email)) from None


@transaction.atomic
def _add(session: Session, name: str, email: str, school: School | None, by: User) -> Place:
    places.take_at_the_door(run_id=session.run_id)
    is_priced = session.run.tiers.filter(net_pence__gt=0).exists()
    booking = Booking.objects.create(
        submit_token=f"door-{secrets.token_urlsafe(16)}",
        booker=by,
        school=school,
        state=BookingState.CONFIRMED,
        confirmed_at=timezone.now(),
    )
    person = attend(Attendee(name=name, email=email, school=school or _known_school(email)), by=by)
    place = Place.objects.create(
        booking=booking,
        run=session.run,
        attendee=person,
        state=PlaceState.CONFIRMED,
        tier_name=AT_THE_DOOR,
        price_reason="Came without a place; the hub office settles the price"
        if is_priced
        else "Came without a place",
        net_pence=0,
        vat_code=VatCode.OUTSIDE,
        vat_pence=0,
        gross_pence=0,
    )
    audit.record("arrivals.add", booking, by=by, run=session.run.code)
    registers.mark(session=session, marks={place: Mark.PRESENT}, by=by, source=MarkSource.DOOR)
    emails_joining.came_without_a_place(place, is_priced=is_priced)
    return place


def _known_school(email: str) -> School | None:
    """Where we know them from: at the door nobody asks for it twice."""
    known = Attendee.objects.current().filter(email=normalise_email(email), school__isnull=False)
    found = known.select_related("school").first()
    return found.school if found else None
