"""Asking a school for its yes. What follows it is in `bookings.approve` and `bookings.refuse`."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone

from accounts.models import User
from billing.enums import Terms
from core import audit
from core.contention import patiently
from courses import emails, emails_approval
from courses.actions import places
from courses.enums import BookingState
from courses.exceptions import ApprovalGoneError, HoldExpiredError
from courses.models import Approval, Booking
from schools.enums import PurchaseOrderRule
from schools.models import Purchasing

#: How long a school has to say yes, if the course does not begin before.
TIME_TO_DECIDE = timedelta(days=7)


def is_needed(*, booking: Booking, by: User) -> bool:
    """Whether the school wants to approve this; not what its approver books themselves."""
    return asked_of(booking=booking, by=by) is not None


def asked_of(*, booking: Booking, by: User) -> Purchasing | None:
    """How the school buys, where somebody there is asked before this is booked; else nothing."""
    purchasing = _purchasing(booking)
    if purchasing is None or not purchasing.needs_approval:
        return None
    return None if purchasing.approver_email.lower() == by.email.lower() else purchasing


def needs_number(booking: Booking) -> bool:
    """Whether the school takes no invoice without its purchase order number on it."""
    purchasing = _purchasing(booking)
    return purchasing is not None and (purchasing.purchase_order_rule == PurchaseOrderRule.REQUIRED)


def ask(*, booking: Booking, terms: Terms | None, number: str, by: User) -> Booking:
    """Keep the places until the school has decided, and write to whoever decides.

    Call it in the confirming transaction. Again, it changes nothing. Raises HoldExpiredError.
    """
    now = timezone.now()
    moved = booking.move(
        BookingState.PENDING_APPROVAL,
        only=Q(hold_expires_at__gt=now),
        hold_expires_at=decide_by(booking, now),
        terms_wanted=terms or "",
        purchase_order_number=number,
    )
    booking.refresh_from_db()
    if not moved:
        if booking.state == BookingState.PENDING_APPROVAL:
            return booking
        raise HoldExpiredError
    purchasing = _purchasing(booking)
    if purchasing is None:
        raise ValueError("Nobody at this school approves bookings.")
    Approval.objects.create(
        booking=booking,
        asked_name=purchasing.approver_name,
        asked_email=purchasing.approver_email,
    )
    audit.record("booking.ask_approval", booking, by=by)
    emails_approval.asked(booking)
    return booking


@patiently
@transaction.atomic
def withdraw(*, booking: Booking, by: User) -> Booking:
    """Its booker does not want any more what the school was asked for: the places are free.

    The school's page says so; the booker is told where money is due back. Again, it changes
    nothing. Raises ApprovalGoneError when it was
    decided before, or when somebody else made it.
    """
    if booking.booker_id != by.pk:
        raise ApprovalGoneError
    waiting = Q(state=BookingState.PENDING_APPROVAL)
    now = timezone.now()
    to = BookingState.CANCELLED
    if not places.release(booking=booking, to=to, only=waiting, cancelled_at=now):
        booking.refresh_from_db()
        if booking.state == BookingState.CANCELLED:
            return booking
        raise ApprovalGoneError
    audit.record("booking.withdraw", booking, by=by)
    booking.refresh_from_db()
    if booking.balance().refund_pence:
        emails.refund_due(booking)
    return booking


def decide_by(booking: Booking, now: datetime) -> datetime:
    """Until when the places are kept: a week, or half of the time to the first start."""
    starts = booking.places.counted().aggregate(first=Min("run__starts_at"))["first"]
    return min(now + TIME_TO_DECIDE, now + (starts - now) / 2) if starts else now + TIME_TO_DECIDE


def was_approved(booking: Booking) -> bool:
    """Whether this booking was approved, and not confirmed in another way."""
    return Approval.objects.filter(booking=booking, is_approved=True).exists()


def settle(*, booking: Booking, is_approved: bool, name: str, note: str, by: User | None) -> None:
    """Write down what was decided, in the transaction that acts on it."""
    Approval.objects.filter(booking=booking).update(
        is_approved=is_approved,
        decided_name=name[:150],
        decided_at=timezone.now(),
        note=note[:500],
    )
    verb = "booking.approve" if is_approved else "booking.refuse"
    audit.record(verb, booking, by=by, decided_by=name[:150], note=note[:500])


def _purchasing(booking: Booking) -> Purchasing | None:
    """How the booking's school buys; loaded with the booking by `with_places`."""
    return getattr(booking.school, "purchasing", None)
