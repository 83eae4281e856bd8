"""What somebody asks of the catalogue, read from its address, and how many runs answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from django.db import models
from django.db.models import Count, Q
from django.http import QueryDict
from django.utils import timezone

from core.money import pounds
from courses import nearness, search_words
from courses.enums import Format, RunState
from courses.models import CoursePage, CourseRun, Phase, Session
from courses.models.course_run import CourseRunQuerySet
from courses.nearness import Point

PAGE_SIZE = 12
PRICES = (0, 4000, 7500)
MILES = (5, 10, 20)
#: Addresses say `live`; every other format is its code in lower case with hyphens.
SHORT_FORMATS = {"live": Format.LIVE_ONLINE, "online": Format.LIVE_ONLINE}
LONG_FORMATS = {value: name for name, value in reversed(SHORT_FORMATS.items())}
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


def format_word(value: str) -> str:
    """How an address names a format: `one-day`, `live`."""
    chosen = Format(value)
    return LONG_FORMATS.get(chosen, chosen.lower().replace("_", "-"))


def read_format(word: str) -> Format | None:
    """The format that an address means, whatever its case, hyphens or underscores."""
    plain = word.strip().lower().replace("_", "-")
    if plain in SHORT_FORMATS:
        return SHORT_FORMATS[plain]
    name = plain.replace("-", "_").upper()
    return Format(name) if name in Format.values else None


@dataclass(frozen=True, kw_only=True)
class Filters:
    """The catalogue's address, understood. What could not be read is in `problems`, in words."""

    words: str = ""
    phases: tuple[str, ...] = ()
    formats: tuple[Format, ...] = ()
    most_pence: int | None = None
    from_date: date | None = None
    to_date: date | None = None
    miles: int | None = None
    postcode: str = ""
    problems: tuple[str, ...] = ()

    def pairs(self) -> list[tuple[str, str]]:
        """The address that says the same again, without a page."""
        return [
            *([("q", self.words)] if self.words else []),
            *(("phase", code) for code in self.phases),
            *(("format", format_word(value)) for value in self.formats),
            *([("price", price_word(self.most_pence))] if self.most_pence is not None else []),
            *([("from", self.from_date.isoformat())] if self.from_date else []),
            *([("to", self.to_date.isoformat())] if self.to_date else []),
            *self._near(),
        ]

    def _near(self) -> list[tuple[str, str]]:
        """`near` is the miles from one's own school, or else where from, with `within`."""
        miles = str(self.miles) if self.miles else ""
        if not self.postcode:
            return [("near", miles)] if miles else []
        return [("near", self.postcode), *([("within", miles)] if miles else [])]

    @property
    def query(self) -> str:
        """The address after the question mark; empty when nothing is asked."""
        return urlencode(self.pairs())

    @property
    def number_on(self) -> int:
        """How many things are asked for, as chips show them."""
        dates = bool(self.from_date or self.to_date)
        near = bool(self.miles or self.postcode)
        alone = (bool(self.words), self.most_pence is not None, dates, near)
        return sum(alone) + len(self.phases) + len(self.formats)

    def chips(self, phases: Sequence[Phase]) -> Iterator[tuple[str, Filters]]:
        """What is asked for, in words, each with the filters that are left without it."""
        if self.words:
            yield f"“{self.words}”", replace(self, words="")
        for phase in phases:
            if phase.code in self.phases:
                rest = tuple(code for code in self.phases if code != phase.code)
                yield phase.name, replace(self, phases=rest)
        for value in self.formats:
            kept = tuple(other for other in self.formats if other != value)
            yield value.label, replace(self, formats=kept)
        if self.most_pence is not None:
            yield price_label(self.most_pence), replace(self, most_pence=None)
        if self.from_date or self.to_date:
            yield (
                _dates_label(self.from_date, self.to_date),
                replace(self, from_date=None, to_date=None),
            )
        if self.miles or self.postcode:
            yield near_label(self.miles, self.postcode), replace(self, miles=None, postcode="")


def price_label(pence: int) -> str:
    """'Free' or '£40 or less'."""
    return "Free" if pence == 0 else f"{pounds(pence)} or less"


