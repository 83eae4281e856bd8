"""What only the hub's office does about somebody's booking, each time with its reason.

Cancelling, swapping and moving places are everybody's; they take the hub's reason themselves.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from accounts.models import User
from accounts.permissions import is_hub_admin
from billing.enums import Terms
from core import audit
from core.contention import patiently
from courses import emails, emails_approval, emails_joining
from courses.actions import bookings
from courses.enums import EXPIRING_STATES, BookingState, PlaceState
from courses.exceptions import (
    BookingError,
    HoldExpiredError,
    NotYoursToChangeError,
    ReasonNeededError,
)
from courses.models import Booking

LONGEST = timedelta(days=14)


class NothingToSendError(BookingError):
    """The booking is in a state of which no mail tells."""

    def __init__(self) -> None:
        super().__init__("There is no mail to send again: nothing is booked or asked for.")


@patiently
@transaction.atomic
def extend_hold(*, booking: Booking, by: User, reason: str, longer: timedelta) -> Booking:
    """Keep held, offered or asked-for places for `longer` from now, but not beyond the start.

    A hold never gets shorter by it. Raises HoldExpiredError when it has run out,
    NotYoursToChangeError, ReasonNeededError.
    """
    _authorise(by, reason)
    now = timezone.now()
    first = booking.places.counted().aggregate(first=Min("run__starts_at"))["first"]
    wanted = now + min(longer, LONGEST)
    until = min(wanted, first) if first else wanted
    kept = Booking.objects.filter(pk=booking.pk, state__in=EXPIRING_STATES, hold_expires_at__gt=now)
    if not kept.exists():
        raise HoldExpiredError
    if kept.filter(hold_expires_at__lt=until).update(hold_expires_at=until):
        audit.record("booking.extend_hold", booking, by=by, until=f"{until:%FT%TZ}", reason=reason)
    booking.refresh_from_db()
    return booking


@patiently
@transaction.atomic
def confirm(*, booking: Booking, by: User, reason: str, number: str = "") -> Booking:
    """Book held places for whoever holds them: free ones at once, priced ones on invoice.

    Where the school approves what is booked for it, it is asked now. Raises what
    `bookings.confirm` raises, NotYoursToChangeError and ReasonNeededError.
    """
    _authorise(by, reason)
    audit.record("booking.confirm_on_behalf", booking, by=by, reason=reason)
    terms = Terms.INVOICE if booking.payable_pence else None
    return bookings.confirm(booking=booking, by=by, terms=terms, purchase_order_number=number)


@patiently
@transaction.atomic
def approve(*, booking: Booking, by: User, reason: str) -> Booking:
    """Write down that the school said yes in another way, and book the places.

    Raises ApprovalGoneError, RunNotOpenError, NotYoursToChangeError, ReasonNeededError.
    """
    _authorise(by, reason)
    name = f"The hub’s office, {by}"
    return bookings.approve(booking=booking, name=name, note=reason, by=by)


@patiently
@transaction.atomic
def send_again(*, booking: Booking, by: User, reason: str) -> int:
    """Send what the booker, the people who come or the approver were sent; returns how many.

    Raises NothingToSendError, NotYoursToChangeError, ReasonNeededError.
    """
    _authorise(by, reason)
    fresh = Booking.objects.get(pk=booking.pk)
    if fresh.state == BookingState.CONFIRMED:
        emails.confirmation_again(fresh)
        named = fresh.places.filter(state=PlaceState.CONFIRMED, attendee__isnull=False)
        sent = 1 + sum(emails_joining.send(place) for place in named.order_by("pk"))
    elif fresh.state == BookingState.PENDING_APPROVAL:
        emails_approval.asked(fresh)
        sent = 1
    else:
        raise NothingToSendError
    audit.record("booking.send_again", fresh, by=by, mails=sent, reason=reason)
    return sent


def _authorise(by: User, reason: str) -> None:
    if not is_hub_admin(by):
        raise NotYoursToChangeError
    if not reason.strip():
        raise ReasonNeededError
