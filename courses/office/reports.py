"""What a year of courses comes to: by course, by school, by phase, by month.

Everything is added up from the same facts, so the reports of one year agree with each other. A
place belongs to the month in which its run starts; on a run without dates, to that in which it was
confirmed. `gather` reads the facts; the rest is arithmetic.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TypeVar

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from billing.enums import EntryKind
from billing.models import LedgerEntry
from core.dates import academic_year
from courses.enums import ATTENDED_MARKS, PlaceState, RunState
from courses.models import Attendance, CoursePage, CourseRun, Phase, Place
from schools.models import School

NO_SCHOOL = "Without a school"
NO_PHASE = "No phase given"
SEPTEMBER = 9
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """The places of one school on one run, in one month."""

    run: int
    page: int
    school: int | None
    month: date
    booked: int = 0
    attended: int = 0
    charged_pence: int = 0


@dataclass(frozen=True, kw_only=True)
class Room:
    """How many places a run has that has dates and has not been called off."""

    run: int
    page: int
    month: date
    capacity: int


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What a row of a report says. `seats` are the booked places on runs that `capacity` is of."""

    booked: int = 0
    attended: int = 0
    seats: int = 0
    capacity: int = 0
    charged_pence: int = 0
    schools: frozenset[int] = frozenset()

    @property
    def reached(self) -> int:
        """How many schools have a place, each once."""
        return len(self.schools)

    @property
    def fill(self) -> int | None:
        """Whole per cent of the capacity that is booked; None where there is no capacity."""
        return round(100 * self.seats / self.capacity) if self.capacity else None


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a report."""

    label: str
    figures: Figures


@dataclass(frozen=True, kw_only=True)
class Year:
    """The facts of one academic year, and what the numbers in them are called."""

    begins: int
    facts: Sequence[Fact] = ()
    rooms: Sequence[Room] = ()
    courses: Mapping[int, str] = field(default_factory=dict)
    schools: Mapping[int, str] = field(default_factory=dict)
    phases: Sequence[tuple[str, frozenset[int]]] = ()

    @property
    def months(self) -> list[date]:
        """September to August."""
        first = SEPTEMBER - 1
        return [date(self.begins + (first + n) // 12, (first + n) % 12 + 1, 1) for n in range(12)]


def total(year: Year) -> Figures:
    """The whole year: every place and every school once."""
    return _add_up(year.facts, year.rooms)


def by_course(year: Year) -> list[Row]:
    """Every course with a run or a place, the most booked first."""
    facts, rooms = _sorted(year.facts, _page), _sorted(year.rooms, _page)
    return _ranked(
        Row(label=year.courses.get(page, ""), figures=_add_up(facts[page], rooms[page]))
        for page in {*facts, *rooms}
    )


def by_school(year: Year) -> list[Row]:
    """Every school with a place, the most booked first, then places without a school.

    Nobody keeps room for one school, so there is no fill rate.
    """
    facts = _sorted(year.facts, lambda fact: fact.school)
    own = facts.pop(None, [])
    rows = _ranked(
        Row(label=year.schools.get(school or 0, ""), figures=_without_room(theirs))
        for school, theirs in facts.items()
    )
    return [*rows, *([Row(label=NO_SCHOOL, figures=_without_room(own))] if own else [])]


def by_phase(year: Year) -> list[Row]:
    """Every phase, in the catalogue's order. A course for two phases counts in both."""
    named: set[int] = set().union(*(pages for _, pages in year.phases))
    rest = frozenset({page for page in year.courses if page not in named})
    groups = [*year.phases, (NO_PHASE, rest)]
    return [
        Row(
            label=name,
            figures=_add_up(
                (fact for fact in year.facts if fact.page in pages),
                (room for room in year.rooms if room.page in pages),
            ),
        )
        for name, pages in groups
        if pages & year.courses.keys()
    ]


def by_month(year: Year) -> list[Row]:
    """All twelve, from September."""
    facts, rooms = _sorted(year.facts, _month), _sorted(year.rooms, _month)
    return [
        Row(label=f"{month:%B %Y}", figures=_add_up(facts[month], rooms[month]))
        for month in year.months
    ]


def _page(one: Fact | Room) -> int:
    return one.page


def _month(one: Fact | Room) -> date:
    return one.month


Counted = TypeVar("Counted", Fact, Room)


