"""Vouchers and funds on the check page, the summary after it, and how many statements it takes."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.dates import academic_year
from courses.enums import BookingState, VoucherEffect
from courses.models import Booking, CourseRun, Fund, Voucher
from courses.vouchers import hash_code
from schools.actions import purchasing
from schools.actions.purchasing import Rules
from schools.enums import PostState, PurchaseOrderRule
from schools.models import School
from tests.courses.booking.group import LATER, NIA, OWEN, boxes, fill_basket, hold, say_school
from tests.courses.booking.pages import Drain, check_url, html_of, sent_to, text
from tests.factories import bookings as make
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def voucher(db: None) -> Voucher:
    return Voucher.objects.create(
        name="Spring",
        code_hash=hash_code("SPRIN-G2027"),
        effect=VoucherEffect.AMOUNT,
        value=2000,
        max_uses=2,
    )


@pytest.fixture
def fund(run: CourseRun) -> Fund:
    assert run.starts_at
    return Fund.objects.create(
        name="The demo bursary",
        academic_year=academic_year(run.starts_at.date()),
        budget_pence=30_000,
    )


def test_a_voucher_shows_what_it_takes_off_and_a_wrong_one_is_said(
    client: Client, run: CourseRun, school: School, voucher: Voucher, drain: Drain
) -> None:
    booking = hold(client, {run: [NIA, LATER, OWEN]}, at=school)
    url = f"/bookings/{booking.reference}/voucher/"
    wrong = client.post(url, {"code": "<b>nothing"})
    assert wrong.status_code == 422
    assert "We know no voucher with this code" in text(wrong)
    assert "Book for £225" in text(wrong)

    page = text(client.post(url, {"code": "sprin g2027"}, follow=True))

    assert "Your voucher −£40" in page
    assert "Book for £185" in page
    kept = client.post(
        f"/bookings/{booking.reference}/change/",
        {"come_from": str(school.urn), **boxes({run: [NIA, OWEN, LATER]})},
        follow=True,
    )
    assert "Book for £185" in text(kept)
    client.post(check_url(booking), {"terms": "INVOICE"})
    assert "Your voucher took off £40." in drain()[0].body
    voucher.refresh_from_db()
    assert voucher.used == 2


def test_a_fund_pays_all_and_the_page_and_the_mail_say_so(
    client: Client, run: CourseRun, school: School, fund: Fund, drain: Drain
) -> None:
    booking = hold(client, {run: [NIA, OWEN]}, at=school)
    assert "The demo bursary pays, and you pay nothing" in text(client.get(check_url(booking)))

    client.post(check_url(booking), {"terms": f"FUND-{fund.pk}"})

    booking.refresh_from_db()
    fund.refresh_from_db()
    assert (booking.state, booking.order, fund.committed_pence) == (
        BookingState.CONFIRMED,
        None,
        15_000,
    )
    body = sent_to(drain(), "tariq@example.org")[0].body
    assert "The demo bursary pays £150. You have nothing to pay." in body


@pytest.mark.parametrize("number", ["1", "999999", "x", ""])
def test_a_fund_is_not_for_somebody_whose_school_does_not_know_them(
    client: Client, run: CourseRun, tariq: User, fund: Fund, number: str
) -> None:
    other = make.school(urn=999002, name="Demo Brook Junior")
    make.post(tariq, other, PostState.CLAIMED)
    booking = hold(client, {run: [NIA]}, at=other)
    sent = {"terms": f"FUND-{fund.pk if number == '1' else number}"}

    answer = client.post(check_url(booking), sent)

    assert answer.status_code == 422
    fund.refresh_from_db()
    assert fund.committed_pence == 0


@pytest.mark.promise(number=12)
def test_five_places_two_of_them_named_tell_everybody_who_must_know_once(
    client: Client, school: School, tariq: User, drain: Drain
) -> None:
    finance = "finance@meadow.example"
    rules = Rules(finance_email=finance, purchase_order_rule=PurchaseOrderRule.MAY_FOLLOW)
    purchasing.set_rules(school=school, rules=rules, by=tariq)
    run = CourseRunFactory(is_open=True, sessions=2)
    booking = hold(client, {run: [NIA, OWEN, LATER, LATER, LATER]}, at=school)

    client.post(check_url(booking), {"terms": "INVOICE", "purchase_order_number": "PO 17"})

    mails = drain()
    told = Counter(mail.to[0] for mail in mails)
    assert told == dict.fromkeys((tariq.email, NIA[1], OWEN[1], finance, "hub@example.org"), 1)
    (summary,) = sent_to(mails, tariq.email)
    assert "5 places" in summary.body
    assert "Say who comes on 3 places" in summary.body
    for place in booking.places.exclude(attendee=None).select_related("attendee"):
        assert place.attendee
        (mail,) = sent_to(mails, place.attendee.email)
        assert place.get_joining_url() in mail.body
        assert booking.reference not in mail.body
        assert "text/calendar" in [kind for _, _, kind in mail.attachments]
    (bill,) = sent_to(mails, finance)
    for words in ("£375", "PO 17", booking.reference):
        assert words in bill.body
    assert "/join/" not in bill.body


@pytest.mark.promise(number=12)
def test_one_summary_for_the_booker_and_the_way_in_for_each_person(
    client: Client, run: CourseRun, school: School, drain: Drain
) -> None:
    other = CourseRunFactory(is_open=True, title="The other one")
    booking = hold(client, {run: [NIA, OWEN, LATER], other: [NIA]}, at=school)

    client.post(check_url(booking), {"terms": "INVOICE"})

    mails = drain()
    (summary,) = sent_to(mails, "tariq@example.org")
    assert summary.subject.endswith("and 1 other course")
    said = summary.body.index("You have booked 4 places on 2 courses.")
    assert summary.body.index("Say who comes on 1 place") < summary.body.index(booking.reference)
    assert said < summary.body.index(booking.reference)
    for words in ("Nia Bowen", "Owen Hale", "The other one", "£300"):
        assert words in summary.body
        assert words in html_of(summary)
    assert len(sent_to(mails, NIA[1])) == 2
    assert len(sent_to(mails, OWEN[1])) == 1


def statements(client: Client, run: CourseRun, other: CourseRun, at: School, people: int) -> int:
    """How many it takes to hold and to confirm so many named people on two courses."""
    ones = [(f"Person {n}", f"person{n}.of{people}@example.org") for n in range(people)]
    fill_basket(client, {run: people, other: people})
    say_school(client, at)
    with CaptureQueriesContext(connection) as queries:
        client.post("/basket/people/", boxes({run: ones, other: ones}))
        booking = Booking.objects.latest("pk")
        client.post(check_url(booking), {"terms": "INVOICE"})
    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED
    return sum("SAVEPOINT" not in query["sql"] for query in queries.captured_queries)


def test_five_people_on_two_courses_take_a_bounded_number_of_statements(
    client: Client, school: School
) -> None:
    run, other = (CourseRunFactory(is_open=True, capacity=30) for _ in range(2))
    statements(client, run, other, school, 1)
    two = statements(client, run, other, school, 2)
    five = statements(client, run, other, school, 5)

    # For each place: their row is found or made, and their own mail is promised.
    assert five - two <= 3 * 2 * 3
    assert five <= 95
