"""What is mailed about bookings for several people: to finance, and to bookers who owe names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from billing.enums import Terms
from billing.models.order import Balance
from core import mail
from core.models import SentOnce
from courses import parts
from courses.enums import BookingState, PlaceState, RunState
from courses.models import Booking, Place
from schools.enums import PurchaseOrderRule

#: How many days before the start a booker is asked again who comes.
NAMED_BEFORE_DAYS = (14, 7, 2)
#: How many days after booking a booker is asked again for a purchase order number.
NUMBER_AFTER_DAYS = (7, 21)


def finance_booked(booking: Booking, places: Sequence[Place], balance: Balance) -> None:
    """To the school's finance address: what it owes, for whom, and that an invoice follows."""
    purchasing = getattr(booking.school, "purchasing", None)
    address = purchasing.finance_email if purchasing else ""
    if not address or address.lower() == booking.booker.email or not balance.owed_pence:
        return
    mail.send(
        "courses/finance_booked",
        to=address,
        reply_to=booking.booker.email,
        context={
            "booking": booking,
            "order": booking.order,
            "balance": balance,
            "places": places,
            "parts": parts.by_run(places),
        },
    )


def chase_names(now: datetime | None = None) -> int:
    """Ask for the names that are owed, once for each place and wave; returns how many mails.

    A booking that was made after a wave is not asked in it: the booker has just been told.
    """
    at = now or timezone.now()
    owed = Place.objects.filter(
        state=PlaceState.CONFIRMED,
        attendee=None,
        run__state__in=(RunState.OPEN, RunState.CLOSED),
        run__starts_at__gt=at,
        run__starts_at__lte=at + timedelta(days=max(NAMED_BEFORE_DAYS)),
    )
    keys: dict[int, list[str]] = {}
    for place in owed.select_related("run", "booking").order_by("booking", "pk"):
        if key := _wave_key(place, at):
            keys.setdefault(place.booking_id, []).append(key)
    every = [key for ones in keys.values() for key in ones]
    done = set(SentOnce.objects.filter(key__in=every).values_list("key", flat=True))
    return sum(
        _ask_names(booking_id, ones, at)
        for booking_id, ones in keys.items()
        if not done.issuperset(ones)
    )


def _wave_key(place: Place, now: datetime) -> str:
    starts_at, booked_at = place.run.starts_at, place.booking.confirmed_at
    if starts_at is None or booked_at is None:
        return ""
    begun = [days for days in NAMED_BEFORE_DAYS if starts_at - timedelta(days=days) <= now]
    if not begun or booked_at > starts_at - timedelta(days=min(begun)):
        return ""
    return f"names:{min(begun)}:place:{place.pk}:{timezone.localdate(starts_at).isoformat()}"


@transaction.atomic
def _ask_names(booking_id: int, keys: Sequence[str], now: datetime) -> bool:
    """One mail with all the names that a booking owes, unless each of these was asked for."""
    made = [SentOnce.objects.get_or_create(key=key)[1] for key in keys]
    if not any(made):
        return False
    booking = Booking.objects.with_places().get(pk=booking_id)
    nameless = [
        place
        for place in booking.places.all()
        if place.state == PlaceState.CONFIRMED
        and place.attendee is None
        and place.run.starts_at
        and place.run.starts_at > now
    ]
    if not nameless:
        return False
    grouped = sorted(parts.by_run(nameless), key=lambda part: part.run.starts_at or now)
    return mail.send(
        "courses/names_wanted",
        to=booking.booker.email,
        context={
            "booking": booking,
            "places": nameless,
            "parts": grouped,
            "first": grouped[0].run,
            "link": settings.BASE_URL + reverse("courses:booking_names", args=[booking.reference]),
        },
    )


def chase_numbers() -> int:
    """Ask for purchase order numbers that were to follow; returns how many mails."""
    now = timezone.now()
    sent = 0
    for days in NUMBER_AFTER_DAYS:
        waiting = Booking.objects.filter(
            state=BookingState.CONFIRMED,
            confirmed_at__lte=now - timedelta(days=days),
            confirmed_at__gt=now - timedelta(days=days + 7),
            order__terms=Terms.INVOICE,
            order__purchase_order_number="",
            school=F("order__payer_school"),
            school__purchasing__purchase_order_rule__in=(
                PurchaseOrderRule.MAY_FOLLOW,
                PurchaseOrderRule.REQUIRED,
            ),
        )
        sent += sum(_ask_number(booking, days) for booking in waiting.order_by("pk"))
    return sent


@transaction.atomic
def _ask_number(booking: Booking, days: int) -> bool:
    whole = Booking.objects.with_places().get(pk=booking.pk)
    balance = whole.balance()
    if not balance.owed_pence:
        return False
    return mail.send(
        "courses/number_wanted",
        to=whole.booker.email,
        context={
            "booking": whole,
            "order": whole.order,
            "balance": balance,
            "parts": parts.by_run(place for place in whole.places.all() if place.is_counted),
            "link": settings.BASE_URL + reverse("courses:booking_number", args=[whole.reference]),
        },
        once=f"number:{days}:{whole.pk}",
    )
