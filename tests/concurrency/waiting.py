"""Races for what is freed: offers, those who accept them, and the public that finds none."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from unittest import mock

from tests.concurrency.people import mails, people
from tests.concurrency.racers import make_run, race
from tests.concurrency.switches import look_then_move

if TYPE_CHECKING:
    from accounts.models import User
    from courses.models import CourseRun, WaitingListEntry


def _report(run: CourseRun, answers: Mapping[str, int]) -> dict[str, Any]:
    run.refresh_from_db()
    return {
        "answers": dict(answers),
        "taken": run.places_taken,
        "counted": run.places.counted().count(),
    }


def _full(number: int) -> tuple[CourseRun, list[Any]]:
    """A free run that is full, and its bookings."""
    from tests.factories.bookings import free

    run = make_run(capacity=number)
    booked = [free(run, one) for one in people(number)]
    run.refresh_from_db()
    return run, booked


def offered() -> dict[str, Any]:
    """Four cancel at once, and four wait: each is offered one place, once."""
    from courses.actions import bookings
    from courses.models import Booking
    from tests.factories.bookings import wish

    run, booked = _full(4)
    for one in people(4):
        wish(run, one)

    def act(index: int) -> str:
        mine = Booking.objects.get(pk=booked[index].pk)
        return bookings.cancel(booking=mine, by=mine.booker).state

    report = _report(run, race(act, 4))
    offers = Booking.objects.filter(places__run=run, state="OFFERED").distinct()
    return {
        **report,
        "offers": offers.count(),
        "offered": run.waiting_list.filter(state="OFFERED").count(),
        "astray": offers.filter(entry=None).count(),
    }


def _offer(capacity: int = 1) -> tuple[CourseRun, User, WaitingListEntry]:
    """One place, offered to one person."""
    from courses.actions import bookings
    from tests.factories.bookings import wish

    run, (booked,) = _full(capacity)
    (one,) = people(1)
    entry = wish(run, one)
    bookings.cancel(booking=booked, by=booked.booker)
    entry.refresh_from_db()
    return run, one, entry


def accepted() -> dict[str, Any]:
    """One offer, accepted by eight presses at once."""
    return _accept(nullcontext())


def _accept(guard: AbstractContextManager[None]) -> dict[str, Any]:
    from core.models import AuditEvent
    from courses.actions import waiting_list
    from courses.models import WaitingListEntry

    run, one, entry = _offer()
    before = mails(one)

    def act(index: int) -> str:
        mine = WaitingListEntry.objects.get(pk=entry.pk)
        return waiting_list.accept(entry=mine, by=one).state

    with guard:
        answers = race(act, 8)
    told = AuditEvent.objects.filter(verb="waiting_list.accept", subject_id=str(entry.pk))
    return {**_report(run, answers), "accepted": told.count(), "mails": mails(one) - before}


def accepted_unguarded() -> dict[str, Any]:
    """The same without compare-and-set: it must be accepted more than once."""
    return _accept(look_then_move())


def lapsing() -> dict[str, Any]:
    """One offer, accepted by some while others see that its time is over."""
    from django.utils import timezone

    from courses.actions import lapsing as ends
    from courses.actions import waiting_list
    from courses.exceptions import OfferGoneError
    from courses.models import Booking, WaitingListEntry

    run, one, entry = _offer()
    offer = entry.offer
    assert offer is not None
    soon = timezone.now() + timedelta(seconds=0.4)
    Booking.objects.filter(pk=offer.pk).update(hold_expires_at=soon)

    def act(index: int) -> str:
        time.sleep(random.Random(index).uniform(0.2, 0.6))
        if index % 2:
            return "lapsed" if ends.lapse(booking=offer) else "not lapsed"
        try:
            waiting_list.accept(entry=WaitingListEntry.objects.get(pk=entry.pk), by=one)
        except OfferGoneError:
            return "gone"
        return "accepted"

    answers = race(act, 12)
    entry.refresh_from_db()
    confirmed = run.places.filter(state="CONFIRMED").count()
    return {**_report(run, answers), "entry": entry.state, "confirmed": confirmed}


def lapsing_unguarded() -> dict[str, Any]:
    """The same without compare-and-set: it must have two outcomes."""
    with look_then_move():
        return lapsing()


def freed_with_a_line() -> dict[str, Any]:
    """A place is given up while twenty of the public try to book, and one person waits."""
    from courses.actions import bookings
    from courses.exceptions import RunIsFullError
    from courses.models import Booking
    from tests.factories.bookings import hold, wish

    run, (booked,) = _full(1)
    (waits,) = people(1)
    entry = wish(run, waits)
    public = people(20)

    def act(index: int) -> str:
        if index == 0:
            time.sleep(0.1)
            return bookings.cancel(
                booking=Booking.objects.get(pk=booked.pk), by=booked.booker
            ).state
        while True:
            gone = Booking.objects.filter(pk=booked.pk, state="CANCELLED").exists()
            try:
                hold(run, public[index - 1])
            except RunIsFullError:
                if gone:
                    return "full"
            else:
                return "held"

    answers = race(act, 21)
    entry.refresh_from_db()
    return {**_report(run, answers), "entry": entry.state}


def freed_without_offers() -> dict[str, Any]:
    """The same with nothing offered in the freeing transaction: somebody jumps the queue."""
    from courses.actions import offers

    with mock.patch.object(offers, "make", return_value=[]):
        return freed_with_a_line()


RACES = (
    offered,
    accepted,
    accepted_unguarded,
    lapsing,
    lapsing_unguarded,
    freed_with_a_line,
    freed_without_offers,
)
