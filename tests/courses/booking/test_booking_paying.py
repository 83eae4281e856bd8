"""Bookings that are paid online: confirmed once, kept long enough, and money that comes late."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from billing.actions import payments
from billing.enums import PaymentStatus, Terms
from billing.gateways.demo import DemoGateway
from billing.gateways.port import HostedPage
from billing.models import Order, Payment
from courses import holds
from courses.actions import bookings, runs
from courses.enums import BookingState, PlaceState
from courses.exceptions import (
    HoldExpiredError,
)
from courses.models import Booking, CourseRun
from schools.models import School
from tests.courses.booking.pages import (
    Drain,
    check_url,
    sent_to,
    taken,
    text,
)
from tests.factories import bookings as make
from tests.factories.billing import event, start_payment
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db


def test_a_payment_confirms_its_booking_once_however_often_it_is_said(
    run: CourseRun, tariq: User, drain: Drain
) -> None:
    booking = make.hold(run, tariq)
    payment = make.start_paying(booking)

    for _ in range(3):
        payments.settle(event=event(payment))

    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED
    assert booking.balance().status is PaymentStatus.PAID
    assert len(drain()) == 1
    assert taken(run) == 1


def test_a_short_payment_confirms_nothing(run: CourseRun, tariq: User, drain: Drain) -> None:
    booking = make.hold(run, tariq)
    payments.settle(event=event(make.start_paying(booking), amount_pence=3999))

    booking.refresh_from_db()
    assert booking.state == BookingState.HELD
    assert drain() == []


def test_paying_keeps_the_place_as_long_as_the_page_is_open(run: CourseRun, tariq: User) -> None:
    booking = make.hold(run, tariq)
    nearly = timezone.now() + timedelta(seconds=30)
    Booking.objects.filter(pk=booking.pk).update(hold_expires_at=nearly)

    payment = make.start_paying(Booking.objects.get(pk=booking.pk))

    booking.refresh_from_db()
    assert booking.hold_expires_at == payment.closes_at
    assert payment.closes_at - timezone.now() > timedelta(minutes=39)


def test_nobody_keeps_a_place_for_ever_by_starting_to_pay(run: CourseRun, tariq: User) -> None:
    made_at = timezone.now() - timedelta(minutes=110)

    assert holds.until(made_at=made_at, now=timezone.now()) == made_at + holds.LONGEST_HOLD


def test_a_hold_that_ran_out_is_not_paid(run: CourseRun, tariq: User) -> None:
    with pytest.raises(HoldExpiredError):
        make.start_paying(make.run_out(make.hold(run, tariq)))
    assert not Payment.objects.exists()


@pytest.mark.promise(number=7)
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("minutes", "seconds", "state"),
    [(39, 59, BookingState.CONFIRMED), (40, 1, BookingState.EXPIRED)],
)
def test_paid_in_the_last_second_is_confirmed(
    client: Client, run: CourseRun, tariq: User, minutes: int, seconds: int, state: BookingState
) -> None:
    """The clean-up job looks in the same second, and the money comes through the gateway's page."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        booking = make.hold(run, tariq)
        gateway = client.post(check_url(booking), {"terms": "ONLINE"})["Location"]
        clock.shift(timedelta(minutes=minutes, seconds=seconds))
        bookings.expire_lapsed()
        client.post(gateway, {"outcome": "pay"})

    booking.refresh_from_db()
    assert booking.state == state


@pytest.mark.promise(number=7)
def test_money_at_the_last_moment_confirms_while_the_place_is_still_counted(
    run: CourseRun, tariq: User
) -> None:
    booking = make.hold(run, tariq)
    payment = make.start_paying(booking)
    make.run_out(booking)

    payments.settle(event=event(payment))

    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED
    assert taken(run) == 1


def test_late_money_takes_the_place_again_when_there_is_one(
    run: CourseRun, tariq: User, drain: Drain
) -> None:
    booking = make.hold(run, tariq)
    payment = make.start_paying(booking)
    make.run_out(booking)
    bookings.expire_lapsed()
    assert taken(run) == 0

    payments.settle(event=event(payment))

    booking.refresh_from_db()
    place = booking.places.get()
    assert (booking.state, place.state) == (BookingState.CONFIRMED, PlaceState.CONFIRMED)
    assert booking.balance().status is PaymentStatus.PAID
    assert place.order_line is not None
    assert taken(run) == 1
    assert ["Booked" in mail.subject for mail in drain()] == [True]


