"""What the office's pages are about, as rows: any state at any time, without walking there."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from billing.enums import EntryKind, Terms
from billing.models import LedgerEntry, Order, OrderLine
from courses.enums import COUNTED_STATES, EXPIRING_STATES, BookingState, PlaceState
from courses.models import Attendee, Booking, CourseRun, Place, WaitingListEntry
from schools.models import School
from tests.cast import person

_numbers = count(1)
PLACE_STATES = {BookingState.PENDING_APPROVAL: PlaceState.HELD}


def booking(
    state: BookingState = BookingState.CONFIRMED,
    *,
    by: User | None = None,
    school: School | None = None,
    ends: datetime | None = None,
) -> Booking:
    """A booking in that state; what expires does so in two days."""
    now = timezone.now()
    return Booking.objects.create(
        booker=by or person("olwen"),
        submit_token=f"office-{next(_numbers)}",
        school=school,
        state=state,
        hold_expires_at=ends or (now + timedelta(days=2) if state in EXPIRING_STATES else None),
        confirmed_at=now if state == BookingState.CONFIRMED else None,
        cancelled_at=now if state == BookingState.CANCELLED else None,
    )


def place(
    run: CourseRun,
    *,
    of: Booking | None = None,
    name: str = "Ada Example",
    school: School | None = None,
    pence: int = 0,
    name_by: datetime | None = None,
    terms: Terms = Terms.ONLINE,
) -> Place:
    """A place in its booking's state, charged when it has a price; unnamed with an empty name."""
    on = of or booking(school=school)
    state = PLACE_STATES.get(BookingState(on.state)) or PlaceState(on.state)
    counted = state in COUNTED_STATES
    number = next(_numbers)
    email = f"somebody-{number}@example.org"
    attendee = Attendee.objects.create(name=name, email=email, school=school) if name else None
    if counted:
        CourseRun.objects.filter(pk=run.pk).update(places_taken=F("places_taken") + 1)
    return Place.objects.create(
        booking=on,
        run=run,
        attendee=attendee,
        state=state,
        is_counted=counted,
        cancelled_at=on.cancelled_at,
        name_by=name_by,
        tier_name="Schools",
        net_pence=pence,
        vat_code="OUTSIDE",
        vat_pence=0,
        gross_pence=pence,
        order_line=charge(on, pence, terms) if pence and counted else None,
    )


def charge(on: Booking, pence: int, terms: Terms) -> OrderLine:
    """A line charged on the booking's order, which is opened if need be."""
    if on.order is None:
        on.order = Order.objects.create(
            reference=f"ORDER{on.pk}",
            payer_user=on.booker,
            payer_school=on.school,
            payer_name=str(on.school or on.booker),
            terms=terms,
        )
        on.save()
    line = OrderLine.objects.create(
        order=on.order,
        description="A place",
        net_pence=pence,
        vat_code="OUTSIDE",
        vat_pence=0,
        gross_pence=pence,
    )
    LedgerEntry.objects.create(order=on.order, line=line, kind=EntryKind.CHARGE, amount_pence=pence)
    return line


def wish(run: CourseRun, quantity: int = 1, *, by: User | None = None) -> WaitingListEntry:
    """Somebody waits for places."""
    number = next(_numbers)
    booker = by or User.objects.create_user(
        f"waits-{number}@example.org", full_name=f"Waiting Example {number}"
    )
    return WaitingListEntry.objects.create(run=run, booker=booker, quantity=quantity)
