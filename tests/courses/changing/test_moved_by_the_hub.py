"""When the hub moves a course, whoever had booked the other date may give it up for nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from courses import policies
from courses.actions import bookings, runs
from courses.models import Booking, CancellationPolicy, CourseRun, PolicyStep
from tests.factories import bookings as make
from tests.factories.courses import CourseRunFactory


@pytest.fixture
def run(db: None) -> CourseRun:
    """In a month, on terms that cost half the price in the last three weeks."""
    policy = CancellationPolicy.objects.create(name="Three weeks")
    PolicyStep.objects.create(policy=policy, days=15, percent=50)
    return CourseRunFactory(is_open=True, policy=policy, starts=timezone.now() + timedelta(days=40))


def move(run: CourseRun, hannah: User) -> None:
    """To next week."""
    session = run.sessions.get()
    start = timezone.now() + timedelta(days=7)
    runs.reschedule(session=session, start_at=start, end_at=start + session.length, by=hannah)


def charge(booking: Booking) -> int:
    place = Booking.objects.with_places().get(pk=booking.pk).places.all()[0]
    return policies.quote(place, timezone.now()).charge_pence


def test_it_costs_nothing_although_the_new_date_is_near(
    run: CourseRun, tariq: User, hannah: User
) -> None:
    booking = make.invoiced(run, tariq)

    move(run, hannah)

    assert charge(booking) == 0
    bookings.cancel_places(chosen=list(booking.places.all()), by=tariq)
    assert booking.balance().charged_pence == 0


def test_who_books_the_new_date_is_held_to_its_terms(
    run: CourseRun, tariq: User, hannah: User
) -> None:
    move(run, hannah)
    run.refresh_from_db()

    assert charge(make.invoiced(run, tariq)) == 3750
