"""Bookings are held, amended and confirmed; idempotent, and told of once."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from billing.enums import PaymentState, PaymentStatus, Terms
from billing.models import Order
from core.models import AuditEvent
from courses.actions import bookings
from courses.enums import BOOKING_TRANSITIONS, BookingState, PlaceState
from courses.exceptions import (
    HoldExpiredError,
    InvoiceNotAllowedError,
    PaymentNeededError,
    SchoolNotOpenError,
)
from courses.models import Booking, CourseRun
from schools.enums import PostState, SchoolStatus
from schools.models import Post, School
from tests.courses.booking.pages import (
    Drain,
    nothing_stored,
    taken,
    who,
)
from tests.factories import bookings as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("before", list(BookingState))
@pytest.mark.parametrize("after", list(BookingState))
def test_a_booking_moves_only_where_the_table_lets_it(
    before: BookingState, after: BookingState, run: CourseRun, tariq: User
) -> None:
    booking = make.hold(run, tariq)
    now = timezone.now()
    was_cancelled = now if before is BookingState.CANCELLED else None
    Booking.objects.filter(pk=booking.pk).update(
        state=before, confirmed_at=now, cancelled_at=was_cancelled
    )

    moved = booking.move(after, cancelled_at=now if after is BookingState.CANCELLED else None)

    assert moved == (after in BOOKING_TRANSITIONS[before])
    booking.refresh_from_db()
    assert booking.state == (after if moved else before)


def test_pressing_twice_holds_once(run: CourseRun, tariq: User) -> None:
    first, second = make.hold(run, tariq, token="t"), make.hold(run, tariq, token="t")

    assert first == second
    assert taken(run) == 1


def test_the_token_answers_with_its_booking_whatever_has_become_of_it(
    free_run: CourseRun, tariq: User
) -> None:
    booking = make.hold(free_run, tariq, token="t")
    bookings.confirm(booking=booking, by=tariq)
    bookings.cancel(booking=booking, by=tariq)

    assert make.hold(free_run, tariq, token="t") == booking
    assert taken(free_run) == 0


def test_somebody_elses_token_counts_as_none(run: CourseRun, tariq: User, sam: User) -> None:
    his = make.hold(run, tariq, token="t")

    sams = make.hold(run, sam, token="t")

    assert sams != his
    assert sams.submit_token != "t"
    assert (his.booker, sams.booker) == (tariq, sam)


def test_a_token_used_for_another_course_holds_this_one_too(
    run: CourseRun, free_run: CourseRun, tariq: User
) -> None:
    first = make.hold(run, tariq, token="t")

    second = make.hold(free_run, tariq, token="t")

    assert first != second
    assert (taken(run), taken(free_run)) == (1, 1)
    assert make.hold(run, tariq, token="t") == first


def test_a_form_sent_to_another_course_with_the_same_token_holds_that_course(
    run: CourseRun, free_run: CourseRun, client: Client
) -> None:
    form = who(submit_token="a-token-of-some-length")

    client.post(run.get_booking_url(), form)
    client.post(free_run.get_booking_url(), form)

    assert (taken(run), taken(free_run)) == (1, 1)
    assert Booking.objects.count() == 2


def test_when_the_school_cannot_be_claimed_nothing_is_held(
    run: CourseRun, tariq: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(post: Post) -> None:
        raise RuntimeError("no mail can be written")

    monkeypatch.setattr("schools.emails.claim_received", fail)

    with pytest.raises(RuntimeError):
        make.hold(run, tariq, at=make.school())

    assert nothing_stored(run)
    assert not Post.objects.exists()


def test_a_school_that_is_not_open_cannot_be_named(run: CourseRun, tariq: User) -> None:
    school = make.school()
    School.objects.filter(pk=school.pk).update(status=SchoolStatus.CLOSED)

    with pytest.raises(SchoolNotOpenError):
        make.hold(run, tariq, at=school)

    assert taken(run) == 0


def test_a_hold_leaves_a_line_in_the_trail(run: CourseRun, tariq: User) -> None:
    booking = make.hold(run, tariq)

    line = AuditEvent.objects.get(verb="booking.hold")
    assert (line.actor_id, line.subject_id) == (tariq.pk, str(booking.pk))


def test_another_school_brings_its_price(run: CourseRun, tariq: User) -> None:
    booking = make.hold(run, tariq)
    assert booking.gross_pence == 4000

    make.amend(booking, tariq, at=make.school(), name="Tariq A")

    place = booking.places.get()
    assert (place.gross_pence, place.attendee.name if place.attendee else "") == (7500, "Tariq A")
    assert taken(run) == 1


def test_amending_after_an_abandoned_payment_takes_its_charge_back(
    run: CourseRun, tariq: User
) -> None:
    booking = make.hold(run, tariq)
    old = make.start_paying(booking)
    booking.refresh_from_db()

    make.amend(booking, tariq, at=make.school(), name="Tariq")
    new = make.start_paying(Booking.objects.get(pk=booking.pk))

    old.refresh_from_db()
    assert (old.state, old.amount_pence) == (PaymentState.CANCELLED, 4000)
    assert (new.order_id, new.amount_pence) == (old.order_id, 7500)
    assert new.order.balance().pence == 7500


def test_a_hold_that_ran_out_is_not_amended(run: CourseRun, tariq: User) -> None:
    with pytest.raises(HoldExpiredError):
        make.amend(make.run_out(make.hold(run, tariq)), tariq, at=None, name="T")


def test_a_free_booking_is_confirmed_with_no_order(
    free_run: CourseRun, tariq: User, drain: Drain
) -> None:
    booking = make.free(free_run, tariq)

    assert booking.state == BookingState.CONFIRMED
    assert booking.order is None
    assert not Order.objects.exists()
    assert booking.places.get().state == PlaceState.CONFIRMED
    assert [mail.to for mail in drain()] == [[tariq.email]]


def test_confirming_twice_is_one_confirmation_and_one_mail(
    free_run: CourseRun, tariq: User, drain: Drain
) -> None:
    booking = make.free(free_run, tariq)
    bookings.confirm(booking=booking, by=tariq)

    assert len(drain()) == 1
    assert AuditEvent.objects.filter(verb="booking.confirm").count() == 1


def test_a_priced_place_is_not_confirmed_without_a_way_to_pay(run: CourseRun, tariq: User) -> None:
    booking = make.hold(run, tariq)

    for terms in (None, Terms.ONLINE):
        with pytest.raises(PaymentNeededError):
            bookings.confirm(booking=booking, by=tariq, terms=terms)

    booking.refresh_from_db()
    assert booking.state == BookingState.HELD


def test_a_school_is_invoiced_for_somebody_approved_there(run: CourseRun, tariq: User) -> None:
    booking = make.invoiced(run, tariq)

    order = booking.order
    assert order is not None
    assert order.payer_name == "Demo Meadow Primary"
    assert order.balance().status is PaymentStatus.UNPAID
    assert [line.gross_pence for line in order.lines.all()] == [7500]
    assert booking.places.get().order_line == order.lines.get()


@pytest.mark.parametrize("state", [PostState.CLAIMED, PostState.DECLINED, None])
def test_a_school_is_not_invoiced_by_somebody_it_has_not_approved(
    run: CourseRun, tariq: User, state: PostState | None
) -> None:
    school = make.school()
    if state:
        make.post(tariq, school, state)
    booking = make.hold(run, tariq, at=school)

    with pytest.raises(InvoiceNotAllowedError):
        bookings.confirm(booking=booking, by=tariq, terms=Terms.INVOICE)

    booking.refresh_from_db()
    assert booking.state == BookingState.HELD
    assert not Order.objects.exists()


def test_a_school_is_not_invoiced_where_the_run_wants_money_now(
    run: CourseRun, tariq: User
) -> None:
    CourseRun.objects.filter(pk=run.pk).update(allow_pay_later=False)

    with pytest.raises(InvoiceNotAllowedError):
        make.invoiced(run, tariq)


def test_nobody_invoices_for_themselves(run: CourseRun, tariq: User) -> None:
    with pytest.raises(InvoiceNotAllowedError):
        bookings.confirm(booking=make.hold(run, tariq), by=tariq, terms=Terms.INVOICE)


def test_a_hold_that_ran_out_is_not_confirmed(free_run: CourseRun, tariq: User) -> None:
    booking = make.run_out(make.hold(free_run, tariq))

    with pytest.raises(HoldExpiredError):
        bookings.confirm(booking=booking, by=tariq)


def test_giving_up_a_hold_frees_its_place_at_once(run: CourseRun, tariq: User) -> None:
    booking = make.hold(run, tariq)
    make.start_paying(booking)
    booking.refresh_from_db()

    assert bookings.expire(booking=booking, by=tariq)
    assert not bookings.expire(booking=booking, by=tariq)

    booking.refresh_from_db()
    assert booking.state == BookingState.EXPIRED
    assert booking.balance().status is PaymentStatus.NOTHING_DUE
    assert taken(run) == 0
