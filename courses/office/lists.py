"""The office's lists of bookings and of people: what is asked for, and what answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from billing.enums import EntryKind
from billing.models import LedgerEntry
from core.dates import day
from courses.enums import ATTENDED_MARKS
from courses.models import Booking, CoursePage, CourseRun, Place
from courses.office import money

PAGE_SIZE = 50
LONGEST = 100


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What a list is asked for in its address. What makes no sense is left out, and said."""

    q: str = ""
    state: str = ""
    school: str = ""
    course: str = ""
    money: str = ""
    since: date | None = None
    until: date | None = None
    problems: tuple[str, ...] = ()

    @classmethod
    def read(
        cls, asked: Mapping[str, str], states: Sequence[str], *, moneys: Collection[str] = ()
    ) -> Filters:
        """From a query string; `states` and `moneys` are what a list may be asked for."""
        problems: list[str] = []
        state = _text(asked, "state")
        if state and state not in states:
            problems.append("There is no such state, so it was left out.")
            state = ""
        money = _text(asked, "money")
        return cls(
            q=_text(asked, "q"),
            state=state,
            school=_text(asked, "school"),
            course=_text(asked, "course"),
            money=money if money in moneys else "",
            since=_date(asked, "from", problems),
            until=_date(asked, "to", problems),
            problems=tuple(problems),
        )

    @property
    def on(self) -> dict[str, str]:
        """What is asked for, by its name in the address."""
        asked = {
            "q": self.q,
            "state": self.state,
            "school": self.school,
            "course": self.course,
            "money": self.money,
            "from": str(self.since or ""),
            "to": str(self.until or ""),
        }
        return {name: value for name, value in asked.items() if value}

    @property
    def query(self) -> str:
        """The query string that asks for this again."""
        return urlencode(self.on)

    @property
    def first_moment(self) -> datetime | None:
        return _midnight(self.since) if self.since else None

    @property
    def end_moment(self) -> datetime | None:
        return _midnight(self.until + timedelta(days=1)) if self.until else None

    def within(self, field: str) -> Q:
        """Rows whose `field`, a moment, is on one of the days asked for."""
        found = Q()
        if self.since:
            found &= Q((f"{field}__gte", self.first_moment))
        if self.until:
            found &= Q((f"{field}__lt", self.end_moment))
        return found

    def chips(self, words: Mapping[str, str]) -> list[dict[str, str]]:
        """Each filter that is on, with the query string without it. `words`: value → label."""
        said = {
            "q": f"“{self.q}”",
            "state": words.get(self.state, self.state),
            "school": f"School: {self.school}",
            "course": f"Course: {words.get(self.course, self.course)}",
            "money": words.get(self.money, self.money),
            "from": f"From {day(self.since, year=True)}" if self.since else "",
            "to": f"To {day(self.until, year=True)}" if self.until else "",
        }
        rest = {
            name: urlencode({key: value for key, value in self.on.items() if key != name})
            for name in self.on
        }
        return [{"label": said[name], "remove_url": f"?{rest[name]}"} for name in self.on]


def _text(asked: Mapping[str, str], name: str) -> str:
    return asked.get(name, "").replace("\x00", "").strip()[:LONGEST]


def _date(asked: Mapping[str, str], name: str, problems: list[str]) -> date | None:
    text = _text(asked, name)
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or not 1990 <= found.year <= 2200:
        problems.append(f"“{text}” is not a day, so it was left out. Write it as 2027-01-31.")
        return None
    return found


def _midnight(value: date) -> datetime:
    return timezone.make_aware(datetime.combine(value, time.min))


def _school(text: str, path: str) -> Q:
    return (
        Q((f"{path}__urn", int(text[:9])))
        if text.isdecimal()
        else Q((f"{path}__name__icontains", text))
    )