def near_label(miles: int | None, postcode: str = "") -> str:
    """'Within 10 miles of NN1 5RN, or online', 'Distances from NN1 5RN'."""
    if not miles:
        return f"Distances from {postcode}"
    unit = "mile" if miles == 1 else "miles"
    return f"Within {miles} {unit}{f' of {postcode}' if postcode else ''}, or online"


def _dates_label(first: date | None, last: date | None) -> str:
    if first and last:
        return f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"
    if first:
        return f"From {first.day} {first:%B %Y}"
    return f"Until {last.day} {last:%B %Y}" if last else ""


def price_word(pence: int | None) -> str:
    """How an address names the highest price: `free`, or pounds."""
    if pence is None:
        return ""
    return "free" if pence == 0 else f"{Decimal(pence) / 100:f}".removesuffix(".00")


def read(asked: QueryDict | Mapping[str, str], phases: Sequence[Phase]) -> Filters:
    """Understand an address. Never raises: what cannot be read is left out and said."""
    asked = asked if isinstance(asked, QueryDict) else QueryDict(urlencode(asked))
    problems: list[str] = []
    known = [phase.code for phase in phases]
    formats = [found for word in asked.getlist("format") if (found := read_format(word))]
    _say_unknown("format", [w for w in asked.getlist("format") if not read_format(w)], problems)
    _say_unknown("phase", [code for code in asked.getlist("phase") if code not in known], problems)
    from_date = _read_date(asked.get("from", ""), problems)
    to_date = _read_date(asked.get("to", ""), problems)
    if from_date and to_date and to_date < from_date:
        problems.append("The last date is before the first, so we left the last date out.")
        to_date = None
    postcode, miles = _read_near(asked.get("near", ""), asked.get("within", ""), problems)
    return Filters(
        words=_read_words(asked.get("q", ""), problems),
        phases=tuple(code for code in known if code in asked.getlist("phase")),
        formats=tuple(value for value in Format if value in formats),
        most_pence=_read_price(asked.get("price", ""), problems),
        from_date=from_date,
        to_date=to_date,
        miles=miles,
        postcode=postcode,
        problems=tuple(problems),
    )


def _shown(value: str) -> str:
    """What somebody typed, short enough to say back."""
    plain = search_words.tidy(value)
    return f"“{plain[:40]}…”" if len(plain) > 40 else f"“{plain}”"


def _say_unknown(what: str, unknown: Sequence[str], problems: list[str]) -> None:
    if said := next((word for word in unknown if word.strip()), ""):
        problems.append(f"We know no {what} called {_shown(said)}, so we left it out.")


def _read_words(value: str, problems: list[str]) -> str:
    words = search_words.tidy(value)
    if words and not any(letter.isalnum() for letter in words):
        problems.append(f"We cannot search for {_shown(value)}. Type a word, such as “singing”.")
        return ""
    if len(value.strip()) > search_words.LONGEST:
        problems.append(f"We searched for the first {search_words.LONGEST} letters only.")
    return words


def _read_date(value: str, problems: list[str]) -> date | None:
    if not value.strip():
        return None
    try:
        found = date.fromisoformat(value.strip())
    except ValueError:
        found = None
    if found is None or not EARLIEST <= found <= LATEST:
        problems.append(
            f"We could not read the date {_shown(value)}, so we left it out. "
            "Write dates as year, month, day: 2027-03-31."
        )
        return None
    return found


def _read_price(value: str, problems: list[str]) -> int | None:
    plain = value.strip().lower().removeprefix("£")
    if plain in {"", "any"}:
        return None
    if plain == "free":
        return 0
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount <= 100_000:
        problems.append(
            f"We could not read the price {_shown(value)}, so we left it out. "
            "Write “free”, or pounds such as 40."
        )
        return None
    return int(amount * 100)


