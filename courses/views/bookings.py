"""Bookings that are made: mine, one of them, its calendar file. `changes` changes them."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from accounts.views.account import signed_in
from billing import gateways
from billing.enums import PaymentStatus, Terms
from courses import calendars, emails_waiting, settlement
from courses import parts as course_parts
from courses.enums import BookingState, PlaceState, RunState
from courses.models import Booking
from courses.views import approval, booking_parts, held
from courses.views.answers import bookers_page, mine, ours

PAGE_SIZE = 20
TITLES = {"coming": "Coming up", "past": "Past", "gone": "Cancelled and expired"}


@bookers_page
@require_GET
def all_mine(request: HttpRequest) -> HttpResponse:
    """My bookings: what comes, what was, what was given up; a page at a time."""
    found = Booking.objects.made_by(signed_in(request)).in_parts()
    page = Paginator(found.with_places(), PAGE_SIZE).get_page(request.GET.get("page"))
    groups = [
        (TITLES[part], booking_parts.rows(list(ones)))
        for part, ones in groupby(page, key=attrgetter("part"))
    ]
    return render(request, "courses/bookings.html", {"groups": groups, "page": page})


@bookers_page
@require_GET
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One booking: what happens next, or what has become of it. A held one is not made yet."""
    user, booking = signed_in(request), ours(request, reference)
    is_mine = booking.booker_id == user.pk
    if is_mine and booking.state == BookingState.HELD and not booking.is_lapsed():
        return redirect("courses:booking_check", booking.reference)
    if is_mine and booking.state == BookingState.OFFERED:
        return redirect(emails_waiting.path(booking.entry))
    balance = booking.balance()
    parts = booking_parts.parts(booking, user)
    run = booking.places.all()[0].run
    context = {
        **_not_made(booking),
        "booking": booking,
        "is_mine": is_mine,
        "parts": parts,
        "headline": _headline(booking),
        "about": parts[0]["run"].title if len(parts) == 1 else "It is all below, by course.",
        "gone": booking_parts.gone(booking),
        "can_cancel": len(booking_parts.open_yet(booking, user)),
        "run": run,
        "can_book_again": is_mine and run.is_open_for_booking() and not run.is_full,
        "to_name": len(booking_parts.nameless(booking, user)),
        "balance": balance,
        "money": MONEY_LOOKS[balance.status],
        "money_next": settlement.sentence(booking, balance),
        "can_pay": is_mine and balance.owed_pence > 0 and _is_paid_online(booking),
    }
    return render(request, f"courses/{_template(booking)}.html", context)


def _not_made(booking: Booking) -> dict[str, object]:
    """What pages of a booking say that is not made yet, or not any more."""
    places = list(booking.places.all())
    parts = course_parts.by_run(places)
    return {
        "asked": approval.standing_of(booking),
        "parts_asked": parts,
        "number": len(places),
        "called_off": [one.run for one in parts if one.run.state == RunState.CANCELLED],
        "is_own": held.is_only_for(booking.booker, booking),
    }


def _headline(booking: Booking) -> str:
    number = sum(place.state == PlaceState.CONFIRMED for place in booking.places.all())
    return "You have a place" if number == 1 else f"You have {number} places"


def _template(booking: Booking) -> str:
    if booking.state == BookingState.CONFIRMED:
        return "booking"
    if booking.state == BookingState.CANCELLED:
        return "booking_cancelled"
    return "booking_expired" if booking.is_lapsed() or _is_over(booking) else "booking_waits"


def _is_over(booking: Booking) -> bool:
    return booking.state == BookingState.EXPIRED


def _is_paid_online(booking: Booking) -> bool:
    return bool(booking.order and booking.order.terms == Terms.ONLINE and gateways.is_available())


#: A payment status as `components/state.html` draws it.
MONEY_LOOKS = {
    PaymentStatus.NOTHING_DUE: ("free", "Nothing to pay"),
    PaymentStatus.UNPAID: ("owed", "To be paid"),
    PaymentStatus.PART_PAID: ("part-paid", "Part paid"),
    PaymentStatus.PAID: ("paid", "Paid"),
    PaymentStatus.REFUND_DUE: ("owed", "Refund due"),
}


@bookers_page
@require_GET
def calendar(request: HttpRequest, reference: str) -> HttpResponse:
    """All its sessions as one calendar file. Only a confirmed booking has one."""
    booking = mine(request, reference)
    if booking.state != BookingState.CONFIRMED:
        raise Http404
    response = HttpResponse(calendars.for_booking(booking), content_type=calendars.MEDIA_TYPE)
    name = f"booking-{booking.reference}.ics"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
