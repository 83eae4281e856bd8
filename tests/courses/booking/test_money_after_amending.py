"""Money and decisions that meet a booking which was amended since its page was made."""

from __future__ import annotations

import pytest
from django.conf import settings

from accounts.models import User
from billing.actions import payments
from billing.enums import PaymentStatus, Terms
from courses.actions import approvals, bookings, issuing
from courses.enums import BookingState, VoucherEffect
from courses.exceptions import PaymentNeededError
from courses.models import Booking, CourseRun, Place
from courses.views import held as held_pages
from schools.models import Purchasing, School
from tests.courses.booking.pages import Drain, SignIn, check_url, html_of, sent_to
from tests.factories import bookings as make
from tests.factories.billing import event

pytestmark = pytest.mark.django_db


def fresh(booking: Booking) -> Booking:
    return Booking.objects.with_places().get(pk=booking.pk)


def test_money_for_an_amended_booking_at_the_same_price_is_charged_and_confirms_it(
    run: CourseRun, tariq: User
) -> None:
    booking = make.hold(run, tariq)
    old = make.start_paying(booking)
    make.amend(booking, tariq, at=None, name="T. Aziz")

    payments.settle(event=event(old))

    after = fresh(booking)
    assert (after.state, after.balance().status) == (BookingState.CONFIRMED, PaymentStatus.PAID)
    assert after.places.get().order_line is not None


def test_money_for_the_old_price_does_not_confirm_what_costs_more_by_now(
    run: CourseRun, tariq: User, school: School
) -> None:
    booking = make.hold(run, tariq)
    old = make.start_paying(booking)
    make.amend(booking, tariq, at=school, name="Tariq")

    payments.settle(event=event(old))

    after = fresh(booking)
    assert (after.state, after.balance().pence) == (BookingState.HELD, 3500)
    make.settle(after)
    assert (after.state, after.balance().pence) == (BookingState.CONFIRMED, 0)


def test_late_money_for_the_old_price_takes_no_place_again_and_is_a_refund_due(
    run: CourseRun, tariq: User, school: School
) -> None:
    booking = make.hold(run, tariq)
    old = make.start_paying(booking)
    make.amend(booking, tariq, at=school, name="Tariq")
    make.run_out(booking)
    bookings.expire_lapsed()

    payments.settle(event=event(old))

    after = fresh(booking)
    assert (after.state, after.balance().refund_pence) == (BookingState.EXPIRED, 4000)
    run.refresh_from_db()
    assert run.places_taken == 0


@pytest.mark.parametrize("in_time", [True, False])
def test_money_confirms_nothing_that_the_school_wants_to_approve_first(
    run: CourseRun, tariq: User, school: School, drain: Drain, *, in_time: bool
) -> None:
    booking = make.hold(run, tariq, at=school)
    page = make.start_paying(booking)
    Purchasing.objects.create(school=school, needs_approval=True, approver_email="h@example.org")
    if not in_time:
        make.run_out(booking)
        bookings.expire_lapsed()

    for _ in range(2):
        payments.settle(event=event(page))

    after = fresh(booking)
    assert (after.state, after.balance().refund_pence) == (BookingState.EXPIRED, 7500)
    run.refresh_from_db()
    assert run.places_taken == 0
    mails = drain()
    (told,) = sent_to(mails, tariq.email)
    assert "We owe you £75" in told.subject
    for body in (str(told.body), html_of(told)):
        assert "Demo Meadow Primary approves first what is booked for it" in body
        assert "Book again, and we ask your school." in body
    (asked,) = sent_to(mails, settings.HUB_OFFICE_EMAIL)
    assert asked.subject.startswith("To pay back: £75")


@pytest.fixture
def asked_with_a_part_paid(run: CourseRun, tariq: User, school: School) -> Booking:
    """£40 came for what costs £75 by now, and what the school is asked for."""
    booking = make.hold(run, tariq)
    page = make.start_paying(booking)
    make.amend(booking, tariq, at=school, name="Tariq")
    payments.settle(event=event(page))
    make.post(tariq, school)
    Purchasing.objects.create(school=school, needs_approval=True, approver_email="h@example.org")
    return bookings.confirm(booking=fresh(booking), by=tariq, terms=Terms.INVOICE)


