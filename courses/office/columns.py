"""What the office's lists of bookings and people show, on pages and in files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from billing.enums import Terms
from core.money import pounds
from core.sheets import Cell, Column
from courses.models import Booking, CourseRun, Place
from courses.office.numbers import Numbers
from schools.models import School

#: A place's or a booking's state as `components/state.html` draws it.
LOOKS = {
    "HELD": "held",
    "PENDING_APPROVAL": "pending",
    "OFFERED": "offered",
    "CONFIRMED": "booked",
    "EXPIRED": "expired",
    "CANCELLED": "cancelled",
}
NOBODY = "To be named"


def state(row: Booking | Place) -> Cell:
    """The state in the office's words: 'Held', not 'Held for you'."""
    return Cell(text=row.get_state_display(), state=LOOKS[row.state])


def booking_cell(reference: str, text: str = "") -> Cell:
    """The way to a booking's page at the office."""
    return Cell(text=text or reference, url=reverse("courses:office_booking", args=[reference]))


def run_cell(run: CourseRun) -> Cell:
    """The way to a run's page at the office."""
    return Cell(text=run.title, url=reverse("courses:office_run", args=[run.code]))


def moment(value: datetime | None) -> Cell:
    """A day, short: '12 Oct 2026'."""
    local = timezone.localtime(value) if value else None
    return Cell(text=f"{local.day} {local:%b %Y}" if local else "–")


def in_pounds(pence: int) -> Decimal:
    """Pence as a file has them: a number of pounds."""
    return Decimal(pence) / 100


def _titles(booking: Booking) -> str:
    return ", ".join(dict.fromkeys(place.run.title for place in booking.places.all()))


def _first_start(booking: Booking) -> datetime | None:
    starts = [place.run.starts_at for place in booking.places.all() if place.run.starts_at]
    return min(starts, default=None)


def _terms(booking: Booking) -> str:
    """'Invoice' or 'Online'; empty where nothing is charged."""
    if booking.order is None:
        return ""
    return "Invoice" if booking.order.terms == Terms.INVOICE else "Online"


def _order_number(booking: Booking) -> str:
    return booking.order.purchase_order_number if booking.order else booking.purchase_order_number


def _urn(school: School | None) -> int | str:
    return school.urn if school else ""


def _school(school: School | None) -> str:
    return school.name if school else ""


BOOKINGS = (
    Column(
        label="Reference",
        value=lambda booking: booking.reference,
        shown=lambda booking: booking_cell(booking.reference),
    ),
    Column(label="Course", value=_titles),
    Column(label="Starts", value=_first_start, shown=lambda one: moment(_first_start(one))),
    Column(label="Booked by", value=lambda booking: str(booking.booker)),
    Column(label="E-mail", value=lambda booking: booking.booker.email, is_on_page=False),
    Column(label="URN", value=lambda booking: _urn(booking.school), is_on_page=False),
    Column(label="School", value=lambda booking: _school(booking.school)),
    Column(label="Places", value=lambda booking: len(booking.places.all()), is_number=True),
    Column(
        label="Charged (£)",
        value=lambda booking: in_pounds(booking.charged_pence),
        shown=lambda booking: Cell(text=pounds(booking.charged_pence)),
        is_number=True,
    ),
    Column(label="Owed (£)", value=lambda booking: in_pounds(booking.owed_pence), is_on_page=False),
    Column(label="Paying", value=_terms, is_on_page=False),
    Column(label="Purchase order", value=_order_number, is_on_page=False),
    Column(label="Made", value=lambda booking: booking.made_at, shown=lambda b: moment(b.made_at)),
    Column(label="Confirmed", value=lambda booking: booking.confirmed_at, is_on_page=False),
    Column(label="Cancelled", value=lambda booking: booking.cancelled_at, is_on_page=False),
    Column(label="State", value=lambda booking: state(booking).text, shown=state),
)


