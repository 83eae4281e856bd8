"""Check and pay: an invoice, the payment page and back, and what is refused."""

from __future__ import annotations

import re
from unittest import mock

import pytest
from django.test import Client

from accounts.models import User
from billing.enums import PaymentState
from billing.gateways import demo
from billing.models import Order
from courses import emails_approval
from courses.enums import BookingState
from courses.models import Booking
from schools.actions import purchasing
from schools.actions.purchasing import Rules
from schools.enums import PurchaseOrderRule
from tests.courses.booking.pages import (
    FORMULA,
    SCRIPT,
    Drain,
    SignIn,
    check_url,
    html_of,
    press,
    text,
    who,
)
from tests.factories import bookings as make
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db


def test_a_way_to_pay_must_be_chosen(client: Client, held: Booking) -> None:
    answer = client.post(check_url(held), {})

    assert answer.status_code == 422
    assert "Choose how to pay." in text(answer)


def test_the_purchase_order_number_stands_under_the_invoice_that_it_is_for(
    client: Client, held: Booking
) -> None:
    page = text(client.get(check_url(held)))

    invoice, number, now = (
        page.index(words) for words in ("Invoice Demo Meadow", "Purchase order number", "Pay now")
    )
    assert invoice < number < now


def test_an_invoice_books_at_once(client: Client, held: Booking, drain: Drain) -> None:
    answer = client.post(
        check_url(held), {"terms": "INVOICE", "purchase_order_number": " PO 17 "}, follow=True
    )

    assert "You have a place" in text(answer)
    assert "We send Demo Meadow Primary an invoice for £75." in text(answer)
    assert Order.objects.get().purchase_order_number == "PO 17"
    assert "purchase order PO 17" in drain()[0].body


@pytest.mark.promise(number=18)
@pytest.mark.parametrize(
    "number", [FORMULA * 7, SCRIPT * 11, "1\r\n2", "1\x002", "1\u2028" + "2" * 20]
)
def test_an_impossible_purchase_order_number_is_refused_and_shown_safely(
    client: Client, held: Booking, number: str
) -> None:
    answer = client.post(check_url(held), {"terms": "INVOICE", "purchase_order_number": number})

    assert answer.status_code == 422
    assert "put right" in text(answer)
    assert SCRIPT not in answer.content.decode()
    held.refresh_from_db()
    assert held.state == BookingState.HELD
    assert not Order.objects.exists()


@pytest.mark.promise(number=18)
@pytest.mark.parametrize("number", [SCRIPT, FORMULA[:40]])
def test_a_strange_purchase_order_number_is_only_ever_text(
    client: Client, held: Booking, number: str, drain: Drain
) -> None:
    answer = client.post(
        check_url(held), {"terms": "INVOICE", "purchase_order_number": number}, follow=True
    )

    assert Order.objects.get().purchase_order_number == number
    mail = drain()[0]
    for html in (answer.content.decode(), html_of(mail)):
        assert SCRIPT not in html
        assert number.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;") in html


@pytest.mark.promise(number=18)
@pytest.mark.parametrize("number", [SCRIPT, FORMULA[:40]])
def test_it_is_text_in_every_mail_page_and_file_of_those_who_handle_it(
    client: Client,
    held: Booking,
    tariq: User,
    hannah: User,
    client_for: SignIn,
    drain: Drain,
    number: str,
) -> None:
    """The head who approves, the school's finance, the hub's office: each reads it somewhere."""
    assert held.school
    rules = Rules(
        needs_approval=True,
        approver_name="Helena Example",
        approver_email="helena.head@example.org",
        finance_email="finance@meadow.example",
        purchase_order_rule=PurchaseOrderRule.MAY_FOLLOW,
    )
    purchasing.set_rules(school=held.school, rules=rules, by=tariq)
    client.post(check_url(held), {"terms": "INVOICE", "purchase_order_number": number})
    yes = Client().get("/" + emails_approval.link(held).split("/", 3)[3])
    press(Client(), yes, "Yes, book it")
    office = client_for(hannah)
    listed = office.get("/office/bookings/?export=csv")

    mails = drain()
    escaped = number.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    assert sum(number in mail.body for mail in mails) >= 4
    for mail in mails:
        assert number not in html_of(mail)
        assert (escaped in html_of(mail)) is (number in mail.body)
    one = office.get(f"/office/bookings/{held.reference}/")
    for page in (yes, one, client.get(held.get_absolute_url())):
        assert escaped in page.content.decode()
        assert SCRIPT not in page.content.decode()
    cells = b"".join(getattr(listed, "streaming_content")).decode()  # noqa: B009 - untyped
    assert number.replace('"', '""') in cells
    assert not re.search(r'(^|,)"?=', cells, flags=re.MULTILINE)