def _sorted(rows: Iterable[Counted], key: Callable[[Counted], Key]) -> dict[Key, list[Counted]]:
    found: dict[Key, list[Counted]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def _add_up(facts: Iterable[Fact], rooms: Iterable[Room]) -> Figures:
    listed, room = list(facts), {one.run: one.capacity for one in rooms}
    return Figures(
        booked=sum(fact.booked for fact in listed),
        attended=sum(fact.attended for fact in listed),
        seats=sum(fact.booked for fact in listed if fact.run in room),
        capacity=sum(room.values()),
        charged_pence=sum(fact.charged_pence for fact in listed),
        schools=frozenset(fact.school for fact in listed if fact.school and fact.booked),
    )


def _without_room(facts: Iterable[Fact]) -> Figures:
    return _add_up(facts, ())


def _ranked(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (-row.figures.booked, row.label))


def gather(begins: int) -> Year:
    """The facts of the academic year that begins in September of that year: five statements."""
    facts, rooms = _facts(begins), _rooms(begins)
    pages = {fact.page for fact in facts} | {room.page for room in rooms}
    schools = {fact.school for fact in facts if fact.school}
    through = CoursePage.phases.through.objects.filter(coursepage__in=pages)
    in_order = Phase.objects.values_list("name", flat=True)
    of_phase: dict[str, set[int]] = {name: set() for name in in_order}
    for name, page in through.values_list("phase__name", "coursepage_id"):
        of_phase[name].add(page)
    titles = CoursePage.objects.filter(pk__in=pages).values_list("pk", "title")
    names = School.objects.filter(pk__in=schools).values_list("pk", "name", "urn")
    return Year(
        begins=begins,
        facts=facts,
        rooms=rooms,
        courses=dict(titles),
        schools={pk: f"{name} ({urn})" for pk, name, urn in names},
        phases=[(name, frozenset(pages)) for name, pages in of_phase.items()],
    )


def _span(begins: int) -> tuple[datetime, datetime]:
    return (
        timezone.make_aware(datetime.combine(date(begins, SEPTEMBER, 1), time.min)),
        timezone.make_aware(datetime.combine(date(begins + 1, SEPTEMBER, 1), time.min)),
    )


def _facts(begins: int) -> list[Fact]:
    """Places that are booked, or for which something is still charged though cancelled."""
    start, end = _span(begins)
    there = Attendance.objects.current().filter(place=OuterRef("pk"), mark__in=ATTENDED_MARKS)
    of_place = Q(line=OuterRef("order_line")) | Q(line=OuterRef("absence_line"))
    charges = (
        LedgerEntry.objects.filter(of_place, kind__in=(EntryKind.CHARGE, EntryKind.CREDIT))
        .order_by()
        .annotate(all=Value(1))
        .values("all")
    )
    moment = Coalesce("run__starts_at", "booking__confirmed_at")
    school = Coalesce("booking__school_id", "attendee__school_id")
    places = (
        Place.objects.filter(state__in=(PlaceState.CONFIRMED, PlaceState.CANCELLED))
        .annotate(moment=moment, came=Exists(there))
        .annotate(charged=Subquery(charges.annotate(sum=Sum("amount_pence")).values("sum")))
        .filter(moment__gte=start, moment__lt=end)
    )
    booked = Q(state=PlaceState.CONFIRMED)
    rows = (
        places.order_by()
        .values("run_id", "run__page_id", month=TruncMonth("moment"), of_school=school)
        .annotate(
            booked=Count("pk", filter=booked),
            attended=Count("pk", filter=booked & Q(came=True)),
            pence=Coalesce(Sum("charged"), 0),
        )
    )
    return [
        Fact(
            run=row["run_id"],
            page=row["run__page_id"],
            school=row["of_school"],
            month=row["month"].date(),
            booked=row["booked"],
            attended=row["attended"],
            charged_pence=row["pence"],
        )
        for row in rows
        if row["booked"] or row["pence"]
    ]


def _rooms(begins: int) -> list[Room]:
    start, end = _span(begins)
    runs = CourseRun.objects.filter(starts_at__gte=start, starts_at__lt=end).exclude(
        state__in=(RunState.DRAFT, RunState.CANCELLED)
    )
    rows = runs.order_by("pk").values_list("pk", "page_id", "starts_at", "capacity")
    return [
        Room(run=run, page=page, month=_first(starts_at), capacity=capacity)
        for run, page, starts_at, capacity in rows
        if starts_at
    ]


def _first(moment: datetime) -> date:
    return timezone.localdate(moment).replace(day=1)


def years(today: date) -> list[int]:
    """The academic years from the first run's to the last one's, and this one, the latest first."""
    ends = CourseRun.objects.aggregate(first=Min("starts_at"), last=Max("starts_at"))
    known = [academic_year(timezone.localdate(moment)) for moment in ends.values() if moment]
    known.append(academic_year(today))
    return list(range(max(known), min(known) - 1, -1))
