"""Races between changes of mind: transfers, cancellations, swaps, a capacity that shrinks."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any
from unittest import mock

from tests.concurrency.people import people
from tests.concurrency.racers import make_run, race
from tests.concurrency.switches import count_then_take, no_locks, without

if TYPE_CHECKING:
    from courses.models import CourseRun


def moved() -> dict[str, Any]:
    """Eight on one date all want to move to another, where two places are left."""
    return _move(nullcontext())


def moved_unguarded() -> dict[str, Any]:
    """The same without the guard: more must move than there is room for."""
    return _move(count_then_take())


def _move(guard: AbstractContextManager[None]) -> dict[str, Any]:
    from courses.actions import transferring
    from courses.exceptions import RunIsFullError
    from courses.models import CourseRun, Place
    from tests.factories.bookings import free

    first = make_run(capacity=8)
    second, racers = make_run(capacity=2, page=first.page), people(8)
    places = [free(first, one).places.get().pk for one in racers]

    def act(index: int) -> str:
        place = Place.objects.select_related("run").get(pk=places[index])
        to_run = CourseRun.objects.get(pk=second.pk)
        try:
            transferring.transfer(place=place, to_run=to_run, by=racers[index])
        except RunIsFullError:
            return "full"
        return "moved"

    with guard:
        answers = race(act, 8)
    second.refresh_from_db()
    counted = second.places.counted().count()
    return {"answers": dict(answers), "taken": second.places_taken, "counted": counted}


def cancelled() -> dict[str, Any]:
    """One of two places of a booking, cancelled by eight presses at once."""
    import secrets

    from courses.actions import bookings
    from courses.models import Place

    run, (one,) = make_run(capacity=3), people(1)
    seats = [bookings.Seat(run=run), bookings.Seat(run=run)]
    held = bookings.hold(seats=seats, school=None, by=one, submit_token=secrets.token_hex(8))
    booked = bookings.confirm(booking=held, by=one)
    chosen = booked.places.order_by("pk")[0].pk

    def act(index: int) -> str:
        place = Place.objects.select_related("run").get(pk=chosen)
        return str(len(bookings.cancel_places(chosen=[place], by=one)))

    answers = race(act, 8)
    run.refresh_from_db()
    booked.refresh_from_db()
    return {"answers": dict(answers), "taken": run.places_taken, "state": booked.state}


def cancelled_unlocked() -> dict[str, Any]:
    """The same without the lock: one place must be freed more than once."""
    with no_locks():
        return cancelled()


def shrunk() -> dict[str, Any]:
    """Twelve book while the office lowers the capacity from twelve to four."""
    from courses.actions import runs
    from courses.exceptions import CapacityTooLowError, RunIsFullError
    from courses.models import CourseRun
    from tests.factories.bookings import hold

    run, racers = make_run(capacity=12), people(12)

    def act(index: int) -> str:
        if index == 12:
            try:
                runs.revise(run=CourseRun.objects.get(pk=run.pk), capacity=4, by=None)
            except CapacityTooLowError:
                return "refused"
            return "lowered"
        try:
            hold(run, racers[index])
        except RunIsFullError:
            return "full"
        return "held"

    answers = race(act, 13)
    run.refresh_from_db()
    return {"answers": dict(answers), "taken": run.places_taken, "capacity": run.capacity}


def look_then_lower(
    run: CourseRun, capacity: int | None, details: dict[str, Any], *, by: object
) -> None:
    """What the guarded UPDATE replaces: look how many are taken, and lower it a moment later."""
    from courses.exceptions import CapacityTooLowError
    from courses.models import CourseRun

    taken = CourseRun.objects.get(pk=run.pk).places_taken
    if taken > (capacity or 0):
        raise CapacityTooLowError(wanted=capacity or 0, taken=taken)
    time.sleep(0.3)
    CourseRun.objects.filter(pk=run.pk).update(capacity=capacity)
    run.refresh_from_db()


def shrunk_unguarded() -> dict[str, Any]:
    """The same without the guard, nor the database's own: more must be taken than there is."""
    from django.db.models import F

    from courses.actions import runs
    from courses.models import CourseRun

    def tidy() -> None:
        above = CourseRun.objects.filter(places_taken__gt=F("capacity"))
        above.update(capacity=F("places_taken"))

    lowers = mock.patch.object(runs, "_revise", look_then_lower)
    with without(CourseRun, "never_above_capacity", tidy=tidy), lowers, no_locks():
        return shrunk()


def swapped() -> dict[str, Any]:
    """On a full run eight bookers all name the same person: one of them may."""
    from courses.actions import changes
    from courses.exceptions import AlreadyBookedError
    from courses.models import Place
    from tests.factories.bookings import free

    run, racers = make_run(capacity=8), people(8)
    places = [free(run, one).places.get().pk for one in racers]
    email = f"guest-{run.code}@example.org"

    def act(index: int) -> str:
        place = Place.objects.get(pk=places[index])
        try:
            changes.swap(place=place, name="A guest", email=email, by=racers[index])
        except AlreadyBookedError:
            return "has a place"
        return "swapped"

    answers = race(act, 8)
    run.refresh_from_db()
    return {"answers": dict(answers), "taken": run.places_taken}


def swapped_unguarded() -> dict[str, Any]:
    """The same without the database's word: more than one of them must have named that person."""
    from courses.models import Place

    def tidy() -> None:
        guests = Place.objects.filter(attendee__email__startswith="guest-")
        guests.update(attendee=None)

    with without(Place, "nobody_counted_twice_on_a_run", tidy=tidy):
        return swapped()


RACES = (
    moved,
    moved_unguarded,
    cancelled,
    cancelled_unlocked,
    shrunk,
    shrunk_unguarded,
    swapped,
    swapped_unguarded,
)