@pytest.mark.parametrize("is_withdrawn", [True, False])
def test_what_was_paid_before_the_school_said_no_is_told_to_be_due_back(
    asked_with_a_part_paid: Booking, tariq: User, drain: Drain, *, is_withdrawn: bool
) -> None:
    drain()

    for _ in range(2):
        if is_withdrawn:
            approvals.withdraw(booking=asked_with_a_part_paid, by=tariq)
        else:
            bookings.refuse(booking=asked_with_a_part_paid, name="Helena Example")

    mails = drain()
    (owed,) = [mail for mail in sent_to(mails, tariq.email) if "We owe you £40" in mail.subject]
    assert "is cancelled, and you have paid more than you owe for it." in str(owed.body)
    assert not any("nothing is owed" in str(mail.body) for mail in mails)
    (asked,) = sent_to(mails, settings.HUB_OFFICE_EMAIL)
    assert asked.subject.startswith("To pay back: £40")


def test_no_invoice_is_asked_for_where_all_was_paid_before_the_yes(
    asked_with_a_part_paid: Booking, drain: Drain
) -> None:
    Place.objects.filter(booking=asked_with_a_part_paid).update(
        net_pence=4000, vat_pence=0, gross_pence=4000
    )
    drain()

    bookings.approve(booking=asked_with_a_part_paid, name="Helena Example")

    assert fresh(asked_with_a_part_paid).balance().pence == 0
    assert sent_to(drain(), settings.HUB_OFFICE_EMAIL) == []


def test_a_page_that_was_free_when_it_was_read_does_not_book_what_costs_something_now(
    run: CourseRun, tariq: User
) -> None:
    _, code = issuing.issue(name="All", effect=VoucherEffect.PERCENT, value=100, by=None)
    booking = fresh(make.hold(run, tariq))
    seats = held_pages.seats_of(booking)
    bookings.amend(booking=booking, school=None, seats=seats, by=tariq, voucher_code=code)
    seen = fresh(booking)
    assert seen.payable_pence == 0
    bookings.amend(booking=booking, school=None, seats=seats, by=tariq)

    with pytest.raises(PaymentNeededError):
        bookings.confirm(booking=seen, by=tariq)

    assert fresh(booking).state == BookingState.HELD


def test_a_booking_that_is_asked_for_after_a_payment_was_begun_owes_nothing_until_the_yes(
    run: CourseRun, tariq: User, school: School
) -> None:
    booking = make.hold(run, tariq, at=school)
    page = make.start_paying(booking)
    Purchasing.objects.create(school=school, needs_approval=True, approver_email="h@example.org")

    bookings.confirm(booking=fresh(booking), by=tariq, terms=Terms.INVOICE)

    page.refresh_from_db()
    assert not page.is_payable()
    assert fresh(booking).balance().charged_pence == 0
    bookings.refuse(booking=booking, name="Helena Example")
    assert fresh(booking).balance().charged_pence == 0


def test_what_was_asked_for_after_a_payment_was_begun_is_charged_once_by_the_yes(
    run: CourseRun, tariq: User, school: School
) -> None:
    booking = make.hold(run, tariq, at=school)
    make.start_paying(booking)
    Purchasing.objects.create(school=school, needs_approval=True, approver_email="h@example.org")
    bookings.confirm(booking=fresh(booking), by=tariq, terms=Terms.INVOICE)

    bookings.approve(booking=booking, name="Helena Example")

    assert fresh(booking).balance().charged_pence == 7500


def test_money_for_a_dearer_booking_confirms_the_cheaper_and_the_rest_is_told_to_be_due_back(
    run: CourseRun, tariq: User, school: School, drain: Drain
) -> None:
    booking = make.hold(run, tariq, at=school)
    old = make.start_paying(booking)
    make.amend(booking, tariq, at=None, name="Tariq")

    payments.settle(event=event(old))

    after = fresh(booking)
    assert (after.state, after.balance().refund_pence) == (BookingState.CONFIRMED, 3500)
    _, owed = sent_to(drain(), tariq.email)
    assert "We owe you £35" in owed.subject
    assert "is safe" in str(owed.body)


def test_what_was_paid_before_is_enough_for_what_became_cheaper_since(
    run: CourseRun, tariq: User, school: School, client_for: SignIn
) -> None:
    booking = make.hold(run, tariq)
    old = make.start_paying(booking)
    make.amend(booking, tariq, at=school, name="Tariq")
    payments.settle(event=event(old))
    make.amend(fresh(booking), tariq, at=None, name="Tariq")

    answer = client_for(tariq).post(check_url(booking), {"terms": Terms.ONLINE})

    assert answer["Location"] == booking.get_absolute_url()
    after = fresh(booking)
    assert (after.state, after.balance().status) == (BookingState.CONFIRMED, PaymentStatus.PAID)