def bookings(filters: Filters) -> QuerySet[Booking]:
    """Bookings that answer, the newest first, with what their columns need; three statements."""
    found = Booking.objects.filter(filters.within("made_at"))
    places = Place.objects.filter(booking=OuterRef("pk"))
    if filters.q:
        people = places.filter(
            Q(attendee__name__icontains=filters.q) | Q(attendee__email__icontains=filters.q)
        )
        found = found.filter(
            Q(reference__icontains=filters.q)
            | Q(booker__full_name__icontains=filters.q)
            | Q(booker__email__icontains=filters.q)
            | Exists(people)
        )
    if filters.state:
        found = found.filter(state=filters.state)
    if filters.school:
        found = found.filter(_school(filters.school, "school"))
    if filters.course:
        found = found.filter(Exists(places.filter(run__page__slug=filters.course)))
    if filters.money:
        found = found.filter(order__in=money.orders(filters.money).values("pk"))
    charges = Q(order__entries__kind__in=(EntryKind.CHARGE, EntryKind.CREDIT))
    return (
        found.annotate(
            charged_pence=Coalesce(Sum("order__entries__amount_pence", filter=charges), 0),
            owed_pence=Coalesce(Sum("order__entries__amount_pence"), 0),
        )
        .select_related("booker", "school", "order")
        .prefetch_related(Prefetch("places", Place.objects.select_related("run")))
        .order_by("-made_at", "-pk")
    )


def people(filters: Filters) -> QuerySet[Place]:
    """Places of people that answer, the latest start first; one statement."""
    found = with_columns(Place.objects.filter(filters.within("run__starts_at")))
    if filters.course:
        found = found.filter(run__page__slug=filters.course)
    return narrow(found, filters).order_by("-run__starts_at", "run", "attendee__name", "pk")


def on_run(run: CourseRun, filters: Filters) -> QuerySet[Place]:
    """Places on this run that answer: those that count first, by name."""
    found = narrow(with_columns(run.places.all()), filters)
    return found.order_by("-is_counted", "attendee__name", "pk")


def narrow(found: QuerySet[Place], filters: Filters) -> QuerySet[Place]:
    """Places of the people, schools and states asked for; without a state, those that count."""
    if filters.q:
        found = found.filter(
            Q(attendee__name__icontains=filters.q)
            | Q(attendee__email__icontains=filters.q)
            | Q(booking__reference__icontains=filters.q)
        )
    if filters.school:
        theirs = _school(filters.school, "booking__school")
        found = found.filter(theirs | _school(filters.school, "attendee__school"))
    return found.filter(state=filters.state) if filters.state else found.filter(is_counted=True)


def with_columns(found: QuerySet[Place]) -> QuerySet[Place]:
    """With what the columns need: who, whose booking, what is owed, sessions attended."""
    owed = LedgerEntry.objects.filter(order=OuterRef("booking__order")).order_by().values("order")
    came = Q(marks__is_current=True, marks__mark__in=ATTENDED_MARKS)
    return found.select_related(
        "run", "attendee__school", "booking__booker", "booking__school", "booking__order", "fund"
    ).annotate(
        came_to=Count("marks", filter=came),
        owed_pence=Subquery(owed.annotate(sum=Sum("amount_pence")).values("sum")),
    )


def groups(
    filters: Filters,
    states: Sequence[tuple[str, str]],
    *,
    when: str,
    moneys: Mapping[str, str] | None = None,
) -> list[dict[str, object]]:
    """The filter form, as `components/filters.html` reads it. One statement."""
    courses = CoursePage.objects.filter(runs__isnull=False).distinct().order_by("title")
    options = [("", "Every course"), *courses.values_list("slug", "title")]
    any_state = "Held, offered and booked" if moneys is None else "Every state"
    owed = [("", "Owed, paid or free"), *(moneys or {}).items()]
    return [
        {"legend": "Name, e-mail or reference", "name": "q", "kind": "text", "value": filters.q},
        _select("State", "state", [("", any_state), *states], filters.state),
        {"legend": "School or URN", "name": "school", "kind": "text", "value": filters.school},
        _select("Course", "course", options, filters.course),
        *([_select("Money", "money", owed, filters.money)] if moneys else []),
        {
            "legend": when,
            "name": "dates",
            "kind": "dates",
            "fields": [
                {"name": "from", "label": "From", "value": str(filters.since or "")},
                {"name": "to", "label": "To", "value": str(filters.until or "")},
            ],
        },
    ]


def _select(
    legend: str, name: str, options: Sequence[tuple[str, str]], chosen: str
) -> dict[str, object]:
    listed = [
        {"value": value, "label": label, "checked": value == chosen} for value, label in options
    ]
    return {"legend": legend, "name": name, "kind": "select", "options": listed}
