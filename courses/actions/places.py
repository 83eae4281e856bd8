"""How places are taken and given back: the guarded counts, and nothing else.

Rows are locked in this order everywhere, so nobody waits in a circle: orders, runs by primary key,
bookings, places, attendees by address, then what `extras` counts. Whoever changes who has a place,
or what a place charges, locks its run, so that on one run all of them take turns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from core.models.base_page import restricted
from courses.actions import extras, offers
from courses.enums import BookingState, EntryState, PlaceState, RunState
from courses.exceptions import RunIsFullError, RunNotOpenError
from courses.exceptions_door import NoRoomError
from courses.models import Booking, CourseRun, Place
from courses.models.place import PlaceQuerySet

PLACE_STATES = {
    BookingState.EXPIRED: PlaceState.EXPIRED,
    BookingState.CANCELLED: PlaceState.CANCELLED,
}


def take(*, wanted: Mapping[int, int], by: User | None = None) -> None:
    """Count n more places on each run, by its id, or on none of them.

    One guarded UPDATE per run, in primary-key order, whose filter holds all that must be true:
    room, state, booking window, a live page that is for everybody, or for `by`. So it is right
    under any number of racers, on PostgreSQL at READ COMMITTED and on SQLite. It must be the first
    statement of the caller's transaction, which rolls back whatever was taken when this raises
    RunIsFullError or RunNotOpenError.
    """
    for run_id, number in sorted(wanted.items()):
        if _count(run_id, number, _open_now(by)) != 1:
            _refuse(run_id, number, by)


def take_again(*, booking: Booking) -> None:
    """Count the places of an expired booking once more, also after booking has closed.

    For money that came after the hold had run out. Raises RunIsFullError, also where the course
    has begun or is cancelled: there is no place to have; and what `extras.take` raises.
    """
    expired = booking.places.filter(state=PlaceState.EXPIRED)
    numbers = Counter(expired.values_list("run_id", flat=True))
    for run_id, number in sorted(numbers.items()):
        if _count(run_id, number, _not_begun()) != 1:
            run = CourseRun.objects.get(pk=run_id)
            raise RunIsFullError(run, places_left=max(0, run.places_left), wanted=number)
    extras.take(expired)
    expired.update(state=PlaceState.CONFIRMED, is_counted=True)


def take_at_the_door(*, run_id: int) -> None:
    """Count one more place on a run that takes no bookings any more, for somebody who is there.

    Raises NoRoomError, also for a run that was called off.
    """
    here = Q(state__in=(RunState.OPEN, RunState.CLOSED, RunState.RUNNING, RunState.FINISHED))
    if _count(run_id, 1, here) != 1:
        raise NoRoomError(CourseRun.objects.get(pk=run_id))


def lock_runs(run_ids: Collection[int] | QuerySet[Any, Any]) -> list[CourseRun]:
    """These runs, locked in primary-key order until the transaction ends."""
    wanted = CourseRun.objects.select_for_update().filter(pk__in=run_ids)
    return list(wanted.order_by("pk"))


def release(
    *,
    booking: Booking,
    to: BookingState,
    only: Q | None = None,
    entry_to: EntryState = EntryState.LAPSED,
    **stamps: object,
) -> bool:
    """Free all places of a booking, once: it becomes EXPIRED or CANCELLED, or nothing happens.

    `only` says what else must be true of the booking at that moment; `entry_to` is what becomes of
    the wish that it was offered for. Counts, places and booking change in the caller's
    transaction, and what is free then is offered to the waiting list. Answers whether this call
    freed the places; another one may have been first, or it is not allowed.
    """
    run_ids = set(booking.places.counted().values_list("run_id", flat=True))
    lock_runs(run_ids)
    if not booking.move(to, only=only, **stamps):
        return False
    when: dict[str, Any] = {"cancelled_at": timezone.now()} if to is BookingState.CANCELLED else {}
    _free(booking.places.counted(), state=PLACE_STATES[to], **when)
    offers.end(booking=booking, to=entry_to)
    for run_id in sorted(run_ids):
        offers.make(run_id=run_id)
    return True


def give_up(
    *, chosen: Sequence[Place], reason: str = "", instead: Sequence[Place] = ()
) -> list[Place]:
    """Free some confirmed places of confirmed bookings; returns those that this call freed.

    A booking whose last place goes becomes CANCELLED. What is free then is offered to the waiting
    list, in the same transaction. A place that another call was first with is left out.
    `instead`: places that were counted on their runs in this transaction and come in their stead;
    what `extras` counts is counted for them here. Raises what `extras.change` raises.
    """
    run_ids = {place.run_id for place in chosen}
    lock_runs(run_ids)
    bookings = Booking.objects.select_for_update().filter(
        pk__in={place.booking_id for place in chosen}, state=BookingState.CONFIRMED
    )
    confirmed = {booking.pk: booking for booking in bookings.order_by("pk")}
    here = Place.objects.filter(
        pk__in=[place.pk for place in chosen],
        booking__in=confirmed,
        is_counted=True,
        state=PlaceState.CONFIRMED,
    )
    now = timezone.now()
    stamps = {"cancelled_at": now, "cancelled_reason": reason[:200]}
    freed = _free(here, state=PlaceState.CANCELLED, instead=instead, **stamps)
    for booking in confirmed.values():
        if not booking.places.counted().exists():
            booking.move(BookingState.CANCELLED, cancelled_at=now)
    for run_id in sorted(run_ids):
        offers.make(run_id=run_id)
    return freed


def refuse_called_off(*, booking: Booking) -> None:
    """Lock the booking's runs, in primary-key order; raises RunNotOpenError for a cancelled one."""
    for run in lock_runs(booking.places.counted().values("run_id")):
        if run.state == RunState.CANCELLED:
            raise RunNotOpenError(run)


