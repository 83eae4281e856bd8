"""Somebody's CPD by academic year: what they attended here, and what they did elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from core import dates
from courses.actions.attendance_certificates import minutes_of
from courses.enums import ATTENDED_MARKS, RunState
from courses.models import Attendance, CertificateOfAttendance, ExternalCpd, Place


@dataclass(kw_only=True)
class Line:
    """One course in one academic year, or one thing done elsewhere."""

    on_date: date
    title: str
    provider: str
    minutes: int
    sessions: int = 0
    place_id: int | None = None
    certificate: CertificateOfAttendance | None = None
    external: ExternalCpd | None = None
    is_own_word: bool = False  #: a recording, watched by their own account

    @property
    def is_external(self) -> bool:
        return self.external is not None


@dataclass(kw_only=True)
class Year:
    """September to August."""

    name: str
    lines: list[Line] = field(default_factory=list)

    @property
    def hub_minutes(self) -> int:
        return sum(line.minutes for line in self.lines if not line.is_external)

    @property
    def external_minutes(self) -> int:
        return sum(line.minutes for line in self.lines if line.is_external)

    @property
    def has_own_word(self) -> bool:
        """Whether some of the hub's minutes are of recordings, which have no register."""
        return any(line.is_own_word for line in self.lines)

    @property
    def minutes(self) -> int:
        return self.hub_minutes + self.external_minutes


def record_of(user: User) -> list[Year]:
    """All of it, the newest year and the newest line first: four statements."""
    external = [
        Line(
            on_date=one.on_date,
            title=one.title,
            provider=one.provider,
            minutes=one.minutes,
            external=one,
        )
        for one in ExternalCpd.objects.visible_to(user)
    ]
    return by_year([*attended(user), *watched(user), *external])


def this_year(years: Iterable[Year]) -> Year:
    """The academic year of today; empty when nothing was done in it yet."""
    name = dates.academic_year_name(timezone.localdate())
    return next((year for year in years if year.name == name), Year(name=name))


def attended(user: User) -> list[Line]:
    """What the current marks of their confirmed places say, one line per course and year."""
    mine = Place.objects.for_attendee(user).exclude(run__state=RunState.CANCELLED)
    marks = (
        Attendance.objects.current()
        .filter(place__in=mine, mark__in=ATTENDED_MARKS)
        .select_related("session", "place__run")
        .order_by("session__start_at", "pk")
    )
    standing = CertificateOfAttendance.objects.standing().filter(place__in=mine)
    certificates = {certificate.place_id: certificate for certificate in standing}
    lines: dict[tuple[int, str], Line] = {}
    for mark in marks:
        day = timezone.localdate(mark.session.start_at)
        line = lines.setdefault(
            (mark.place_id, dates.academic_year_name(day)),
            Line(
                on_date=day,
                title=mark.place.run.title,
                provider=settings.WAGTAIL_SITE_NAME,
                minutes=0,
                place_id=mark.place_id,
                certificate=certificates.get(mark.place_id),
            ),
        )
        line.minutes += minutes_of(mark)
        line.sessions += 1
    return list(lines.values())


def watched(user: User) -> list[Line]:
    """Recordings that they say they have watched."""
    mine = Place.objects.for_attendee(user).exclude(run__state=RunState.CANCELLED)
    return [
        Line(
            on_date=timezone.localdate(place.watched_at),
            title=place.run.title,
            provider=settings.WAGTAIL_SITE_NAME,
            minutes=place.watched_minutes or 0,
            place_id=place.pk,
            is_own_word=True,
        )
        for place in mine.filter(watched_at__isnull=False).select_related("run")
    ]


def by_year(lines: Iterable[Line]) -> list[Year]:
    """The lines under their academic years, newest first."""
    years: dict[str, Year] = {}
    for line in sorted(lines, key=lambda line: (line.on_date, line.title), reverse=True):
        name = dates.academic_year_name(line.on_date)
        years.setdefault(name, Year(name=name)).lines.append(line)
    return list(years.values())