def late(run: CourseRun, booker: User) -> tuple[Booking, Payment]:
    booking = make.hold(run, booker)
    payment = make.start_paying(booking)
    make.run_out(booking)
    bookings.expire_lapsed()
    return booking, payment


def test_late_money_with_no_place_left_is_a_refund_due_and_told(
    tariq: User, sam: User, drain: Drain
) -> None:
    run = CourseRunFactory(is_open=True, capacity=1)
    booking, payment = late(run, tariq)
    make.hold(run, sam)

    payments.settle(event=event(payment))
    payments.settle(event=event(payment))

    booking.refresh_from_db()
    assert booking.state == BookingState.EXPIRED
    assert booking.balance().refund_pence == 4000
    assert [mail.subject for mail in sent_to(drain(), tariq.email)] == [
        f"We owe you £40: {run.title}"
    ]
    assert taken(run) == 1


def test_late_money_for_a_course_called_off_is_a_refund_due(
    run: CourseRun, tariq: User, drain: Drain
) -> None:
    booking, payment = late(run, tariq)
    runs.cancel(run=run, reason="Snow.", by=None)

    payments.settle(event=event(payment))

    booking.refresh_from_db()
    assert (booking.state, booking.balance().refund_pence) == (BookingState.EXPIRED, 4000)
    assert len(sent_to(drain(), tariq.email)) == 1


def test_money_for_a_held_place_on_a_course_called_off_meanwhile_is_a_refund_due(
    run: CourseRun, tariq: User, drain: Drain
) -> None:
    booking = make.hold(run, tariq)
    payment = make.start_paying(booking)
    runs.cancel(run=run, reason="Snow.", by=None)

    payments.settle(event=event(payment))

    booking.refresh_from_db()
    assert (booking.state, booking.balance().refund_pence) == (BookingState.EXPIRED, 4000)
    assert "We owe you £40" in drain()[0].subject


def test_late_money_of_somebody_who_has_booked_again_is_a_refund_due(
    run: CourseRun, tariq: User, drain: Drain
) -> None:
    booking, payment = late(run, tariq)
    again = make.hold(run, tariq)

    payments.settle(event=event(payment))

    booking.refresh_from_db()
    again.refresh_from_db()
    assert (booking.state, again.state) == (BookingState.EXPIRED, BookingState.HELD)
    assert booking.balance().refund_pence == 4000
    assert taken(run) == 1


def test_paying_twice_in_two_tabs_keeps_one_place_and_tells_of_the_refund(
    run: CourseRun, tariq: User, drain: Drain
) -> None:
    booking = make.hold(run, tariq)
    first = make.start_paying(booking)
    Payment.objects.filter(pk=first.pk).update(closes_at=timezone.now())
    booking.refresh_from_db()
    second = make.start_paying(booking)

    payments.settle(event=event(first))
    payments.settle(event=event(second))

    booking.refresh_from_db()
    assert (booking.state, booking.balance().refund_pence) == (BookingState.CONFIRMED, 4000)
    subjects = [mail.subject for mail in sent_to(drain(), tariq.email)]
    assert len(subjects) == 2
    assert "We owe you £40" in subjects[1]


def test_an_invoice_after_an_abandoned_payment_charges_once(run: CourseRun, tariq: User) -> None:
    school = make.school()
    make.post(tariq, school)
    booking = make.hold(run, tariq, at=school)
    make.start_paying(booking)
    booking.refresh_from_db()

    bookings.confirm(booking=booking, by=tariq, terms=Terms.INVOICE, purchase_order_number="PO 7")

    order = Order.objects.get()
    assert (order.terms, order.purchase_order_number) == (Terms.INVOICE, "PO 7")
    assert order.balance().pence == 7500


def open_page(payment: Payment) -> bool:
    return Payment.objects.get(pk=payment.pk).is_payable()


