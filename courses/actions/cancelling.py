"""Places are given up: what that costs is taken from their own terms, and the rest is taken back.

Orders are locked first, then runs, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.models import User
from billing.actions import orders, payments
from billing.models import Order, OrderLine
from core import audit
from core.contention import patiently
from courses import emails_changes, policies
from courses.actions import attendance_certificates, lapsing, places
from courses.enums import BookingState, PlaceState
from courses.exceptions import (
    CannotBeCancelledError,
    NotYoursToChangeError,
    QuoteChangedError,
    ReasonNeededError,
)
from courses.models import Booking, Place
from courses.models.booking import OFFER
from courses.permissions import acts_for_others, may_change, may_still_change


@dataclass(frozen=True, kw_only=True)
class Given:
    """What became of the money of one place that was given up."""

    place: Place
    kept_pence: int = 0
    credited_pence: int = 0


@patiently
@transaction.atomic
def cancel(*, booking: Booking, by: User, reason: str = "") -> Booking:
    """Give up all places of a confirmed booking, as `cancel_places`. Again, it changes nothing.

    Raises CannotBeCancelledError also where it is not confirmed yet.
    """
    booking.refresh_from_db()
    if booking.state == BookingState.CONFIRMED:
        standing = list(booking.places.filter(state=PlaceState.CONFIRMED))
        cancel_places(chosen=standing, by=by, reason=reason)
        booking.refresh_from_db()
    if booking.state != BookingState.CANCELLED:
        raise CannotBeCancelledError
    return booking


@patiently
@transaction.atomic
def cancel_places(
    *,
    chosen: Sequence[Place],
    by: User,
    reason: str = "",
    waive: bool = False,
    agreed_pence: int | None = None,
) -> list[Place]:
    """Give up some confirmed places of one booking; returns those that this call freed.

    What their terms say stays charged, as `kept_pence` on the place; the rest is taken back, and
    what of it was paid becomes due back. They are free at once, for the waiting list first. The
    hub gives a `reason`, may act after the start too, and may `waive` what would be kept.
    `agreed_pence` is what the person was shown that they would still pay for these places.
    Raises CannotBeCancelledError, NotYoursToChangeError, ReasonNeededError, QuoteChangedError;
    then nothing is changed. Nobody is told twice.
    """
    if not chosen:
        return []
    booking = booking_of(chosen)
    authorise(booking, by, reason, needs_reason=waive)
    lapsing.lock_order(booking=booking)
    places.lock_runs({place.run_id for place in chosen})
    standing = _standing(chosen)
    if not all(may_still_change(by, place) for place in standing):
        raise CannotBeCancelledError
    kept = kept_of(standing, waive=waive)
    if standing and agreed_pence not in (None, sum(kept.values())):
        raise QuoteChangedError
    freed = places.give_up(chosen=standing, reason=reason)
    given = take_back(places_freed=freed, kept=kept, by=by)
    if given:
        audit.record(
            "booking.cancel_places",
            booking,
            by=by,
            places=[one.place.pk for one in given],
            kept_pence=sum(one.kept_pence for one in given),
            credited_pence=sum(one.credited_pence for one in given),
            waived=waive,
            reason=reason,
        )
        emails_changes.places_cancelled(booking, given, by=by, reason=reason)
    return [one.place for one in given]


def booking_of(chosen: Iterable[Place]) -> Booking:
    """The one booking of these places. Raises ValueError for places of several."""
    (booking_id,) = {place.booking_id for place in chosen}
    return Booking.objects.select_related("booker", "school", "order").get(pk=booking_id)


def authorise(booking: Booking, by: User, reason: str, *, needs_reason: bool = False) -> None:
    """Raises NotYoursToChangeError, or ReasonNeededError for the hub without a reason.

    `needs_reason` is for what only the hub may do, also to its own bookings.
    """
    is_for_others = acts_for_others(by, booking)
    if not may_change(by, booking) or (needs_reason and not is_for_others):
        raise NotYoursToChangeError
    if is_for_others and not reason.strip():
        raise ReasonNeededError


def kept_of(standing: Iterable[Place], *, waive: bool = False) -> dict[int, int]:
    """What giving up each of these places keeps charged, by the place's key."""
    now = timezone.now()
    return {place.pk: 0 if waive else policies.quote(place, now).charge_pence for place in standing}


def take_back(
    *, places_freed: Sequence[Place], kept: dict[int, int], by: User | None
) -> list[Given]:
    """Credit what these freed places charge, but for what is `kept`; in the freeing transaction.

    Open pages of the order ask for too much from now on: they are closed. A certificate of
    attendance for such a place is revoked.
    """
    attendance_certificates.withdraw(given_up=places_freed, by=by)
    given = []
    for place in sorted(places_freed, key=lambda one: one.pk):
        line = place.order_line
        if line is None:
            given.append(Given(place=place))
            continue
        left = _left_on(line)
        keeps = min(kept.get(place.pk, 0), left)
        credited = orders.credit(line=line, by=by, pence=left - keeps)
        if keeps:
            Place.objects.filter(pk=place.pk).update(kept_pence=keeps)
            place.kept_pence = keeps
        given.append(Given(place=place, kept_pence=keeps, credited_pence=credited))
    changed = {one.place.booking_id for one in given if one.credited_pence}
    for order in Order.objects.filter(booking__in=changed).order_by("pk"):
        payments.close_pages(order=order)
    return given


def waive_refilled(*, booking: Booking) -> list[Place]:
    """Charge nothing any more for late places that the waiting list has filled; returns them.

    Call it in the transaction that confirms a booking, its runs locked. A place that was given up
    late is waived when the very place that was offered in its stead is booked, and its own terms
    say so. Which one that is was written down when it was offered: `Place.refills`, by the rule
    in `offers`.
    """
    if not booking.submit_token.startswith(OFFER):
        return []  # no statement for most
    late = Place.objects.filter(refilled_by__in=booking.places.counted(), kept_pence__gt=0)
    found = late.select_related("booking", "order_line__order").order_by("pk")
    waived = [place for place in found if policies.waived_when_refilled(place.policy)]
    for place in waived:
        _waive(place, for_booking=booking)
    return waived


def _waive(place: Place, *, for_booking: Booking) -> None:
    pence = place.kept_pence
    if not Place.objects.filter(pk=place.pk, kept_pence=pence).update(kept_pence=0):
        return
    if place.order_line:
        orders.credit(line=place.order_line, by=None, pence=min(pence, _left_on(place.order_line)))
        payments.close_pages(order=place.order_line.order)
    audit.record(
        "booking.waive", place.booking, by=None, pence=pence, refilled_by=for_booking.reference
    )
    emails_changes.charge_waived(place, pence=pence)


def _standing(chosen: Sequence[Place]) -> list[Place]:
    """Those that are still booked, read anew, with what their terms need."""
    booked = Place.objects.filter(
        pk__in=[place.pk for place in chosen],
        state=PlaceState.CONFIRMED,
        booking__state=BookingState.CONFIRMED,
    )
    return list(booked.select_related("run", "order_line").order_by("pk"))


def _left_on(line: OrderLine) -> int:
    """What the line still charges, after what was taken back."""
    return line.entries.aggregate(left=Sum("amount_pence", default=0))["left"]
