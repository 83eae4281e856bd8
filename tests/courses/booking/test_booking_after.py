"""Booked and afterwards: cancelled, listed, and absent for everybody else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from billing.actions import payments
from core.dates import day, span
from courses.actions import bookings, runs
from courses.enums import BookingState
from courses.models import Booking, CourseRun
from schools.models import School
from tests.courses.booking.pages import (
    SignIn,
    same,
    text,
    who,
)
from tests.factories import bookings as make
from tests.factories import changes
from tests.factories.billing import event
from tests.factories.courses import CourseRunFactory
from tests.test_sweep import ours

pytestmark = pytest.mark.django_db


@pytest.mark.promise(number=34)
def test_cancelling_shows_what_it_does_and_then_does_it(
    client: Client, run: CourseRun, tariq: User
) -> None:
    booking = make.paid(run, tariq)
    url = f"/bookings/{booking.reference}/cancel/"

    assert "The hub office sends back £40" in text(client.get(url))
    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED

    answer = client.post(url, {"agreed": 0}, follow=True)
    assert "Your place is cancelled" in text(answer)
    assert "£40 refund due" in text(answer)


def test_an_invoiced_place_costs_nothing_to_cancel(
    client: Client, run: CourseRun, tariq: User
) -> None:
    booking = make.invoiced(run, tariq)

    page = text(client.get(f"/bookings/{booking.reference}/cancel/"))

    assert "Demo Meadow Primary owes nothing for this: we take the £75 off." in page


def test_late_money_without_a_place_is_told_on_the_booking(
    client: Client, tariq: User, sam: User
) -> None:
    run = CourseRunFactory(is_open=True, capacity=1)
    booking = make.hold(run, tariq)
    payment = make.start_paying(booking)
    make.run_out(booking)
    make.hold(run, sam)
    payments.settle(event=event(payment))

    page = text(client.get(booking.get_absolute_url()))

    assert "You are not booked." in page
    assert "£40 refund due" in page


def test_my_bookings_are_sorted_by_what_they_mean(client: Client, tariq: User, sam: User) -> None:
    assert "No bookings yet" in text(client.get("/bookings/"))
    mine = [CourseRunFactory(is_open=True, is_free=True) for _ in range(3)]
    coming, cancelled = make.free(mine[0], tariq), make.free(mine[1], tariq)
    bookings.cancel(booking=cancelled, by=tariq)
    past = make.free(mine[2], tariq)
    CourseRun.objects.filter(pk=mine[2].pk).update(
        starts_at="2026-01-01T10:00Z", ends_at="2026-01-01T11:00Z"
    )
    make.free(CourseRunFactory(is_open=True, is_free=True, page=mine[0].page), sam)

    page = text(client.get("/bookings/"))

    order = [page.index(words) for words in ("Coming up", "Past", "Cancelled and expired")]
    assert order == sorted(order)
    found = [page.index(one.reference) for one in (coming, past, cancelled)]
    assert found[0] < order[1] < found[1] < order[2] < found[2]
    assert page.count("Reference") == 3


def test_a_running_course_is_listed_by_its_next_session(client: Client, tariq: User) -> None:
    run = CourseRunFactory(is_open=True, is_free=True, sessions=3, title="Under way")
    make.free(run, tariq)
    soon = CourseRunFactory(is_open=True, is_free=True, title="Sooner", starts=in_days(2))
    make.free(soon, tariq)
    first, second, third = run.sessions.all()
    for session, days in ((first, -4), (second, 3), (third, 10)):
        starts = in_days(days)
        runs.reschedule(
            session=session, start_at=starts, end_at=starts + timedelta(hours=1), by=None
        )

    for path in ("/bookings/", "/account/"):
        page = text(client.get(path))
        assert span(in_days(3), in_days(3) + timedelta(hours=1)) + ", and 1 more" in page
        assert day(in_days(-4)) not in page
        listed = page[page.index("ookings") :]
        assert listed.index("Sooner") < listed.index("Under way")


def in_days(days: int) -> datetime:
    moment = timezone.localtime() + timedelta(days=days)
    return moment.replace(hour=15, minute=45, second=0, microsecond=0)


@pytest.mark.parametrize("number", [1, 4])
def test_my_bookings_take_as_many_statements_for_many_as_for_one(
    client: Client, tariq: User, number: int
) -> None:
    for _ in range(number):
        make.free(CourseRunFactory(is_open=True, is_free=True, sessions=number), tariq)
    client.get("/bookings/")

    with CaptureQueriesContext(connection) as queries:
        client.get("/bookings/")

    assert len(queries) <= 10


def test_a_whole_booking_takes_at_most_forty_statements(
    client: Client, run: CourseRun, school: School
) -> None:
    start = run.get_booking_url()
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(start, who(school))
        client.post(answer["Location"], {"terms": "INVOICE"})

    counted = [q["sql"] for q in queries.captured_queries if "SAVEPOINT" not in q["sql"]]
    assert Booking.objects.get().state == BookingState.CONFIRMED
    assert len(counted) <= 40


PATHS = sorted(
    str(pattern.pattern).removeprefix("bookings/<slug:reference>/").replace("<int:pk>", "{pk}")
    for pattern in ours().values()
    if str(pattern.pattern).startswith("bookings/<slug:reference>/")
)


@pytest.mark.promise(number=22)
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("state", ["held", "confirmed", "cancelled", "expired"])
def test_somebody_elses_booking_is_as_absent_as_none(
    run: CourseRun, tariq: User, sam: User, client_for: SignIn, path: str, state: str
) -> None:
    booking = make.hold(run, tariq) if state in {"held", "expired"} else make.paid(run, tariq)
    if state == "cancelled":
        bookings.cancel(booking=booking, by=tariq)
    if state == "expired":
        bookings.expire(booking=booking, by=tariq)
    booking.refresh_from_db()
    before = booking.state
    brook = make.school(999002, "Demo Brook Junior")
    changes.office_post(sam, brook)
    sams, path = client_for(sam), path.format(pk=booking.places.get().pk)

    for method in (sams.get, sams.post):
        theirs = method(f"/bookings/{booking.reference}/{path}")
        none = method(f"/bookings/ZZZZZZZZ/{path}")
        assert theirs.status_code == none.status_code
        assert theirs.status_code in {404, 405}
        assert same(theirs, booking.reference) == same(none, "ZZZZZZZZ")
    booking.refresh_from_db()
    assert booking.state == before


@pytest.mark.parametrize("path", PATHS)
def test_a_visitor_is_asked_to_sign_in(run: CourseRun, tariq: User, path: str) -> None:
    booking = make.hold(run, tariq)
    path = path.format(pk=booking.places.get().pk)

    for method in (Client().get, Client().post):
        assert method(f"/bookings/{booking.reference}/{path}").status_code == 302
