"""Races for one order: put on an invoice while a page is opened on which it would be paid."""

from __future__ import annotations

import time
from typing import Any
from unittest import mock

from tests.concurrency.people import people
from tests.concurrency.racers import race

BOOKINGS = 6


def invoiced() -> dict[str, Any]:
    """Each of six bookings is put on the school's invoice, and paid online from another tab.

    In half of them the page is asked for before, and stored after.
    """
    from billing.actions import payments
    from billing.enums import Terms
    from billing.exceptions import BillingError
    from billing.models import Order, Payment
    from courses.actions import bookings
    from courses.exceptions import HoldExpiredError
    from courses.models import Booking
    from tests.factories import bookings as make
    from tests.factories.courses import CourseRunFactory

    school, bookers = make.school(), people(BOOKINGS)
    held = []
    for one in bookers:
        make.post(one, school)
        held.append(make.hold(CourseRunFactory(is_open=True), one, at=school).pk)
    store = payments._store_attempt

    def store_late(*, order: Order, **kwargs: Any) -> Payment:
        is_late = held.index(order.booking.pk) < BOOKINGS // 2
        until = time.monotonic() + 5
        while is_late and order.terms != Terms.INVOICE and time.monotonic() < until:
            time.sleep(0.02)
            order.refresh_from_db()
        return store(order=order, **kwargs)

    def act(index: int) -> str:
        booking = Booking.objects.select_related("booker", "school").get(pk=held[index // 2])
        try:
            if index % 2:
                make.start_paying(booking)
                return "page"
            while not Order.objects.filter(booking=booking).exists():
                time.sleep(0.02)
            bookings.confirm(booking=booking, by=booking.booker, terms=Terms.INVOICE)
        except (BillingError, HoldExpiredError):
            return "no page" if index % 2 else "not invoiced"
        return "invoiced"

    with mock.patch.object(payments, "_store_attempt", store_late):
        answers = race(act, 2 * BOOKINGS)
    mine = Order.objects.filter(booking__in=held)
    twice = mine.filter(terms=Terms.INVOICE, payments__in=Payment.objects.payable())
    return {"answers": dict(answers), "invoiced": mine.count(), "twice": twice.count()}


def invoiced_unguarded() -> dict[str, Any]:
    """The same where nobody looks whether it is on an invoice: some must be asked for twice."""
    from billing.actions import payments

    with mock.patch.object(payments, "refuse_invoiced"):
        return invoiced()


RACES = (invoiced, invoiced_unguarded)