def lapsed_on(*, run_ids: Iterable[int]) -> list[Booking]:
    """Holds that have run out and still count on these runs, oldest first."""
    counting = Place.objects.counted().filter(run__in=list(run_ids)).values("booking")
    lapsed = Booking.objects.lapsed().filter(pk__in=counting)
    return list(lapsed.order_by("hold_expires_at", "pk"))


def _free(
    counted: PlaceQuerySet, *, state: PlaceState, instead: Sequence[Place] = (), **stamps: object
) -> list[Place]:
    """These counted places, counted no more; with all that they used. Their runs are locked."""
    freed = list(counted)
    if not freed:
        return []
    Place.objects.filter(pk__in=[place.pk for place in freed]).update(
        state=state, is_counted=False, **stamps
    )
    for run_id, number in sorted(Counter(place.run_id for place in freed).items()):
        CourseRun.objects.filter(pk=run_id).update(places_taken=F("places_taken") - number)
    extras.change(taken=instead, freed=freed)
    return freed


def _count(run_id: int, number: int, condition: Q) -> int:
    # Only the run's own columns may decide about places: after waiting for another racer,
    # PostgreSQL looks at them again, and never at another table.
    room = CourseRun.objects.filter(condition, pk=run_id, places_taken__lte=F("capacity") - number)
    return room.update(places_taken=F("places_taken") + number)


def _open_now(by: User | None) -> Q:
    now = timezone.now()
    return Q(
        Q(booking_opens_at__isnull=True) | Q(booking_opens_at__lte=now),
        Q(booking_closes_at__isnull=True) | Q(booking_closes_at__gt=now),
        Q(starts_at__isnull=True) | Q(starts_at__gt=now),
        Exists(Page.objects.live().filter(~restricted(to=by), pk=OuterRef("page_id"))),
        state=RunState.OPEN,
    )


def _not_begun() -> Q:
    return Q(
        Q(starts_at__isnull=True) | Q(starts_at__gt=timezone.now()),
        state__in=(RunState.OPEN, RunState.CLOSED),
    )


def _refuse(run_id: int, number: int, by: User | None) -> None:
    run = CourseRun.objects.get(pk=run_id)
    visible = CourseRun.objects.visible_to(by) if by else CourseRun.objects.public()
    if run.is_open_for_booking() and visible.filter(pk=run_id).exists():
        raise RunIsFullError(run, places_left=max(0, run.places_left), wanted=number)
    raise RunNotOpenError(run)
