"""Races between changes of mind: transfers, cancellations, swaps, a capacity that shrinks."""

from __future__ import annotations

from typing import Any

from tests.concurrency.people import people
from tests.concurrency.racers import make_run, race


def transferred() -> dict[str, Any]:
    """Half move from the first date to the second and half back, all at once."""
    from courses.actions import transferring
    from courses.models import CourseRun, Place
    from tests.factories.bookings import free

    first = make_run(capacity=12)
    runs = [first, make_run(capacity=12, page=first.page)]
    racers = people(12)
    places = [free(runs[i % 2], one).places.get().pk for i, one in enumerate(racers)]

    def act(index: int) -> str:
        place = Place.objects.select_related("run").get(pk=places[index])
        to_run = CourseRun.objects.get(pk=runs[1 - index % 2].pk)
        transferring.transfer(place=place, to_run=to_run, by=racers[index])
        return "moved"

    answers = race(act, 12)
    return {"answers": dict(answers), "counted": [r.places.counted().count() for r in runs]}


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


RACES = (transferred, cancelled, shrunk, swapped)
