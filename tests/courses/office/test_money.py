"""What the office sees of money, in sums and in its list; and of each week's bookings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from billing.actions import orders, payments
from billing.enums import Terms
from billing.models import Order
from courses.enums import BookingState
from courses.models import Booking, CourseRun
from courses.office import money, weeks
from courses.office.weeks import Week
from tests.factories import office as make
from tests.factories.billing import event, start_payment
from tests.factories.bookings import school as make_school
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


@pytest.fixture
def office(client_for: ClientFor, hannah: User) -> Client:
    return client_for(hannah)


@pytest.fixture
def run() -> CourseRun:
    return CourseRunFactory(is_open=True)


def charged(run: CourseRun, pence: int, *, days: int = 0) -> Booking:
    """A booking that has cost so much for so many days."""
    booking = make.place(run, pence=pence).booking
    assert booking.order
    opened = timezone.now() - timedelta(days=days)
    Order.objects.filter(pk=booking.order.pk).update(opened_at=opened)
    return booking


def paid(booking: Booking) -> Order:
    assert booking.order
    payments.settle(event=event(start_payment(booking.order)))
    return booking.order


def listed(office: Client, query: str) -> set[str]:
    page = office.get(f"/office/bookings/?{query}").context["page_of_rows"]
    return {booking.reference for booking in page.object_list}


def test_what_is_owed_overdue_and_due_back_are_sums_that_lead_to_their_bookings(
    office: Client, run: CourseRun
) -> None:
    new, late = charged(run, 4050, days=29), charged(run, 5000, days=31)
    over, settled = charged(run, 1000, days=40), charged(run, 4000)
    orders.credit_all(lines=paid(over).lines.all(), by=over.booker)
    paid(settled)
    found = {total.kind: (total.pence, total.number) for total in money.totals()}
    assert found == {"owed": (9050, 2), "overdue": (5000, 1), "back": (1000, 1)}
    html = " ".join(office.get("/office/").text.split())
    for said in ("£90.50", "£50", "£10", "2 bookings", "/office/bookings/?money=overdue"):
        assert said in html
    assert listed(office, "money=owed") == {new.reference, late.reference}
    assert listed(office, "money=overdue") == {late.reference}
    assert listed(office, "money=back") == {over.reference}
    assert settled.reference in listed(office, "money=garbage")


@pytest.mark.parametrize(
    ("terms", "state", "owed"),
    [
        (Terms.ONLINE, BookingState.HELD, 0),
        (Terms.ONLINE, BookingState.CONFIRMED, 1),
        (Terms.INVOICE, BookingState.HELD, 1),
    ],
)
def test_an_open_page_to_pay_a_hold_on_is_nothing_owed(
    office: Client, run: CourseRun, terms: Terms, state: BookingState, owed: int
) -> None:
    booking = charged(run, 4000, days=31)
    until = timezone.now() + timedelta(minutes=40)
    Booking.objects.filter(pk=booking.pk).update(state=state, hold_expires_at=until)
    Order.objects.filter(booking=booking).update(terms=terms, payer_school=make_school())
    assert [total.number for total in money.totals()] == [owed, owed, 0]
    for kind in ("owed", "overdue"):
        assert listed(office, f"money={kind}") == ({booking.reference} if owed else set())


def test_what_is_due_back_on_a_hold_is_due_back(office: Client, run: CourseRun) -> None:
    booking = charged(run, 4000)
    orders.credit_all(lines=paid(booking).lines.all(), by=booking.booker)
    until = timezone.now() + timedelta(minutes=40)
    Booking.objects.filter(pk=booking.pk).update(state=BookingState.HELD, hold_expires_at=until)
    assert [total.number for total in money.totals()] == [0, 0, 1]


def test_without_money_it_says_nothing_and_leads_nowhere(office: Client) -> None:
    assert [total.amount for total in money.totals()] == ["Nothing"] * 3
    assert "?money=" not in office.get("/office/").text


def test_the_lists_of_people_know_nothing_of_money(office: Client, run: CourseRun) -> None:
    charged(run, 4000)
    assert office.get("/office/people/?money=back").context["applied"] == []


def booked_at(run: CourseRun, moment: datetime, *, state: BookingState) -> None:
    booking = make.place(run, of=make.booking(state)).booking
    Booking.objects.filter(pk=booking.pk).update(confirmed_at=moment)


def test_places_count_in_the_week_in_london_in_which_they_were_booked(run: CourseRun) -> None:
    monday = date(2026, 10, 26)  # the clocks went back on the day before
    begins = timezone.make_aware(datetime.combine(monday, time.min))
    minute = timedelta(minutes=1)
    booked_at(run, begins, state=BookingState.CONFIRMED)
    booked_at(run, begins - minute, state=BookingState.CONFIRMED)
    booked_at(run, begins + minute, state=BookingState.CANCELLED)
    booked_at(run, begins - timedelta(weeks=1) - minute, state=BookingState.CONFIRMED)
    last = weeks.last(2, monday + timedelta(days=6))
    assert last == [Week(monday=date(2026, 10, 19), booked=1), Week(monday=monday, booked=1)]
    assert last[0].label == "19 Oct"


@pytest.mark.parametrize(
    ("booked", "said"),
    [
        ((0, 0, 2), "None in the 2 weeks before. 2 so far this week"),
        ((3, 1, 0), "Most in the week of Monday 5 October: 3. 0 so far this week"),
    ],
)
def test_the_chart_is_said_in_words(booked: tuple[int, ...], said: str) -> None:
    first = date(2026, 10, 5)
    listed = [
        Week(monday=first + timedelta(weeks=n), booked=number) for n, number in enumerate(booked)
    ]
    assert weeks.words(listed).startswith(said)


def test_sums_and_weeks_take_two_statements_for_ten_times_as_much(
    run: CourseRun, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in (1, 9):
        for _ in range(number):
            charged(run, 4000)
        with django_assert_num_queries(2):
            assert len(money.totals()) + len(weeks.last(8, timezone.localdate())) == 11


@pytest.mark.parametrize("name", ["tariq", "tess", "ed", "sam"])
def test_the_sums_and_the_files_are_for_the_hub_alone(
    client_for: ClientFor, run: CourseRun, name: str, request: pytest.FixtureRequest
) -> None:
    charged(run, 4000)
    client = client_for(request.getfixturevalue(name))
    for path in ("/office/bookings/?money=owed", "/office/runs/?export=csv"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "£40" not in answer.text
