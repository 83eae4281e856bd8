"""What the pages of a held booking share: its places as they stand, and what helps to pay them."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest

from accounts.models import User
from courses.actions import bookings
from courses.actions.bookings import Seat
from courses.exceptions import VoucherUnknownError, VoucherUsedError
from courses.models import Booking, Fund
from schools.models import School


def is_only_for(user: User, booking: Booking) -> bool:
    """Whether it is one place, for the booker: the short form is enough to change it."""
    places = booking.places.all()
    attendee = places[0].attendee
    return len(places) == 1 and attendee is not None and attendee.email == user.email


def seats_of(booking: Booking) -> list[Seat]:
    """The places as they stand, in their order."""
    return [
        Seat(
            run=place.run,
            name=place.attendee.name if place.attendee else "",
            email=place.attendee.email if place.attendee else "",
        )
        for place in booking.places.all()
    ]


def fund_of(booking: Booking) -> Fund | None:
    """The fund that pays its places, if one does."""
    funded = (place.fund_id for place in booking.places.all() if place.fund_id)
    fund_id = next(funded, None)
    return Fund.objects.get(pk=fund_id) if fund_id else None


def keep_code(request: HttpRequest, booking: Booking, code: str) -> None:
    """Remember a voucher's code while the booking is held: what is stored is only its hash."""
    request.session[_key(booking)] = code


def forget_code(request: HttpRequest, booking: Booking) -> None:
    request.session.pop(_key(booking), None)


def amend(
    request: HttpRequest,
    *,
    booking: Booking,
    school: School | None,
    seats: Sequence[Seat],
    by: User,
) -> Booking:
    """Other people or another school, with the voucher and the fund that it has, as far as they go.

    Raises what `bookings.amend` raises; not for a voucher that has run out since.
    """
    code, fund = str(request.session.get(_key(booking), "")), fund_of(booking)
    if fund or not code:
        return bookings.amend(booking=booking, school=school, seats=seats, by=by, fund=fund)
    try:
        return bookings.amend(booking=booking, school=school, seats=seats, by=by, voucher_code=code)
    except (VoucherUnknownError, VoucherUsedError):
        forget_code(request, booking)
        return bookings.amend(booking=booking, school=school, seats=seats, by=by)


def _key(booking: Booking) -> str:
    return f"voucher-{booking.reference}"
