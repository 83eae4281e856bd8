"""Places, and the runs that they are on with their sessions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Max, Min, Q
from django.utils import timezone

from core.invariants import invariant
from courses.enums import COUNTED_STATES, LIVE_ENTRY_STATES, PlaceState, RunState
from courses.models import CourseRun, Place, Session

#: How long winding up a cancelled run may take.
WINDING_UP = timedelta(hours=1)


@invariant("I1", "A run's places taken are its counted places.")
def runs_count_their_places() -> Iterable[str]:
    runs = CourseRun.objects.order_by("pk").annotate(
        counted=Count("places", filter=Q(places__is_counted=True))
    )
    run: Any
    for run in runs.exclude(places_taken=F("counted")):
        yield f"run {run.code}: {run.places_taken} places taken, {run.counted} counted"


@invariant("I2", "No run is above its capacity.")
def runs_have_room() -> Iterable[str]:
    for run in CourseRun.objects.filter(places_taken__gt=F("capacity")).order_by("pk"):
        yield f"run {run.code}: {run.places_taken} places taken of {run.capacity}"


@invariant("I3", "Nobody is counted twice on a run.")
def people_are_counted_once() -> Iterable[str]:
    twice = (
        Place.objects.counted()
        .exclude(attendee=None)
        .order_by()
        .values("run__code", "attendee")
        .annotate(number=Count("pk"), first=Min("booking__reference"))
        .annotate(last=Max("booking__reference"))
        .filter(number__gt=1)
    )
    for row in twice:
        yield (
            f"run {row['run__code']}: attendee {row['attendee']} has {row['number']} places, "
            f"by bookings {row['first']} and {row['last']}"
        )


@invariant("I11", "Nobody has a place on a cancelled run, an hour after it was cancelled.")
def cancelled_runs_are_empty() -> Iterable[str]:
    """Winding up takes a few minutes, by a job; what is left after that was forgotten.

    A run that does not say when it was cancelled was not cancelled by the action: long ago.
    """
    long_ago = Q(cancelled_at=None) | Q(cancelled_at__lt=timezone.now() - WINDING_UP)
    late = long_ago | Q(wound_up_at__isnull=False)
    runs = CourseRun.objects.filter(late, state=RunState.CANCELLED).order_by("pk")
    counted = Count("places", filter=Q(places__is_counted=True), distinct=True)
    waiting = Count(
        "waiting_list", filter=Q(waiting_list__state__in=LIVE_ENTRY_STATES), distinct=True
    )
    left = runs.annotate(counted=counted, waiting=waiting).filter(
        Q(counted__gt=0) | Q(waiting__gt=0)
    )
    run: Any
    for run in left:
        yield f"run {run.code}: cancelled, with {run.counted} places and {run.waiting} waiting"


@invariant("M2", "A place is counted exactly while it is held, offered or confirmed.")
def places_count_by_their_state() -> Iterable[str]:
    wrong = Place.objects.filter(
        Q(is_counted=True) & ~Q(state__in=COUNTED_STATES)
        | Q(is_counted=False, state__in=COUNTED_STATES)
    )
    for place in wrong.select_related("booking", "run"):
        counted = "counted" if place.is_counted else "not counted"
        yield f"{named(place)}: {place.state} and {counted}"


@invariant("M3", "Only a cancelled place keeps money, and never more than it cost.")
def only_cancelled_places_keep_money() -> Iterable[str]:
    wrong = Place.objects.filter(kept_pence__gt=0).filter(
        ~Q(state=PlaceState.CANCELLED) | Q(kept_pence__gt=F("gross_pence"))
    )
    for place in wrong.select_related("booking", "run"):
        yield f"{named(place)}: keeps {place.kept_pence}p of {place.gross_pence}p, {place.state}"


@invariant("M4", "Net and VAT are the price of every place.")
def prices_add_up() -> Iterable[str]:
    wrong = Place.objects.exclude(gross_pence=F("net_pence") + F("vat_pence"))
    for place in wrong.select_related("booking", "run"):
        yield (
            f"{named(place)}: {place.net_pence}p and {place.vat_pence}p are not "
            f"{place.gross_pence}p"
        )


@invariant("M5", "A place that another date replaced is not counted itself.")
def transferred_places_are_given_up() -> Iterable[str]:
    wrong = Place.objects.counted().filter(transferred_to__isnull=False)
    for place in wrong.select_related("booking", "run"):
        yield f"{named(place)}: moved to another date and still counted"


@invariant("M6", "A run's dates are those of its sessions.")
def runs_know_their_dates() -> Iterable[str]:
    runs = CourseRun.objects.order_by("pk").annotate(
        first=Min("sessions__start_at"), last=Max("sessions__end_at"), number=Count("sessions")
    )
    right = Q(starts_at=F("first"), ends_at=F("last"), sessions_count=F("number")) | Q(
        starts_at=None, ends_at=None, sessions_count=0, number=0
    )
    run: Any
    for run in runs.exclude(pk__in=runs.filter(right).values("pk")):
        yield f"run {run.code}: {run.sessions_count} sessions, has {run.number} or other dates"


@invariant("M16", "Every session ends after it starts.")
def sessions_end_after_they_start() -> Iterable[str]:
    wrong = Session.objects.filter(end_at__lte=F("start_at")).select_related("run")
    for session in wrong.order_by("pk"):
        yield f"run {session.run.code}: session {session.pk} does not end after it starts"


def named(place: Place) -> str:
    """How a fault names a place; give it with its booking and run."""
    return f"booking {place.booking.reference}, place {place.pk} on run {place.run.code}"
