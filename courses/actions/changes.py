"""Minds that change without a cancellation: somebody else comes, or they come on another date."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import is_hub_admin
from core import audit
from core.contention import patiently
from core.dates import clock, day
from courses import emails_changes, emails_joining, frozen_terms, policies
from courses.actions import places
from courses.actions.attending import attend
from courses.actions.cancelling import authorise, booking_of
from courses.enums import Mark, PlaceState, RunState, Wave
from courses.exceptions import AlreadyBookedError, CannotBeSwappedError
from courses.models import Attendee, Evaluation, Place, PlaceNeeds
from courses.models.place import make_arrival_code, make_token

#: A mark that says that somebody was there belongs to that person.
ABSENCES = (Mark.ABSENT, Mark.EXCUSED)


@patiently
@transaction.atomic
def swap(*, place: Place, name: str, email: str, by: User, reason: str = "") -> Place:
    """Somebody else comes on this place, or somebody at all on one that was to be named later.

    No place is taken or freed. The old joining link and code stop working, and what the person
    before had told about themselves is deleted; both are told, and so is the booker unless they
    did it. Free, until the hours before the start that the terms say; for a first name and for the
    hub, who gives a `reason`, also after. Naming the same person again changes nothing.
    Raises CannotBeSwappedError, AlreadyBookedError, NotYoursToChangeError, ReasonNeededError.
    """
    booking = booking_of([place])
    authorise(booking, by, reason)
    fresh = _locked(place)
    before = fresh.attendee
    wanted = Attendee(name=name, email=email, school=booking.school)
    person = attend(wanted, by=by)
    if before == person:
        return fresh
    if problem := why_not_swapped(fresh, by):
        raise CannotBeSwappedError(problem)
    _seat(fresh, person)
    verb = "place.swap" if before else "place.name"
    audit.record(verb, fresh, by=by, booking=booking.reference, reason=reason)
    emails_joining.send(fresh, also_to_booker=True)
    if before:
        emails_changes.somebody_else_comes(fresh, before=before)
    if by != booking.booker:
        emails_changes.attendee_changed(fresh, before=before, reason=reason)
    return fresh


@patiently
@transaction.atomic
def hand_back(*, place: Place, by: User | None) -> Place:
    """Somebody whose place another person booked cannot come: that person names somebody else.

    This is all that an attendee can do about a place that others pay for. The place stays booked
    and costs what it did. `by` is None on their own joining page, where nobody signs in. Again, it
    changes nothing. Raises CannotBeSwappedError.
    """
    fresh = _locked(place)
    before = fresh.attendee
    if before is None or fresh.join_token != place.join_token:
        return fresh
    if problem := why_not_swapped(fresh, by):
        raise CannotBeSwappedError(problem)
    _seat(fresh, None)
    audit.record("place.hand_back", fresh, by=by, booking=fresh.booking.reference)
    emails_changes.handed_back(fresh, before=before)
    return fresh


def why_not_swapped(place: Place, by: User | None, *, is_marked: bool | None = None) -> str:
    """Why nobody else can come on this place now, in a sentence; empty when somebody can.

    One statement, where `is_marked` (whether its attendee has been marked as there) is not given.
    """
    if place.state != PlaceState.CONFIRMED:
        return "This place is not booked any more."
    if place.run.state == RunState.CANCELLED:
        return "This course is cancelled."
    if place.watched_at:
        return f"{place.attendee} has watched this recording, so the place stays theirs."
    if place.attendee_id and (was_there(place) if is_marked is None else is_marked):
        return f"{place.attendee} has been to this course already, so the place stays theirs."
    if by is not None and is_hub_admin(by):
        return ""
    now = timezone.now()
    if place.run.has_begun(now):
        return "The course has begun. Write to the hub office if something has gone wrong."
    until = policies.swap_until(place)
    if place.attendee_id and until and now > until + timedelta(minutes=1):
        return (
            f"Somebody else could come instead until {day(until)}, {clock(until)}. "
            "Write to the hub office if something has gone wrong."
        )
    return ""


def was_there(place: Place) -> bool:
    """Whether a register says that its attendee came."""
    return place.marks.current().exclude(mark__in=ABSENCES).exists()


def _locked(place: Place) -> Place:
    """The place, locked after its run, as whatever else seats people there."""
    places.lock_runs([place.run_id])
    rows = Place.objects.select_for_update(of=("self",))
    return rows.select_related("run", "attendee", "booking__booker").get(pk=place.pk)


def _seat(place: Place, person: Attendee | None) -> None:
    """Put this person on the place, and forget who was there before."""
    place.attendee = person
    place.name_by = None if person else frozen_terms.name_by(place.run, timezone.now())
    place.join_token, place.arrival_code = make_token(), make_arrival_code()
    try:
        with transaction.atomic():
            place.save(update_fields=("attendee", "name_by", "join_token", "arrival_code"))
    except IntegrityError:
        if person is None:
            raise
        raise AlreadyBookedError(place.run, person.email) from None
    PlaceNeeds.objects.filter(place=place).delete()
    Evaluation.objects.filter(place=place, wave=Wave.BEFORE).delete()
