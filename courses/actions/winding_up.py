"""What follows when the hub has cancelled a run: everybody credited in full, and told once.

One transaction for each booking, so that work which is killed goes on where it was: what is done
has no counted place on the run any more.
"""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from accounts.models import User
from core import audit, jobs
from core.contention import patiently
from courses import emails_changes
from courses.actions import absences, approvals, cancelling, lapsing, places, waiting_list
from courses.enums import BookingState, EntryState, PlaceState, RunState
from courses.models import Booking, CourseRun, Place

OTHER_DATES = 3


def wind_up_all() -> int:
    """Go on with every cancelled run that is not wound up yet; returns how many are now."""
    left = CourseRun.objects.filter(state=RunState.CANCELLED, wound_up_at=None)
    return jobs.each(left.order_by("pk"), lambda run: wind_up(run=run))


@task()
def wind_up_run(run_id: int) -> None:
    """Promised in the transaction that cancels the run. May run twice, or twice at once."""
    wind_up(run=CourseRun.objects.get(pk=run_id))


def wind_up(*, run: CourseRun) -> bool:
    """Close the run's waiting list, then give each of its bookings back what it cost.

    Answers whether this call finished it; again, or while somebody else does it, nothing happens
    twice. Call it outside any transaction, so that each booking is one of its own.
    """
    if run.state != RunState.CANCELLED or run.wound_up_at is not None:
        return False
    waiting_list.close(run=run, by=None)
    for booking in _left(run):
        _free(booking, run)
    if _left(run):
        return False
    return _finish(run)


def _left(run: CourseRun) -> list[Booking]:
    owing = Q(kept_pence__gt=0) | Q(absence_pence__gt=0)
    there = Place.objects.filter(Q(is_counted=True) | owing, run=run)
    return list(Booking.objects.filter(pk__in=there.values("booking")).order_by("pk"))


@patiently
@transaction.atomic
def _finish(run: CourseRun) -> bool:
    open_yet = CourseRun.objects.filter(pk=run.pk, state=RunState.CANCELLED, wound_up_at=None)
    if not open_yet.update(wound_up_at=timezone.now()):
        return False
    audit.record("run.wind_up", run, by=None)
    return True


@patiently
@transaction.atomic
def _free(booking: Booking, run: CourseRun) -> None:
    """All that one booking has on this run, told in the same transaction."""
    lapsing.lock_order(booking=booking)
    booking.refresh_from_db()
    if booking.state in (BookingState.CONFIRMED, BookingState.CANCELLED):
        _give_back(booking, run)
    elif booking.state == BookingState.PENDING_APPROVAL:
        _stop_asking(booking, run)
    elif lapsing.expire(booking=booking, by=None, entry_to=EntryState.CLOSED):
        emails_changes.hold_called_off(booking, run=run, others=other_dates(run, to=booking.booker))


def _give_back(booking: Booking, run: CourseRun) -> None:
    """Its places there, and what was still charged for those that were given up late."""
    places.lock_runs([run.pk])
    standing = booking.places.filter(run=run, state=PlaceState.CONFIRMED)
    freed = places.give_up(chosen=list(standing), reason=run.cancelled_reason)
    late = list(booking.places.filter(run=run, kept_pence__gt=0))
    Place.objects.filter(pk__in=[place.pk for place in late]).update(kept_pence=0)
    for place in booking.places.filter(run=run, absence_pence__gt=0).order_by("pk"):
        absences.take_back(place, by=None)
    given = cancelling.take_back(places_freed=[*freed, *late], kept={}, by=None)
    if not given:
        return
    audit.record(
        "booking.called_off",
        booking,
        by=None,
        run=run.code,
        credited_pence=sum(one.credited_pence for one in given),
    )
    others = partial(other_dates, run)
    emails_changes.run_cancelled(booking, given, run=run, others=others, freed=freed)


def _stop_asking(booking: Booking, run: CourseRun) -> None:
    """What a school has not decided on is not booked; its question is closed."""
    waiting = Q(state=BookingState.PENDING_APPROVAL)
    now = timezone.now()
    if not places.release(
        booking=booking, to=BookingState.CANCELLED, only=waiting, cancelled_at=now
    ):
        return
    note = f"“{run.title}” was cancelled before this was decided."
    approvals.settle(booking=booking, is_approved=False, name="", note=note, by=None)
    emails_changes.hold_called_off(booking, run=run, others=other_dates(run, to=booking.booker))


def other_dates(run: CourseRun, *, to: User | None) -> list[CourseRun]:
    """Other dates of the same course that this person can book now, the soonest first."""
    others = CourseRun.objects.open_for_booking(to=to).coming().with_places_left()
    same = others.filter(page=run.page_id).exclude(pk=run.pk)
    return list(same.prefetch_related("sessions")[:OTHER_DATES])
