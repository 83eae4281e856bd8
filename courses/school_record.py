"""What a school sees of its staff's CPD: only what was booked by it or for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models.functions import Coalesce
from django.utils import timezone

from core import dates
from courses.actions.attendance_certificates import minutes_of
from courses.enums import ATTENDED_MARKS, PlaceState, RunState
from courses.models import Attendance, Place
from schools.models import School

HEADINGS = (
    "Academic year",
    "Date",
    "Course",
    "Name",
    "Sessions attended",
    "Of",
    "Minutes",
    "Register",
)


@dataclass(kw_only=True)
class Row:
    """One place of the school's."""

    place: Place
    attended: int = 0
    minutes: int = 0
    marked: int = 0
    excused: int = 0

    @property
    def name(self) -> str:
        return self.place.attendee.name if self.place.attendee else "To be named"

    @property
    def on(self) -> date | None:
        """The day on which the course began, or the recording was watched."""
        moment = self.place.run.starts_at or self.place.watched_at
        return timezone.localdate(moment) if moment else None

    @property
    def word(self) -> str:
        """'Attended', 'Watched', 'Not there', 'Excused', 'Still to come', 'Not marked yet'."""
        if self.place.watched_at:
            return "Watched, own word"
        if self.attended:
            return "Attended"
        if self.marked:
            return "Excused" if self.excused == self.marked else "Not there"
        ends = self.place.run.ends_at
        return "Not marked yet" if ends and ends < timezone.now() else "Still to come"


@dataclass(kw_only=True)
class SchoolYear:
    """September to August, with its rows and their sum."""

    name: str
    rows: list[Row] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        return sum(row.minutes for row in self.rows)


def record_of(school: School) -> list[SchoolYear]:
    """Confirmed places of this school's bookings, newest first: two statements.

    Never what the same people do elsewhere, privately, or through another school.
    """
    places = (
        Place.objects.filter(booking__school=school, state=PlaceState.CONFIRMED)
        .exclude(run__starts_at=None, watched_at=None)
        .exclude(run__state=RunState.CANCELLED)
        .select_related("run", "attendee")
        .order_by(Coalesce("run__starts_at", "watched_at").desc(), "attendee__name", "pk")
    )
    rows = {place.pk: Row(place=place, minutes=place.watched_minutes or 0) for place in places}
    marks = Attendance.objects.current().filter(place__in=list(rows)).select_related("session")
    for mark in marks:
        row = rows[mark.place_id]
        row.marked += 1
        row.excused += mark.mark == "EXCUSED"
        if mark.mark in ATTENDED_MARKS:
            row.attended += 1
            row.minutes += minutes_of(mark)
    years: dict[str, SchoolYear] = {}
    for row in rows.values():
        if row.on is not None:
            name = dates.academic_year_name(row.on)
            years.setdefault(name, SchoolYear(name=name)).rows.append(row)
    return list(years.values())


def table(years: Iterable[SchoolYear]) -> list[Sequence[object]]:
    """The record as rows under their headings."""
    return [HEADINGS, *(_cells(year, row) for year in years for row in year.rows)]


def _cells(year: SchoolYear, row: Row) -> Sequence[object]:
    run = row.place.run
    return (
        year.name,
        row.on or "",
        run.title,
        row.name,
        row.attended,
        run.sessions_count,
        row.minutes,
        row.word,
    )
