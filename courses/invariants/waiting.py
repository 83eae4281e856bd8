"""The waiting list: an offer is a real booking, and each knows the other."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, F, Q

from core.invariants import invariant
from courses.enums import LIVE_ENTRY_STATES, BookingState, EntryState
from courses.models import Booking, WaitingListEntry


@invariant("I12", "Whoever is offered places has one live offer, of places on that run.")
def offered_wishes_have_their_offer() -> Iterable[str]:
    offered = WaitingListEntry.objects.filter(state=EntryState.OFFERED)
    places = Q(offer__places__is_counted=True, offer__places__run=F("run"))
    live = offered.annotate(number=Count("offer__places", filter=places)).filter(
        offer__state=BookingState.OFFERED, number__gte=1, number__lte=F("quantity")
    )
    wrong = offered.exclude(pk__in=live.order_by().values("pk"))
    for entry in wrong.select_related("run", "offer").order_by("pk"):
        state = entry.offer.state if entry.offer else "none"
        yield f"run {entry.run.code}: wish {entry.pk} is offered, its offer is {state}"


@invariant("I12", "Every offer is somebody's turn on the waiting list.")
def offers_have_their_wish() -> Iterable[str]:
    offers = Booking.objects.filter(state=BookingState.OFFERED)
    astray = offers.exclude(entry__state=EntryState.OFFERED)
    other = offers.filter(entry__state=EntryState.OFFERED).exclude(entry__booker=F("booker"))
    both = Booking.objects.filter(
        Q(pk__in=astray.order_by().values("pk")) | Q(pk__in=other.order_by().values("pk"))
    )
    for booking in both.order_by("pk"):
        yield f"booking {booking.reference}: offered, and nobody's turn"


@invariant("M12", "Nobody waits twice for one run.")
def wishes_are_made_once() -> Iterable[str]:
    twice = (
        WaitingListEntry.objects.filter(state__in=LIVE_ENTRY_STATES)
        .order_by()
        .values("run__code", "booker")
        .annotate(number=Count("pk"))
        .filter(number__gt=1)
    )
    for row in twice:
        yield f"run {row['run__code']}: person {row['booker']} waits {row['number']} times"


@invariant("M13", "A wish is for at least as many places as would do.")
def wishes_can_be_met() -> Iterable[str]:
    for entry in WaitingListEntry.objects.exclude(
        min_quantity__gte=1, min_quantity__lte=F("quantity")
    ).select_related("run"):
        yield (
            f"run {entry.run.code}: wish {entry.pk} is for {entry.quantity} places, "
            f"at least {entry.min_quantity}"
        )
