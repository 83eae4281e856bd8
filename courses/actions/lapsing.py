"""How holds and offers end without having become a booking: by time, or by whoever has them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from billing.actions import orders, payments
from billing.models import Order
from core import audit, jobs
from core.contention import patiently
from courses import emails
from courses.actions import places
from courses.enums import BookingState, EntryState
from courses.models import Booking


@patiently
@transaction.atomic
def expire(
    *, booking: Booking, by: User | None, entry_to: EntryState = EntryState.DECLINED
) -> bool:
    """End a hold or an offer before its time; `by` is the booker who gives it up.

    Its places are free at once, and what was charged for an unfinished payment is taken back.
    `entry_to` is what becomes of a wish that it was offered for. A booker who had paid a part of it
    is told that it goes back; without `by`, that is for the caller to tell. Answers whether this
    call ended it.
    """
    ended = _end(booking, by=by, entry_to=entry_to)
    if ended and by is not None:
        emails.hold_ended(booking, is_given_up=True)
    return ended


@patiently
@transaction.atomic
def lapse(*, booking: Booking) -> bool:
    """End a hold or an offer whose time has run out by now; answers whether this call ended it.

    Its booker hears of it where they had paid a part.
    """
    ended = _end(booking, by=None, only=Q(hold_expires_at__lte=timezone.now()))
    if ended:
        emails.hold_ended(booking, is_given_up=False)
    return ended


def expire_lapsed() -> int:
    """End all that have run out; returns how many. Nothing waits for the job that calls."""
    return lapse_all(Booking.objects.lapsed().order_by("pk"))


def lapse_all(bookings: Iterable[Booking]) -> int:
    """End these if their time has run out; returns how many."""
    return jobs.each(bookings, lambda booking: lapse(booking=booking))


def lock_order(*, booking: Booking) -> None:
    """Lock the order that the booking has by now: the caller's copy may be older than it."""
    stored = Booking.objects.filter(pk=booking.pk).values_list("order_id", flat=True)
    if order_id := stored.get():
        orders.lock(order_id)


def uncharge(booking: Booking, *, by: User | None) -> int:
    """Take back what the booking's places are charged, by now; returns the pence.

    Whatever is still owed on the order then, its open pages ask for too much: they are closed.
    """
    if order := Order.objects.filter(booking=booking).first():
        payments.close_pages(order=order)
    charged = booking.places.exclude(order_line=None).select_related("order_line")
    lines = [place.order_line for place in charged if place.order_line]
    booking.places.update(order_line=None)
    return orders.credit_all(lines=lines, by=by)


def _end(
    booking: Booking,
    *,
    by: User | None,
    only: Q | None = None,
    entry_to: EntryState = EntryState.LAPSED,
) -> bool:
    lock_order(booking=booking)
    if not places.release(booking=booking, to=BookingState.EXPIRED, only=only, entry_to=entry_to):
        return False
    uncharge(booking, by=by)
    audit.record("booking.expire", booking, by=by)
    return True
