"""What bookings owe: places on one side, the order's ledger on the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from billing.enums import EntryKind, PaymentState
from billing.models import LedgerEntry, Order
from core.invariants import invariant
from courses.enums import EXPIRING_STATES, BookingState, PlaceState
from courses.models import Booking, Place


def _with_sums() -> QuerySet[Any]:
    """Bookings with `chargeable`, what their places cost now, and what their order's ledger says.

    A place that is held or confirmed costs its price, or nothing where a fund pays; one that was
    cancelled costs what is kept for it; not coming may cost something besides.
    """
    keeps = Q(state__in=(PlaceState.HELD, PlaceState.CONFIRMED), is_counted=True)
    cost = Case(
        When(keeps & Q(fund=None), then=F("gross_pence")),
        When(keeps, then=0),
        default=F("kept_pence"),
    )
    places = Place.objects.filter(booking=OuterRef("pk")).order_by().values("booking")
    entries = LedgerEntry.objects.filter(order=OuterRef("order")).order_by().values("order")
    charges = Q(kind__in=(EntryKind.CHARGE, EntryKind.CREDIT))
    return Booking.objects.order_by("pk").annotate(
        chargeable=_sum(places.annotate(total=Sum(cost + F("absence_pence")))),
        charged=_sum(entries.annotate(total=Sum("amount_pence", filter=charges, default=Value(0)))),
        owed=_sum(entries.annotate(total=Sum("amount_pence"))),
    )


def _sum(grouped: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(grouped.values("total")), 0)


@invariant("I5", "A booking's order charges what its places cost, no more and no less.")
def bookings_are_charged() -> Iterable[str]:
    """A hold is charged only once somebody begins to pay for it."""
    not_yet = Q(state__in=EXPIRING_STATES, charged=0)
    for booking in _with_sums().exclude(charged=F("chargeable")).exclude(not_yet):
        yield (
            f"booking {booking.reference}: {booking.state}, its places cost {booking.chargeable}p, "
            f"its order charges {booking.charged}p"
        )


@invariant("I6", "Whoever has paid has a place, or their money is due back or was kept.")
def money_has_its_place() -> Iterable[str]:
    """A hold that is paid in full was not confirmed: neither a place nor money due back."""
    paid = Order.objects.filter(payments__state=PaymentState.SUCCEEDED)
    stuck = Q(charged__gt=0, owed__lte=0, order__in=paid) & Q(
        state__in=(*EXPIRING_STATES, BookingState.EXPIRED)
    )
    for booking in _with_sums().filter(stuck):
        yield f"booking {booking.reference}: {booking.state} although {booking.charged}p are paid"


@invariant("I6", "Every order on which something was charged or paid belongs to a booking.")
def orders_have_their_booking() -> Iterable[str]:
    for order in Order.objects.filter(booking=None, entries__isnull=False).distinct():
        yield f"order {order.reference}: money and no booking"


@invariant("M11", "A place's line stands on its booking's order, and a free one has none.")
def places_have_their_line() -> Iterable[str]:
    elsewhere = (
        Q(order_line__isnull=False) & ~Q(order_line__order=F("booking__order"))
        | Q(absence_line__isnull=False) & ~Q(absence_line__order=F("booking__order"))
        | Q(order_line__isnull=False, booking__order=None)
    )
    for place in Place.objects.filter(elsewhere).select_related("booking"):
        yield f"booking {place.booking.reference}: place {place.pk} is charged on another order"
