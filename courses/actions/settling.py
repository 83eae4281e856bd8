"""Bookings that are paid online: started here, confirmed when their order is settled."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from billing.actions import payments
from billing.enums import PaymentStatus, Terms
from billing.exceptions import NotPaidOnlineError
from billing.models import Order, Payment
from core import audit
from core.contention import patiently
from courses import emails, holds
from courses.actions import approvals, bookings, places
from courses.enums import BookingState, RunState
from courses.exceptions import (
    ApprovalNeededError,
    BookingError,
    HoldExpiredError,
    PaymentNeededError,
)
from courses.models import Booking


def start_payment(*, booking: Booking, by: User) -> Payment:
    """Charge the held places and open the gateway's page; the hold lasts at least as long.

    Asked again while a page is open, it answers with that page. Call it outside any transaction.
    Where money that came before is enough, the booking is confirmed and no hold is left to pay.
    Raises HoldExpiredError, RunNotOpenError for a run that was called off meanwhile,
    ApprovalNeededError where the school says yes first, GatewayUnavailableError,
    NothingToPayError.
    """
    held = _charge_held(booking, by)
    if held.order is None or held.hold_expires_at is None or held.state != BookingState.HELD:
        raise HoldExpiredError
    try:
        return payments.start(
            order=held.order,
            return_path=reverse("courses:booking_paid", args=[held.reference]),
            closes_at=holds.page_closes_at(
                hold_expires_at=held.hold_expires_at, now=timezone.now()
            ),
            by=by,
        )
    except NotPaidOnlineError:  # confirmed on an invoice since we have looked
        raise HoldExpiredError from None


@patiently
@transaction.atomic
def _charge_held(booking: Booking, by: User) -> Booking:
    bookings.lock_order(booking=booking)
    places.refuse_called_off(booking=booking)
    now = timezone.now()
    still_held = Booking.objects.filter(
        pk=booking.pk, state=BookingState.HELD, hold_expires_at__gt=now
    )
    until = max(booking.hold_expires_at or now, holds.until(made_at=booking.made_at, now=now))
    if not still_held.update(hold_expires_at=until):
        raise HoldExpiredError
    whole = Booking.objects.select_related("order", "booker", "school__purchasing")
    held = whole.get(pk=booking.pk)
    if approvals.is_needed(booking=held, by=by):
        raise ApprovalNeededError
    bookings.charge(booking=held, terms=Terms.ONLINE, by=by)
    if held.order and held.balance().pence <= 0:
        settled(order=held.order)
        held.refresh_from_db(fields=["state"])
    return held


def settled(*, order: Order) -> None:
    """Nothing more is due on this order: confirm its booking, or tell that money goes back.

    Runs in the settling transaction. The money may be for what the booking was before it was
    amended: where its places cost more by now it stays held, with the rest to pay. A hold that has
    run out gets its places again where there are any; else it stays expired, the order shows a
    refund due, and the booker is told, as of what was paid too much. A hold ends too where its
    course was called off, or its school says yes first by now. Safe to repeat.
    """
    booking = Booking.objects.filter(order=order).select_related("booker", "school").first()
    if booking is None:
        return
    places.lock_runs(booking.places.values("run_id"))
    if _keep_places(booking) or _take_again(booking):
        bookings.confirmed(booking=booking, by=None)
    elif _is_called_off(booking) or _must_be_asked(booking):
        bookings.expire(booking=booking, by=None)
    if order.balance().status is PaymentStatus.REFUND_DUE:
        booking.refresh_from_db()
        audit.record("booking.refund_due", booking, by=None, order=order.reference)
        to_be_asked = _must_be_asked(booking) and not _is_called_off(booking)
        emails.refund_due(booking, to_be_asked=to_be_asked)


def _keep_places(booking: Booking) -> bool:
    """HELD → CONFIRMED, also when the time has just run out: the places are still counted."""
    if booking.state != BookingState.HELD or _is_called_off(booking) or _must_be_asked(booking):
        return False
    if not _is_paid(booking):
        return False
    return booking.move(
        BookingState.CONFIRMED, only=Q(state=BookingState.HELD), confirmed_at=timezone.now()
    )


def _is_called_off(booking: Booking) -> bool:
    return booking.places.filter(run__state=RunState.CANCELLED).exists()


def _must_be_asked(booking: Booking) -> bool:
    """Whether its school says yes first: it may have begun to want that after the page opened."""
    return approvals.is_needed(booking=booking, by=booking.booker)


def _is_paid(booking: Booking) -> bool:
    """Whether the money is enough for what its counted places cost by now; charges them for it."""
    uncharged = booking.places.counted().filter(order_line=None, fund=None, gross_pence__gt=0)
    if uncharged.exists():
        bookings.charge(booking=booking, terms=Terms.ONLINE, by=booking.booker)
    return booking.balance().pence <= 0


def _take_again(booking: Booking) -> bool:
    """Late money: EXPIRED → CONFIRMED with the places counted and charged anew, or nothing."""
    booking.refresh_from_db()
    if booking.state != BookingState.EXPIRED:
        return False
    try:
        _count_again(booking)
    except (BookingError, IntegrityError):
        # Full, begun, called off, dearer by now than what was paid, to be approved first, or this
        # person has taken another place there meanwhile.
        return False
    return True


@transaction.atomic
def _count_again(booking: Booking) -> None:
    if _must_be_asked(booking):
        raise ApprovalNeededError
    places.take_again(booking=booking)
    if not booking.move(BookingState.CONFIRMED, confirmed_at=timezone.now()):
        raise HoldExpiredError
    booking.refresh_from_db()
    if not _is_paid(booking):
        raise PaymentNeededError
