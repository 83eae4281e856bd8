"""Locks that were once taken in circles. Nobody tries again here: a circle is DatabaseBusyError."""

from __future__ import annotations

import secrets
import time
from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import TYPE_CHECKING, Any
from unittest import mock

from tests.concurrency.people import people
from tests.concurrency.racers import make_run, race
from tests.concurrency.switches import only_once

if TYPE_CHECKING:
    from courses.models import Booking, CourseRun, Place


def _race(act: Any, number: int, guard: AbstractContextManager[Any]) -> dict[str, Any]:
    with only_once(), guard:
        answers: Mapping[str, int] = race(act, number)
    return {"answers": {answer.split(":")[0]: times for answer, times in answers.items()}}


def absent() -> dict[str, Any]:
    """A tutor settles a register of eight who did not come, while the hub cancels their places."""
    return _absent(nullcontext())


def absent_unlocked() -> dict[str, Any]:
    """The same where registers do not take their run first."""
    from courses.actions import absences, registers

    keep_right = absences.keep_right

    def later(**kwargs: Any) -> None:
        time.sleep(0.3)  # while the places are locked already
        keep_right(**kwargs)

    with mock.patch.object(absences, "keep_right", later):
        return _absent(mock.patch.object(registers, "lock_runs"))


def _absent(guard: AbstractContextManager[Any]) -> dict[str, Any]:
    from courses import jobs_after
    from courses.actions import bookings, registers
    from courses.enums import Mark
    from courses.exceptions import NotInRegisterError
    from courses.models import Place
    from tests.factories import after

    tess, hannah = people(2)
    hannah.is_superuser = True
    hannah.save()
    run = after.past(tess)
    places = [after.free_seat(run, name=f"Absent {number}") for number in range(8)]
    after.mark(run, tess, {place: [Mark.PRESENT] for place in places})
    after.close(run, tess)
    session = after.sessions(run)[0]

    def act(index: int) -> str:
        if index:
            time.sleep(0.1 * index)
            place = Place.objects.select_related("run").get(pk=places[index].pk)
            return str(len(bookings.cancel_places(chosen=[place], by=hannah, reason="Ill.")))
        for turn in range(8):
            here = Place.objects.filter(run=run, state="CONFIRMED")
            to = Mark.PRESENT if turn % 2 else Mark.ABSENT
            with suppress(NotInRegisterError):
                registers.mark(session=session, marks=dict.fromkeys(here, to), by=tess)
        return "marked"

    report = _race(act, 8, guard)
    jobs_after.withdraw_certificates()
    return report


def joined() -> dict[str, Any]:
    """A basket of two courses has run out, and eight who join either line find it at once."""
    return _join(nullcontext())


def joined_in_one() -> dict[str, Any]:
    """The same where all that has run out is ended in one transaction."""
    from django.db import transaction

    from courses.actions import lapsing

    def in_one(bookings: Iterable[Booking]) -> int:
        with transaction.atomic():
            for booking in bookings:
                lapsing.lapse(booking=booking)
                time.sleep(0.2)
        return 0

    return _join(mock.patch.object(lapsing, "lapse_all", in_one))


def _join(guard: AbstractContextManager[Any]) -> dict[str, Any]:
    from courses.actions import bookings
    from courses.models import CourseRun
    from tests.factories import bookings as make

    runs, (first, second, third) = [make_run(capacity=2), make_run(capacity=2)], people(3)
    make.run_out(make.hold(runs[0], first))
    make.run_out(make.hold(runs[1], second))
    seats = [bookings.Seat(run=run, name="Basket", email=third.email) for run in runs]
    token = secrets.token_hex(8)
    make.run_out(bookings.hold(seats=seats, school=None, by=third, submit_token=token))
    racers = people(8)

    def act(index: int) -> str:
        run = CourseRun.objects.get(pk=runs[index % 2].pk)
        return make.wish(run, racers[index], quantity=3, min_quantity=3).state

    report = _race(act, 8, guard)
    return {**report, "taken": [CourseRun.objects.get(pk=run.pk).places_taken for run in runs]}


def amended() -> dict[str, Any]:
    """Eight change from one fund to another, half of them the other way."""
    return _amend(nullcontext())


def amended_twice() -> dict[str, Any]:
    """The same where the one fund is given back before the other is drawn on."""
    from courses.actions import extras

    change = extras.change

    def give_back_then_take(*, taken: Iterable[Place] = (), freed: Iterable[Place] = ()) -> None:
        change(freed=freed)
        time.sleep(0.1)
        change(taken=taken)

    return _amend(mock.patch.object(extras, "change", give_back_then_take))


def _amend(guard: AbstractContextManager[Any]) -> dict[str, Any]:
    from core.dates import academic_year
    from courses.actions import bookings
    from courses.models import Booking, Fund
    from tests.factories import bookings as make
    from tests.factories.courses import CourseRunFactory, first_start

    year, school, racers = academic_year(first_start().date()), make.school(), people(8)
    funds = [
        Fund.objects.create(name=secrets.token_hex(6), academic_year=year, budget_pence=100_000)
        for _ in range(2)
    ]
    held = []
    for index, one in enumerate(racers):
        make.post(one, school)
        seat = bookings.Seat(run=CourseRunFactory(is_open=True))
        token, fund = secrets.token_hex(8), funds[index % 2]
        held.append(
            bookings.hold(seats=[seat], school=school, by=one, submit_token=token, fund=fund)
        )

    def act(index: int) -> str:
        for turn in range(3):
            booking = Booking.objects.get(pk=held[index].pk)
            seat = bookings.Seat(run=booking.places.get().run)
            to = funds[(index + turn + 1) % 2]
            bookings.amend(booking=booking, school=school, seats=[seat], by=racers[index], fund=to)
        return "amended"

    report = _race(act, 8, guard)
    committed = [Fund.objects.get(pk=fund.pk).committed_pence for fund in funds]
    return {**report, "committed": committed}


def turned() -> dict[str, Any]:
    """Half move from the first date to the second and half back, all at once."""
    return _turn(nullcontext())


def turned_as_they_come() -> dict[str, Any]:
    """The same where the date that is left is locked first, whichever it is."""
    from courses.actions import places
    from courses.models import CourseRun

    def as_they_come(run_ids: Collection[int]) -> list[CourseRun]:
        locked = []
        for pk in run_ids:
            locked.append(CourseRun.objects.select_for_update().get(pk=pk))
            time.sleep(0.2)
        return locked

    return _turn(mock.patch.object(places, "lock_runs", as_they_come))


def _turn(guard: AbstractContextManager[Any]) -> dict[str, Any]:
    from courses.actions import transferring
    from courses.models import CourseRun, Place
    from tests.factories.bookings import free

    first = make_run(capacity=8)
    runs = [first, make_run(capacity=8, page=first.page)]
    racers = people(8)
    places = [free(runs[i % 2], one).places.get().pk for i, one in enumerate(racers)]

    def act(index: int) -> str:
        place = Place.objects.select_related("run").get(pk=places[index])
        to_run = CourseRun.objects.get(pk=runs[1 - index % 2].pk)
        transferring.transfer(place=place, to_run=to_run, by=racers[index])
        return "moved"

    report = _race(act, 8, guard)
    return {**report, "counted": [run.places.counted().count() for run in runs]}


RACES = (
    absent,
    absent_unlocked,
    joined,
    joined_in_one,
    amended,
    amended_twice,
    turned,
    turned_as_they_come,
)
