"""What waits for somebody at the hub's office, about courses and bookings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from core import needs
from core.dates import clock, day
from core.needs import MOST, Kind, Need
from courses import clashes, working_days
from courses.enums import LIVE_ENTRY_STATES, BookingState, PlaceState, RunState
from courses.models import (
    Booking,
    CourseRun,
    Evaluation,
    Place,
    Session,
    WaitingListEntry,
)

COMING = (RunState.OPEN, RunState.CLOSED)
SOON = timedelta(days=7)
WARN = timedelta(days=14)
OFFER_ENDS = timedelta(hours=24)
WIND_UP = timedelta(days=1)
CLOSE_REGISTER = timedelta(days=2)
LOW = 2
READ_WITHIN = timedelta(days=14)


def unnamed(now: datetime) -> Sequence[Need]:
    """Confirmed places without a name whose day for naming is within a week, or past."""
    nameless = Place.objects.counted().filter(
        Q(name_by=None) | Q(name_by__lt=now + SOON),
        Q(run__ends_at=None) | Q(run__ends_at__gt=now),
        attendee=None,
        state=PlaceState.CONFIRMED,
        run__state__in=(*COMING, RunState.RUNNING),
    )
    found = (
        nameless.values("booking__reference", "run__title", "booking__booker__full_name")
        .annotate(school=F("booking__school__name"), number=Count("pk"), due=F("name_by"))
        .order_by(F("name_by").asc(nulls_last=True), "booking__reference")
    )
    return [
        Need(
            who=f"{_count(row['number'], 'place')} on {row['run__title']}"
            f" for {row['school'] or row['booking__booker__full_name']}",
            since=f"Names are due by {day(row['due'])}"
            if row["due"]
            else "No day is set for names",
            url=booking_url(row["booking__reference"]),
            due_at=row["due"],
        )
        for row in found[: MOST + 1]
    ]


def unapproved(now: datetime) -> Sequence[Need]:
    """Bookings that their school has not said yes or no to."""
    waiting = Booking.objects.filter(state=BookingState.PENDING_APPROVAL)
    return [
        Need(
            who=_whose(booking),
            since=_asked(booking, now),
            url=booking_url(booking.reference),
            due_at=booking.hold_expires_at,
        )
        for booking in waiting.select_related("booker", "school", "approval").order_by(
            "hold_expires_at", "pk"
        )[: MOST + 1]
    ]


def _asked(booking: Booking, now: datetime) -> str:
    approval = getattr(booking, "approval", None)
    if approval is None:
        return f"Nobody has been asked since {day(booking.made_at)}"
    days = (timezone.localdate(now) - timezone.localdate(approval.asked_at)).days
    ago = "today" if not days else f"{day(approval.asked_at)}, {_count(days, 'day')} ago"
    return f"Asked of {approval.asked_name or approval.asked_email} {ago}"


def below_minimum(now: datetime) -> Sequence[Need]:
    """Coming runs with too few booked, from two weeks before it must be decided."""
    booked = Count("places", filter=Q(places__state=PlaceState.CONFIRMED))
    coming = CourseRun.objects.filter(state__in=COMING, starts_at__gt=now, minimum_to_run__gt=0)
    short = coming.alias(booked=booked).filter(booked__lt=F("minimum_to_run"))
    listed = short.annotate(number=booked).order_by("starts_at", "pk")
    rows = listed.values_list(
        "title", "code", "starts_at", "notice_days", "minimum_to_run", "number"
    )
    return [
        Need(
            who=f"{title}, {day(starts_at)}",
            since=f"{number} of at least {least} booked; decide by {day(decide_by)}",
            url=run_url(code),
            due_at=decide_by,
        )
        for title, code, starts_at, notice_days, least, number in rows[: MOST + 1]
        if starts_at and (decide_by := decided_by(starts_at, notice_days)) - WARN <= now
    ]


def ending_offers(now: datetime) -> Sequence[Need]:
    """Offers to the waiting list that run out within a day."""
    ending = Booking.objects.filter(
        state=BookingState.OFFERED, hold_expires_at__lt=now + OFFER_ENDS
    )
    return [
        Need(
            who=_whose(booking),
            since=f"Offered until {clock(ends)} on {day(ends)}",
            url=booking_url(booking.reference),
            due_at=ends,
        )
        for booking in ending.select_related("booker", "school").order_by("hold_expires_at", "pk")[
            : MOST + 1
        ]
        if (ends := booking.hold_expires_at)
    ]


def not_wound_up(now: datetime) -> Sequence[Need]:
    """Cancelled runs on which somebody has not been told and credited yet."""
    places = Place.objects.counted().filter(run=OuterRef("pk"))
    wishes = WaitingListEntry.objects.filter(run=OuterRef("pk"), state__in=LIVE_ENTRY_STATES)
    left = CourseRun.objects.filter(
        Exists(places) | Exists(wishes), state=RunState.CANCELLED, wound_up_at=None
    )
    return [
        Need(
            who=run.title,
            since=f"Cancelled {day(run.cancelled_at)}; not everybody has been told",
            url=run_url(run.code),
            due_at=run.cancelled_at + WIND_UP,
        )
        for run in left.order_by("cancelled_at", "pk")[: MOST + 1]
        if run.cancelled_at
    ]


def open_registers(now: datetime) -> Sequence[Need]:
    """Registers of the last two months that nobody has closed."""
    taken = Place.objects.filter(run=OuterRef("run"), state=PlaceState.CONFIRMED)
    over = Session.objects.filter(
        Exists(taken),
        end_at__lt=now - timedelta(hours=12),
        end_at__gt=now - timedelta(days=60),
        register_closed_at=None,
    ).exclude(run__state=RunState.CANCELLED)
    return [
        Need(
            who=f"{session.run.title}, session {session.order}",
            since=f"It ended {day(session.end_at)}",
            url=reverse("courses:register", args=[session.pk]),
            due_at=session.end_at + CLOSE_REGISTER,
        )
        for session in over.select_related("run").order_by("end_at", "pk")[: MOST + 1]
    ]


def low_marks(now: datetime) -> Sequence[Need]:
    """Evaluations of the last two weeks in which somebody was not content."""
    low = Evaluation.objects.filter(rating__lte=LOW, submitted_at__gt=now - READ_WITHIN)
    return [
        Need(
            who=f"{answer.place.run.title}: {answer.rating} out of 5",
            since=f"Given {day(answer.submitted_at)}",
            url=run_url(answer.place.run.code),
        )
        for answer in low.select_related("place__run").order_by("-submitted_at", "pk")[: MOST + 1]
    ]


def clashes_coming(now: datetime) -> Sequence[Need]:
    """Runs to come that cannot all be meant so: two things at once, a bank holiday."""
    return [
        Need(
            who=clash.run.title,
            since=clash.sentence,
            url=reverse("course_runs:edit", args=[clash.run.pk]),
            due_at=clash.run.starts_at,
        )
        for clash in clashes.coming()[: MOST + 1]
    ]


def decided_by(starts_at: datetime, notice_days: int) -> datetime:
    """Until when it is decided whether a run has enough people."""
    return working_days.before(starts_at, notice_days)


def booking_url(reference: str) -> str:
    """Where the office sees a booking, and acts on it."""
    return reverse("courses:office_booking", args=[reference])


def run_url(code: str) -> str:
    """Where the office sees a run."""
    return reverse("courses:office_run", args=[code])


def _whose(booking: Booking) -> str:
    return f"{booking.school or booking.booker}, booked by {booking.booker}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


for kind in (
    Kind(
        slug="approval",
        one="Booking waiting for its school’s approval",
        many="Bookings waiting for their school’s approval",
        find=unapproved,
    ),
    Kind(
        slug="unnamed", one="Place with no name yet", many="Places with no name yet", find=unnamed
    ),
    Kind(
        slug="below-minimum",
        one="Course below its minimum",
        many="Courses below their minimum",
        find=below_minimum,
    ),
    Kind(
        slug="offers",
        one="Offer about to run out",
        many="Offers about to run out",
        find=ending_offers,
    ),
    Kind(slug="clashes", one="Clash of dates", many="Clashes of dates", find=clashes_coming),
    Kind(
        slug="wind-up",
        one="Cancelled course to wind up",
        many="Cancelled courses to wind up",
        find=not_wound_up,
    ),
    Kind(
        slug="registers",
        one="Register to close",
        many="Registers to close",
        find=open_registers,
    ),
    Kind(
        slug="low-marks",
        one="Evaluation with a low mark",
        many="Evaluations with a low mark",
        find=low_marks,
    ),
):
    needs.register(kind)