def _read_near(near: str, within: str, problems: list[str]) -> tuple[str, int | None]:
    """Where from and how far: `near` may say either, `within` how far."""
    where, said = near.strip(), within.strip()
    postcode = nearness.read_postcode(where)
    if where and not postcode:
        said = where if _is_number(where) else said
    miles = int(said) if _is_number(said) and len(said) <= 3 and int(said) else None
    if said and miles is None:
        problems.append(
            f"We could not read the distance {_shown(said)}, so we left it out. "
            "Write the miles, such as 10."
        )
    if where and not postcode and said != where:
        problems.append(
            f"We could not read the place {_shown(where)}, so we left it out. "
            "Write the postcode of a school, or its first half, such as NN1."
        )
        miles = None
    return postcode, miles


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many runs answer, and how many would with one choice of a group in its place.

    A run that is called off is listed, and counted in `called_off` alone.
    """

    found: int
    called_off: int
    undated: int
    all_formats: Mapping[Format, int]
    all_phases: Mapping[str, int]
    all_prices: Mapping[int | None, int]


def found_by(filters: Filters, *, near: Point | None = None) -> CourseRunQuerySet:
    """The runs that answer, soonest first, those without a date last."""
    return _base(filters, near).filter(
        _in_phases(filters.phases), _in_formats(filters.formats), _at_most(filters.most_pence)
    )


def sessions_of(filters: Filters, *, near: Point | None = None) -> models.QuerySet[Session]:
    """The sessions of the runs that answer, by their start, with all that a calendar says."""
    runs = found_by(filters, near=near).order_by().values("pk")
    found = Session.objects.filter(run__in=runs).select_related("run__page", "run__venue")
    return found.order_by("start_at", "pk")


def count(filters: Filters, phases: Sequence[Phase], *, near: Point | None = None) -> Counts:
    """Count what answers, and every choice of every group, in one statement."""
    in_phases, in_formats = _in_phases(filters.phases), _in_formats(filters.formats)
    at_most = _at_most(filters.most_pence)
    off = Q(state=RunState.CANCELLED)
    all_asked = in_phases & in_formats & at_most
    asked = {
        "found": all_asked & ~off,
        "called_off": all_asked & off,
        "undated": all_asked & ~off & Q(starts_at__isnull=True),
    }
    for value in Format:
        asked[f"format_{value}"] = in_phases & at_most & Q(format=value) & ~off
    for phase in phases:
        asked[f"phase_{phase.pk}"] = in_formats & at_most & _in_phases((phase.code,)) & ~off
    for price in (None, *PRICES):
        asked[f"price_{price}"] = in_phases & in_formats & _at_most(price) & ~off
    counted = (
        _base(filters, near)
        .order_by()
        .aggregate(**{name: Count("pk", filter=where) for name, where in asked.items()})
    )
    return Counts(
        found=counted["found"],
        called_off=counted["called_off"],
        undated=counted["undated"],
        all_formats={value: counted[f"format_{value}"] for value in Format},
        all_phases={phase.code: counted[f"phase_{phase.pk}"] for phase in phases},
        all_prices={price: counted[f"price_{price}"] for price in (None, *PRICES)},
    )


def _base(filters: Filters, near: Point | None) -> CourseRunQuerySet:
    """Upcoming runs by words, dates and distance: what every count has in common."""
    runs = CourseRun.objects.upcoming().filter(search_words.matches(filters.words))
    if filters.from_date:
        runs = runs.filter(starts_at__gte=midnight(filters.from_date))
    if filters.to_date:
        runs = runs.filter(starts_at__lt=midnight(filters.to_date + timedelta(days=1)))
    if filters.miles and near:
        runs = nearness.within(runs, filters.miles, near)
    return runs


def midnight(day: date) -> datetime:
    """The moment at which this day begins in London."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _in_phases(codes: Sequence[str]) -> Q:
    if not codes:
        return Q()
    through = CoursePage.phases.through.objects.filter(phase__code__in=codes)
    return Q(page_id__in=through.values("coursepage_id"))


def _in_formats(values: Sequence[Format]) -> Q:
    return Q(format__in=values) if values else Q()


def _at_most(pence: int | None) -> Q:
    return Q() if pence is None else Q(lowest_pence__lte=pence)
