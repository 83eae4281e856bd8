"""What speaks against when and where a run is: two things at once, or a day when nobody comes.

A clash warns and stops nothing. What is found is pure; the statements are in `of` and `coming`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from holidays import country_holidays

from core.dates import day, span
from courses.enums import Format, RunState
from courses.models import CourseRun, Session
from schools.models import SchoolHoliday

#: Teachers come to these from their school, on a day when it is open.
SCHOOL_DAY_FORMATS = frozenset(
    {Format.ONE_DAY, Format.TWILIGHT, Format.NETWORK, Format.OPEN_CLASSROOM, Format.IN_SCHOOL}
)
SATURDAY = 5
#: Runs that can still clash. A draft does when somebody looks at it, not in the office's list.
COMING = (RunState.OPEN, RunState.CLOSED, RunState.RUNNING)
ALIVE = (RunState.DRAFT, *COMING)


class ClashKind(StrEnum):
    """What is wrong, the gravest first."""

    TUTOR = "TUTOR"
    ROOM = "ROOM"
    BANK_HOLIDAY = "BANK_HOLIDAY"
    SCHOOL_HOLIDAY = "SCHOOL_HOLIDAY"
    WEEKEND = "WEEKEND"

    @property
    def needs_a_person(self) -> bool:
        """Whether it cannot be meant so. Of school holidays and weekends it can."""
        return self not in (ClashKind.SCHOOL_HOLIDAY, ClashKind.WEEKEND)


@dataclass(frozen=True, kw_only=True)
class Clash:
    """One reason to look again: of which run, in a sentence, and where to see what it is with."""

    run: CourseRun
    kind: ClashKind
    sentence: str
    url: str


def of(run: CourseRun) -> list[Clash]:
    """Everything that speaks against this run's sessions that are not over. Five statements."""
    now = timezone.now()
    mine = list(_loaded().filter(run=run, end_at__gt=now))
    if not mine:
        return []
    first = min(session.start_at for session in mine)
    last = max(session.end_at for session in mine)
    tutors = {tutor.pk for session in mine for tutor in session.tutors.all()}
    venues = {_venue_id(session) for session in mine} - {None}
    same_place = Q(venue__in=venues) | Q(venue=None, run__venue__in=venues)
    taught = Session.objects.filter(tutors__in=tutors).order_by()
    others = _loaded().filter(
        Q(pk__in=taught.values("pk")) | same_place,
        run__state__in=ALIVE,
        start_at__lt=last,
        end_at__gt=first,
    )
    found = among([*mine, *others.exclude(run=run)], _holidays(mine))
    return [clash for clash in found if clash.run == run]


def coming() -> list[Clash]:
    """What in all public runs to come needs a person: tutors, rooms and bank holidays.

    Two statements, however many runs there are. A clash of two runs is listed once, with the run
    whose session begins later.
    """
    sessions = list(_loaded().filter(run__state__in=COMING, end_at__gt=timezone.now()))
    seen: set[frozenset[str]] = set()
    grave = []
    for clash in among(sessions, ()):
        both = frozenset({clash.kind, _edit(clash.run), clash.url})
        if clash.kind.needs_a_person and both not in seen:
            seen.add(both)
            grave.append(clash)
    return grave


def among(sessions: Sequence[Session], holidays: Sequence[SchoolHoliday]) -> list[Clash]:
    """Every clash of these sessions, with each other and with the calendar, by day. Pure.

    Of two sessions at once each run has its own, the later one's first.
    """
    dated: list[tuple[Session, Clash]] = []
    for one, other in _at_once(sessions):
        for here, there in ((other, one), (one, other)):
            dated += [(here, clash) for clash in _between(here, there)]
    dated += [(session, clash) for session in sessions for clash in _on_its_day(session, holidays)]
    dated.sort(key=lambda pair: pair[0].start_at)
    return list(dict.fromkeys(clash for _, clash in dated))


def bank_holiday(on: date) -> str:
    """The name of the bank holiday that England has on this day, or nothing."""
    return _bank_holidays(on.year).get(on, "")


@lru_cache(maxsize=16)
def _bank_holidays(year: int) -> dict[date, str]:
    return dict(country_holidays("GB", subdiv="ENG", years=year))


def _at_once(sessions: Sequence[Session]) -> Iterator[tuple[Session, Session]]:
    """Pairs of which one begins before the other is over."""
    running: list[Session] = []
    for session in sorted(sessions, key=lambda one: (one.start_at, one.pk)):
        running = [other for other in running if other.end_at > session.start_at]
        for other in running:
            yield other, session
        running.append(session)


def _between(here: Session, there: Session) -> Iterator[Clash]:
    """What is wrong with `here` because of `there`, which is at the same time."""
    theirs = f"“{there.run.title}”, {span(there.start_at, there.end_at)}"
    taught = {tutor.pk: tutor for tutor in there.tutors.all()}
    for tutor in here.tutors.all():
        if tutor.pk in taught:
            sentence = f"{tutor.full_name or tutor.email} also teaches {theirs}."
            yield Clash(run=here.run, kind=ClashKind.TUTOR, sentence=sentence, url=_edit(there.run))
    venue = here.venue or here.run.venue
    if venue is not None and venue.pk == _venue_id(there) and _same_room(here.room, there.room):
        room = here.room or there.room
        where = f"{room} at {venue.name}" if room else venue.name
        sentence = f"{where} is also used for {theirs}."
        yield Clash(run=here.run, kind=ClashKind.ROOM, sentence=sentence, url=_edit(there.run))


def _on_its_day(session: Session, holidays: Iterable[SchoolHoliday]) -> Iterator[Clash]:
    """What is wrong with the day itself."""
    on = timezone.localdate(session.start_at)

    def clash(kind: ClashKind, why: str) -> Clash:
        sentence = f"{day(on, year=True)} {why}"
        return Clash(run=session.run, kind=kind, sentence=sentence, url=_edit(session.run))

    if name := bank_holiday(on):
        yield clash(ClashKind.BANK_HOLIDAY, f"is a bank holiday: {name}.")
    for holiday in holidays:
        if holiday.first_date <= on <= holiday.last_date:
            yield clash(ClashKind.SCHOOL_HOLIDAY, f"is in the school holidays: {holiday.name}.")
    if on.weekday() >= SATURDAY and session.run.format in SCHOOL_DAY_FORMATS:
        yield clash(ClashKind.WEEKEND, "is at a weekend. Teachers may expect a school day.")


def _same_room(one: str, other: str) -> bool:
    """Two names of one room; who names none may mean any."""
    first, second = " ".join(one.lower().split()), " ".join(other.lower().split())
    return first == second or not first or not second


def _loaded() -> QuerySet[Session]:
    """Sessions with all that is asked of them here; two statements."""
    return Session.objects.select_related("run__venue", "venue").prefetch_related("tutors")


def _holidays(sessions: Sequence[Session]) -> list[SchoolHoliday]:
    """School holidays on or between the days of these sessions."""
    days = [timezone.localdate(session.start_at) for session in sessions]
    return list(SchoolHoliday.objects.filter(first_date__lte=max(days), last_date__gte=min(days)))


def _venue_id(session: Session) -> int | None:
    return session.venue_id or session.run.venue_id


def _edit(run: CourseRun) -> str:
    return reverse("course_runs:edit", args=[run.pk])
