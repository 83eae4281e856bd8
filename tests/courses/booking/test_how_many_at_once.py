"""How many places one person may keep at once, and for how long they may pay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from billing.enums import Terms
from courses import holds
from courses.actions import bookings, settling, waiting_list
from courses.enums import BookingState
from courses.exceptions import HoldExpiredError, TooManyKeptError
from courses.models import Booking, CourseRun
from schools.models import School
from tests.courses.booking.pages import taken
from tests.factories import bookings as make
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db
STAFF = 60


def for_staff(run: CourseRun, by: User, at: School | None = None, number: int = STAFF) -> Booking:
    seats = [bookings.Seat(run=run)] * number
    return bookings.hold(seats=seats, school=at, by=by, submit_token="")


def big(**traits: object) -> CourseRun:
    return CourseRunFactory(is_open=True, capacity=3 * STAFF, **traits)


def test_an_office_holds_two_courses_for_a_whole_staff_and_nobody_more(
    tariq: User, sam: User, school: School
) -> None:
    first, second, third = big(), big(), big()
    for_staff(first, tariq, school)
    held = for_staff(second, tariq, school)

    with pytest.raises(TooManyKeptError) as refused:
        for_staff(third, tariq, school, number=1)

    assert str(refused.value) == (
        "One person can hold 120 places at once: you hold 120 and asked for 1 more. "
        "Book or give up those first."
    )
    assert taken(third) == 0
    for_staff(third, sam, number=1)  # somebody else's are not theirs
    bookings.confirm(booking=held, by=tariq, terms=Terms.INVOICE)
    for_staff(third, tariq, school)
    assert taken(third) == STAFF + 1


def test_more_than_that_in_one_go_is_refused(tariq: User) -> None:
    run = big()

    with pytest.raises(TooManyKeptError, match=r"you asked for 121\. Book fewer\.$"):
        for_staff(run, tariq, number=holds.MOST_KEPT + 1)

    assert taken(run) == 0


def test_holds_that_ran_out_count_no_more_and_what_waits_for_a_yes_does(
    tariq: User, school: School
) -> None:
    run = big(is_free=True)
    make.run_out(for_staff(run, tariq, number=holds.MOST_KEPT))
    asked = for_staff(run, tariq, school)
    until = timezone.now() + timedelta(days=7)
    Booking.objects.filter(pk=asked.pk).update(
        state=BookingState.PENDING_APPROVAL, hold_expires_at=until
    )
    for_staff(run, tariq, school)

    with pytest.raises(TooManyKeptError):
        for_staff(run, tariq, school, number=1)


def accepted(run: CourseRun, by: User, other: User) -> Booking:
    """A place that somebody gave up, and whoever waited for it wants."""
    booked = make.paid(run, other)
    entry = make.wish(run, by)
    bookings.cancel(booking=booked, by=other)
    entry.refresh_from_db()
    return waiting_list.accept(entry=entry, by=by)


def test_the_page_of_an_accepted_offer_closes_like_any_others_and_its_hold_does_not(
    tariq: User, sam: User
) -> None:
    booking = accepted(CourseRunFactory(is_open=True, capacity=1), tariq, sam)
    promised = booking.hold_expires_at
    assert promised is not None
    assert promised - timezone.now() > timedelta(hours=24)

    payment = make.start_paying(booking)

    assert timedelta(minutes=31) < payment.closes_at - timezone.now() <= holds.HOLD
    booking.refresh_from_db()
    assert booking.hold_expires_at == promised


def test_after_its_page_has_closed_another_opens_while_the_place_is_kept(
    tariq: User, sam: User
) -> None:
    booking = accepted(CourseRunFactory(is_open=True, capacity=1), tariq, sam)
    first = make.start_paying(booking)
    assert make.start_paying(booking) == first
    type(first).objects.filter(pk=first.pk).update(closes_at=timezone.now())

    second = make.start_paying(booking)

    assert (second.attempt, second.is_payable()) == (2, True)
    assert make.settle(booking).state == BookingState.CONFIRMED


def test_what_was_put_on_an_invoice_meanwhile_gets_no_page(
    run: CourseRun, tariq: User, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From another tab, between charging the places and storing the attempt to pay them."""
    booking = make.hold(run, tariq, at=school)
    charge = settling._charge_held

    def charge_then_confirm(held: Booking, by: User) -> Booking:
        charged = charge(held, by)
        again = Booking.objects.get(pk=held.pk)
        bookings.confirm(booking=again, by=tariq, terms=Terms.INVOICE)
        return charged

    monkeypatch.setattr(settling, "_charge_held", charge_then_confirm)

    with pytest.raises(HoldExpiredError):
        make.start_paying(booking)

    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED
    assert booking.order is not None
    assert booking.order.terms == Terms.INVOICE
    assert not booking.order.payments.exists()
