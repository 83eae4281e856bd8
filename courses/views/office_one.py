"""One run and one booking, as the hub's office sees them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.views.office import hubs_page
from core import sheets
from core.dates import clock, day, span
from core.sheets import Cell, Column
from courses.enums import EntryState, PlaceState, RunState
from courses.models import Booking, CourseRun, Place, PlaceNeeds, Session, WaitingListEntry
from courses.office import columns, history, lists, numbers
from courses.office.lists import Filters
from courses.office.panels import KEY, when
from courses.views import admin_runs, office_acts
from courses.views.answers import where
from courses.views.bookings import MONEY_LOOKS

WAITING = (
    Column(label="Who", value=lambda entry: str(entry.booker)),
    Column(label="School", value=lambda entry: entry.school.name if entry.school else ""),
    Column(label="Places", value=lambda entry: _wished(entry), is_number=True),
    Column(label="Priority", value=lambda entry: entry.priority or "", is_number=True),
    Column(label="Since", value=lambda entry: day(entry.joined_at, year=True)),
    Column(
        label="State",
        value=lambda entry: entry.get_state_display(),
        shown=lambda entry: Cell(
            text=entry.get_state_display(),
            state="offered" if entry.state == EntryState.OFFERED else "waiting",
        ),
    ),
)
SESSIONS = (
    Column(label="When", value=lambda session: span(session.start_at, session.end_at, year=True)),
    Column(label="Where", value=lambda session: _where(session)),
    Column(
        label="Tutors",
        value=lambda session: ", ".join(str(tutor) for tutor in session.tutors.all()),
    ),
    Column(
        label="Register",
        value=lambda session: session.register_closed_at,
        shown=lambda session: _register(session),
    ),
)


@hubs_page
@require_GET
def run(request: HttpRequest, code: str) -> HttpResponse:
    """A run: its numbers, its people as a page or a file, who waits, its sessions."""
    found = get_object_or_404(CourseRun.objects.select_related("page", "venue"), code=code)
    filters = Filters.read(request.GET, PlaceState.values)
    people = lists.on_run(found, filters)
    if kind := sheets.wanted(request):
        return sheets.respond(
            kind, name=f"people-{found.code}", columns=columns.ON_RUN, rows=people
        )
    known = numbers.of([found])[found.pk]
    waiting = WaitingListEntry.objects.filter(run=found).live().select_related("booker", "school")
    sessions = found.sessions.select_related("venue", "run__venue").prefetch_related("tutors")
    needs = PlaceNeeds.objects.filter(place__run=found, place__is_counted=True).count()
    context = {
        "run": found,
        "row": numbers.row(found, known, url="", when=when(found)),
        "key": KEY,
        "where": ", ".join(where(found)[:1]),
        "filters": filters,
        "states": PlaceState.choices,
        "people": sheets.table(columns.ON_RUN, people),
        "waiting": sheets.table(WAITING, waiting),
        "sessions": sheets.table(SESSIONS, sessions),
        "needs": needs,
        "acts": admin_runs.acts(found),
        "keep": f"{filters.query}&" if filters.query else "",
    }
    return render(request, "courses/office/run.html", context)


def _wished(entry: WaitingListEntry) -> str:
    least = f", at least {entry.min_quantity}" if entry.min_quantity < entry.quantity else ""
    return f"{entry.quantity}{least}"


def _where(session: Session) -> str:
    venue = session.venue or session.run.venue
    place = venue.name if venue else ""
    return ", ".join(part for part in (place, session.room) if part)


def _register(session: Session) -> Cell:
    closed = session.register_closed_at
    words = f"Closed {day(closed)}" if closed else "Open the register"
    return Cell(
        text=words,
        url=reverse("courses:register", args=[session.pk]),
        also=(
            Cell(text="Sign-in sheet", url=reverse("courses:register_sheet", args=[session.pk])),
            Cell(text="Badges", url=reverse("courses:badges", args=[session.pk])),
        ),
    )


@hubs_page
@require_GET
def booking(request: HttpRequest, reference: str) -> HttpResponse:
    """A booking in full: people, money, approval, what has become of it."""
    whole = Booking.objects.select_related("approval", "entry").with_places()
    found = get_object_or_404(whole, reference=reference)
    balance = found.balance()
    places = lists.with_columns(found.places.all()).order_by("run__starts_at", "pk")
    context = {
        "booking": found,
        "state": columns.state(found),
        "title": ", ".join(dict.fromkeys(place.run.title for place in found.places.all())),
        "held_until": _until(found),
        "balance": balance,
        "money": MONEY_LOOKS[balance.status],
        "places": sheets.table(PLACES, places),
        "history": history.of(found),
        "acts": office_acts.links(found),
    }
    return render(request, "courses/office/booking.html", context)


def _until(booking: Booking) -> str:
    """Until when its places are kept; empty once they are booked or gone."""
    ends = booking.hold_expires_at
    if ends is None or booking.state not in ("HELD", "OFFERED", "PENDING_APPROVAL"):
        return ""
    return f"{clock(ends)} on {day(ends)}"


#: The places of one booking, all that ever were.
PLACES = (
    Column(
        label="Who",
        value=lambda place: place.attendee.name if place.attendee else columns.NOBODY,
    ),
    Column(label="E-mail", value=lambda place: place.attendee.email if place.attendee else ""),
    Column(
        label="Course",
        value=lambda place: place.run.title,
        shown=lambda place: columns.run_cell(place.run),
    ),
    Column(
        label="Starts",
        value=lambda place: place.run.starts_at,
        shown=lambda place: columns.moment(place.run.starts_at),
    ),
    Column(label="Price", value=columns.price),
    Column(label="State", value=lambda place: place.state, shown=columns.state),
    Column(label="Change", value=lambda place: "", shown=lambda place: _changes(place)),
)


def _changes(place: Place) -> Cell:
    """The ways to the pages where whoever booked, or the hub for them, changes a booked place."""
    if place.state != PlaceState.CONFIRMED or place.run.state == RunState.CANCELLED:
        return Cell(text="")
    reference = place.booking.reference
    here = [reference, place.pk]
    cancel = reverse("courses:booking_cancel", args=[reference])
    swap = "Swap" if place.attendee else "Name somebody"
    return Cell(
        text=swap,
        url=reverse("courses:place_swap", args=here),
        also=(
            Cell(text="Move", url=reverse("courses:place_move", args=here)),
            Cell(text="Cancel", url=f"{cancel}?place={place.pk}"),
        ),
    )
