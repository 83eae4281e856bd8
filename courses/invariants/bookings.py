"""Bookings: their states, those of their places, and that what is kept for a time runs out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from core.invariants import invariant
from courses.enums import EXPIRING_STATES, BookingState, PlaceState
from courses.models import Booking, Place

#: A job ends what has run out each minute; an hour later something is wrong.
MAY_LINGER = timedelta(hours=1)

#: The state that a booking's counted places have. Other bookings have none.
COUNTED_AS = {
    BookingState.HELD: PlaceState.HELD,
    BookingState.PENDING_APPROVAL: PlaceState.HELD,
    BookingState.OFFERED: PlaceState.OFFERED,
    BookingState.CONFIRMED: PlaceState.CONFIRMED,
}


@invariant("I4", "Every hold, offer and wait for approval runs out.")
def holds_run_out() -> Iterable[str]:
    """It says when, and it has not been over for long."""
    over = Q(hold_expires_at=None) | Q(hold_expires_at__lt=timezone.now() - MAY_LINGER)
    for booking in Booking.objects.filter(over, state__in=EXPIRING_STATES).order_by("pk"):
        when = booking.hold_expires_at
        said = f"ran out at {when:%Y-%m-%d %H:%M} UTC" if when else "never runs out"
        yield f"booking {booking.reference}: {booking.state}, {said}"


@invariant("M7", "A booking that keeps places has some, and one that has ended has none.")
def bookings_have_their_places() -> Iterable[str]:
    bookings = Booking.objects.order_by("pk").annotate(
        counted=Count("places", filter=Q(places__is_counted=True))
    )
    keeps = Q(state__in=COUNTED_AS)
    booking: Any
    for booking in bookings.filter((keeps & Q(counted=0)) | (~keeps & Q(counted__gt=0))):
        yield f"booking {booking.reference}: {booking.state}, {booking.counted} counted places"


@invariant("M8", "Counted places are in the state of their booking.")
def places_follow_their_booking() -> Iterable[str]:
    agree = Q()
    for state, place_state in COUNTED_AS.items():
        agree |= Q(booking__state=state, state=place_state)
    ended = Q(booking__state__in=(BookingState.EXPIRED, BookingState.CANCELLED))  # M7 names these
    wrong = Place.objects.counted().exclude(agree).exclude(ended)
    for place in wrong.select_related("booking"):
        booking = place.booking
        yield f"booking {booking.reference}: {booking.state}, place {place.pk} is {place.state}"


@invariant("M9", "What was confirmed or cancelled says when.")
def moments_are_kept() -> Iterable[str]:
    wrong = Booking.objects.filter(
        Q(state=BookingState.CONFIRMED, confirmed_at=None)
        | Q(state=BookingState.CANCELLED, cancelled_at=None)
        | (~Q(state=BookingState.CANCELLED) & Q(cancelled_at__isnull=False))
    )
    for booking in wrong.order_by("pk"):
        yield f"booking {booking.reference}: {booking.state} at no moment, or at another's"


@invariant("M10", "Only a booking that waits for approval has an open question.")
def approvals_are_asked() -> Iterable[str]:
    """A booking that waits has been asked about; one that is confirmed was not refused."""
    wrong = Booking.objects.filter(
        Q(state=BookingState.PENDING_APPROVAL)
        & (Q(approval=None) | Q(approval__is_approved__isnull=False))
        | Q(state=BookingState.CONFIRMED, approval__is_approved=False)
        | Q(state=BookingState.CONFIRMED, approval__isnull=False, approval__is_approved=None)
    )
    for booking in wrong.order_by("pk"):
        yield f"booking {booking.reference}: {booking.state} without the answer that fits it"
