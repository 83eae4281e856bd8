"""Registers and certificates of attendance."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from core.invariants import invariant
from courses.enums import ATTENDED_MARKS, PlaceState
from courses.models import Attendance, CertificateOfAttendance


@invariant("I15", "A standing certificate of attendance rests on a confirmed place and its marks.")
def certificates_rest_on_marks() -> Iterable[str]:
    """Only current marks count, as many as the run asks for."""
    attended = Count(
        "place__marks",
        filter=Q(place__marks__is_current=True, place__marks__mark__in=ATTENDED_MARKS),
    )
    needed = Coalesce(F("place__run__sessions_needed"), F("place__run__sessions_count"))
    standing = CertificateOfAttendance.objects.filter(revoked_at=None).annotate(
        attended=attended, needed=needed
    )
    wrong = standing.filter(
        ~Q(place__state=PlaceState.CONFIRMED) | Q(attended__lt=F("needed")) | Q(attended=0)
    )
    told = ("code", "place_id", "place__run__code", "place__state", "attended", "needed")
    for code, place, run, state, came, asked in wrong.order_by("pk").values_list(*told):
        yield (
            f"certificate {code}: place {place} on run {run} is {state}, "
            f"with {came} of {asked} sessions attended"
        )


@invariant("M14", "A mark is of a session of its place’s run.")
def marks_are_of_their_run() -> Iterable[str]:
    astray = Attendance.objects.exclude(session__run=F("place__run"))
    for mark in astray.select_related("place__booking").order_by("pk"):
        reference = mark.place.booking.reference
        yield f"booking {reference}: mark {mark.pk} is of another run's session"


@invariant("M15", "One mark per session and place is current.")
def one_mark_is_current() -> Iterable[str]:
    rows = (
        Attendance.objects.order_by()
        .values("session", "place", "place__booking__reference")
        .annotate(current=Count("pk", filter=Q(is_current=True)))
        .exclude(current=1)
    )
    for row in rows:
        yield (
            f"booking {row['place__booking__reference']}: place {row['place']} has "
            f"{row['current']} current marks in session {row['session']}"
        )