def test_a_broken_number_does_not_stop_somebody_who_pays_now(client: Client, held: Booking) -> None:
    answer = client.post(check_url(held), {"terms": "ONLINE", "purchase_order_number": "x" * 300})

    assert answer["Location"].startswith("/pay/demo/demo-")


def test_paying_now_goes_all_the_way(client: Client, held: Booking, drain: Drain) -> None:
    page = client.post(check_url(held), {"terms": "ONLINE"})["Location"]
    answer = client.post(page, {"outcome": "pay"}, follow=True)

    held.refresh_from_db()
    assert held.state == BookingState.CONFIRMED
    assert "You have a place" in text(answer)
    assert "Paid" in text(answer)
    assert len(drain()) == 1


def test_coming_back_settles_when_the_webhook_was_lost(client: Client, held: Booking) -> None:
    page = client.post(check_url(held), {"terms": "ONLINE"})["Location"]
    with mock.patch("billing.views.demo.webhooks.receive"):
        back = client.post(page, {"outcome": "pay"})["Location"]
    held.refresh_from_db()
    assert held.state == BookingState.HELD

    client.get(back)

    held.refresh_from_db()
    assert held.state == BookingState.CONFIRMED


def test_coming_back_with_somebody_elses_proof_settles_nothing_here(
    client: Client, held: Booking, sam: User
) -> None:
    sams = make.start_paying(make.hold(CourseRunFactory(is_open=True), sam))
    query = demo.return_query(demo.event_body(sams, PaymentState.SUCCEEDED))

    client.get(f"/bookings/{held.reference}/paid/", query)

    sams.refresh_from_db()
    assert sams.state == PaymentState.OPEN


def test_being_declined_keeps_the_place_and_says_so(client: Client, held: Booking) -> None:
    page = client.post(check_url(held), {"terms": "ONLINE"})["Location"]
    answer = client.post(page, {"outcome": "decline"}, follow=True)

    assert "The payment was declined. No money was taken." in text(answer)
    assert "Check your answers" in text(answer)


def test_giving_up_the_payment_keeps_the_place(client: Client, held: Booking) -> None:
    page = client.post(check_url(held), {"terms": "ONLINE"})["Location"]
    answer = client.post(page, {"outcome": "abandon"}, follow=True)

    assert "You have not paid yet. Your place is still held." in text(answer)


def test_a_hold_that_ran_out_says_so_with_one_button(client: Client, held: Booking) -> None:
    make.run_out(held)

    for method in (client.get, client.post):
        answer = method(check_url(held), follow=True)
        assert "We no longer hold this place" in text(answer)
        assert "Try again" in text(answer)
    held.refresh_from_db()
    assert not Order.objects.exists()


def test_a_hold_can_be_given_up_early(client: Client, held: Booking) -> None:
    answer = client.post(f"/bookings/{held.reference}/leave/", follow=True)

    assert "We no longer hold this place" in text(answer)
    assert not held.places.counted().exists()


def test_a_change_keeps_the_place_and_brings_the_new_price(client: Client, held: Booking) -> None:
    page = client.get(f"/bookings/{held.reference}/change/")
    assert "Tariq Aziz" in page.content.decode()

    answer = client.post(f"/bookings/{held.reference}/change/", who(None, name="T"), follow=True)

    assert "1 place, the price for people without a school £40" in text(answer)
    assert Booking.objects.count() == 1
