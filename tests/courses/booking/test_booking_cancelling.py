"""Bookings are cancelled: the place is free, the charge taken back, each once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from billing.enums import PaymentStatus
from courses.actions import bookings, settling
from courses.enums import BookingState, PlaceState
from courses.exceptions import (
    CannotBeCancelledError,
    NotYoursToChangeError,
)
from courses.models import CourseRun
from tests.courses.booking.pages import (
    Drain,
    sent_to,
    taken,
)
from tests.factories import bookings as make

pytestmark = pytest.mark.django_db


def test_cancelling_an_invoiced_place_frees_it_and_takes_the_charge_back(
    run: CourseRun, tariq: User, drain: Drain
) -> None:
    booking = make.invoiced(run, tariq)
    bookings.cancel(booking=booking, by=tariq)

    assert (booking.state, booking.places.get().state) == (
        BookingState.CANCELLED,
        PlaceState.CANCELLED,
    )
    assert booking.balance().status is PaymentStatus.NOTHING_DUE
    assert taken(run) == 0
    assert drain()[-1].subject == f"Cancelled: {run.title}"


def test_cancelling_a_paid_place_says_what_will_be_paid_back(
    run: CourseRun, tariq: User, drain: Drain
) -> None:
    booking = make.paid(run, tariq)
    bookings.cancel(booking=booking, by=tariq)

    assert booking.balance().status is PaymentStatus.REFUND_DUE
    mail = sent_to(drain(), tariq.email)[-1]
    assert "We owe you £40 and send it back" in mail.body


def test_cancelling_twice_tells_once(free_run: CourseRun, tariq: User, drain: Drain) -> None:
    booking = make.free(free_run, tariq)
    bookings.cancel(booking=booking, by=tariq)
    bookings.cancel(booking=booking, by=tariq)

    assert len(drain()) == 2
    assert taken(free_run) == 0


def test_a_course_that_has_begun_is_not_cancelled_by_its_booker(
    free_run: CourseRun, tariq: User
) -> None:
    booking = make.free(free_run, tariq)
    begun = timezone.now() - timedelta(minutes=1)
    CourseRun.objects.filter(pk=free_run.pk).update(starts_at=begun)

    with pytest.raises(CannotBeCancelledError):
        bookings.cancel(booking=booking, by=tariq)
    assert taken(free_run) == 1


def test_sam_cannot_cancel_what_tariq_booked(free_run: CourseRun, tariq: User, sam: User) -> None:
    booking = make.free(free_run, tariq)

    with pytest.raises(NotYoursToChangeError):
        bookings.cancel(booking=booking, by=sam)
    assert taken(free_run) == 1


def test_a_hold_is_not_cancelled_but_given_up(run: CourseRun, tariq: User) -> None:
    with pytest.raises(CannotBeCancelledError):
        bookings.cancel(booking=make.hold(run, tariq), by=tariq)
    assert taken(run) == 1


def test_a_whole_booking_takes_few_statements(run: CourseRun, tariq: User) -> None:
    school = make.school()
    make.post(tariq, school)

    with CaptureQueriesContext(connection) as queries:
        booking = make.hold(run, tariq, at=school)
        settling.start_payment(booking=booking, by=tariq)

    assert len([q for q in queries.captured_queries if "SAVEPOINT" not in q["sql"]]) <= 40