def paid_how(place: Place) -> str:
    """'Free', 'Fund: …', 'Invoice', 'Invoice, paid', 'Online, paid', 'Online, owed'.

    Needs `owed_pence`, what is still owed on the booking's order, beside the place.
    """
    order = place.booking.order
    if place.fund:
        return f"Fund: {place.fund.name}"
    if not place.gross_pence:
        return "Free"
    if order is None:
        return "Not chosen yet"
    is_paid = (getattr(place, "owed_pence", 0) or 0) <= 0
    if order.terms == Terms.INVOICE:
        number = order.purchase_order_number or "order number to follow"
        return "Invoice, paid" if is_paid else f"Invoice, {number}"
    return "Online, paid" if is_paid else "Online, owed"


def _name(place: Place) -> str:
    return place.attendee.name if place.attendee else NOBODY


def _place_school(place: Place) -> School | None:
    of_person = place.attendee.school if place.attendee else None
    return place.booking.school or of_person


_WHO = (
    Column(
        label="Name",
        value=_name,
        shown=lambda place: booking_cell(place.booking.reference, _name(place)),
    ),
    Column(label="E-mail", value=lambda place: place.attendee.email if place.attendee else ""),
    Column(label="URN", value=lambda place: _urn(_place_school(place)), is_on_page=False),
    Column(label="School", value=lambda place: _school(_place_school(place))),
)
_HOW = (
    Column(label="Paying", value=paid_how),
    Column(label="Price", value=lambda place: place.tier_name, is_on_page=False),
    Column(label="Price (£)", value=lambda place: in_pounds(place.gross_pence), is_on_page=False),
    Column(label="Booked by", value=lambda place: str(place.booking.booker), is_on_page=False),
    Column(
        label="Booker’s e-mail", value=lambda place: place.booking.booker.email, is_on_page=False
    ),
    Column(label="Reference", value=lambda place: place.booking.reference, is_on_page=False),
    Column(label="Name by", value=lambda place: place.name_by, is_on_page=False),
    Column(label="Sessions attended", value=lambda place: place.came_to, is_number=True),
    Column(label="State", value=lambda place: state(place).text, shown=state),
)
Counted = tuple[CourseRun, Numbers]


def _of_run(label: str, value: Callable[[CourseRun], object]) -> Column:
    return Column(label=label, value=lambda row: value(row[0]))


def _of_numbers(label: str, value: Callable[[Numbers], int]) -> Column:
    return Column(label=label, value=lambda row: value(row[1]), is_number=True)


#: Runs with their numbers, each a pair of both; in files only.
RUNS = (
    _of_run("Code", lambda run: run.code),
    _of_run("Course", lambda run: run.title),
    _of_run("Format", lambda run: run.get_format_display()),
    _of_run("State", lambda run: run.get_state_display()),
    _of_run("Starts", lambda run: run.starts_at),
    _of_run("Ends", lambda run: run.ends_at),
    _of_run("Without dates", lambda run: run.any_time if run.starts_at is None else ""),
    _of_run("Sessions", lambda run: run.sessions_count),
    _of_run("Venue", lambda run: run.venue.name if run.venue else ""),
    _of_numbers("Capacity", lambda numbers: numbers.capacity),
    _of_run("Minimum", lambda run: run.minimum_to_run),
    _of_numbers("Booked", lambda numbers: numbers.booked),
    _of_numbers("Held", lambda numbers: numbers.held),
    _of_numbers("Offered", lambda numbers: numbers.offered),
    _of_numbers("Free", lambda numbers: numbers.free),
    _of_numbers("People waiting", lambda numbers: numbers.waiters),
    _of_numbers("Places waited for", lambda numbers: numbers.waiting),
    _of_run("Lowest price (£)", lambda run: in_pounds(run.lowest_pence)),
)
#: People on one run.
ON_RUN = (*_WHO, *_HOW)
#: People on all runs.
PEOPLE = (
    *_WHO,
    Column(
        label="Course",
        value=lambda place: place.run.title,
        shown=lambda place: run_cell(place.run),
    ),
    Column(
        label="Starts",
        value=lambda place: place.run.starts_at,
        shown=lambda place: moment(place.run.starts_at),
    ),
    *_HOW,
)


def price(place: Place) -> str:
    """'£40, small school', 'Free', '£75, paid by Arts fund'."""
    amount = pounds(place.gross_pence) if place.gross_pence else "Free"
    why = f"paid by {place.fund.name}" if place.fund else place.price_reason or place.tier_name
    return f"{amount}, {why}" if why else amount