def test_late_money_for_the_old_price_confirms_nothing_and_closes_the_new_page(
    run: CourseRun, tariq: User, drain: Drain
) -> None:
    booking = make.hold(run, tariq)
    old = make.start_paying(booking)
    school = make.school()
    make.post(tariq, school)
    make.amend(booking, tariq, at=school, name="Tariq")
    new = make.start_paying(Booking.objects.get(pk=booking.pk))
    assert (old.amount_pence, new.amount_pence) == (4000, 7500)

    payments.settle(event=event(old))

    booking.refresh_from_db()
    assert (booking.state, booking.balance().pence) == (BookingState.HELD, 3500)
    assert not open_page(new)
    assert drain() == []
    rest = make.start_paying(booking)
    assert rest.amount_pence == 3500
    payments.settle(event=event(rest))
    booking.refresh_from_db()
    assert (booking.state, booking.balance().pence) == (BookingState.CONFIRMED, 0)


def test_a_page_is_closed_when_the_school_is_invoiced_instead(
    run: CourseRun, tariq: User, school: School
) -> None:
    booking = make.hold(run, tariq, at=school)
    payment = make.start_paying(booking)

    bookings.confirm(booking=booking, by=tariq, terms=Terms.INVOICE)

    assert not open_page(payment)
    payments.settle(event=event(payment))
    booking.refresh_from_db()
    assert booking.balance().status is PaymentStatus.PAID


def test_a_page_is_closed_when_the_hold_is_given_up(run: CourseRun, tariq: User) -> None:
    booking = make.hold(run, tariq)
    payment = make.start_paying(booking)

    bookings.expire(booking=booking, by=tariq)

    assert not open_page(payment)


def test_a_page_is_closed_when_the_booking_is_cancelled(
    run: CourseRun, tariq: User, school: School
) -> None:
    booking = make.hold(run, tariq, at=school)
    bookings.confirm(booking=booking, by=tariq, terms=Terms.INVOICE)
    assert booking.order
    Order.objects.filter(booking=booking).update(terms=Terms.ONLINE)  # an invoice opens no page
    payment = start_payment(booking.order)

    bookings.cancel(booking=booking, by=tariq)

    assert not open_page(payment)
    payments.settle(event=event(payment))
    assert booking.balance().refund_pence == 7500


def test_a_hold_given_up_from_an_old_page_owes_nothing(run: CourseRun, tariq: User) -> None:
    seen_before_paying = make.hold(run, tariq)
    make.start_paying(Booking.objects.get(pk=seen_before_paying.pk))

    assert bookings.expire(booking=seen_before_paying, by=tariq)

    booking = Booking.objects.get(pk=seen_before_paying.pk)
    assert booking.order
    assert booking.balance().status is PaymentStatus.NOTHING_DUE


def test_an_amendment_from_an_old_page_takes_the_old_charge_back(
    run: CourseRun, tariq: User
) -> None:
    seen_before_paying = make.hold(run, tariq)
    old = make.start_paying(Booking.objects.get(pk=seen_before_paying.pk))

    amended = make.amend(seen_before_paying, tariq, at=None, name="Tariq")

    assert amended.balance().pence == 0
    assert not open_page(old)


def test_paying_while_another_tab_changes_the_booking_asks_to_pay_again(
    held: Booking, tariq: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = DemoGateway.open_page

    def amend_meanwhile(gateway: DemoGateway, payment: Payment) -> HostedPage:
        make.amend(held, tariq, at=held.school, name="T. Aziz")
        return made(gateway, payment)

    monkeypatch.setattr(DemoGateway, "open_page", amend_meanwhile)
    answer = client.post(check_url(held), {"terms": Terms.ONLINE})

    assert answer.status_code == 422
    assert "Try to pay again" in text(answer)


def test_paying_what_the_webhook_has_settled_already_leads_back(
    held: Booking, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = DemoGateway.open_page

    def settle_meanwhile(gateway: DemoGateway, payment: Payment) -> HostedPage:
        payments.settle(event=event(payment))
        return made(gateway, payment)

    monkeypatch.setattr(DemoGateway, "open_page", settle_meanwhile)
    answer = client.post(check_url(held), {"terms": Terms.ONLINE}, follow=True)

    held.refresh_from_db()
    assert held.state == BookingState.CONFIRMED
    assert answer.redirect_chain[-1] == (held.get_absolute_url(), 302)
