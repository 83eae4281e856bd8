"""How the catalogue is to be shown: a list in some order, or the calendar of one month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlencode

from django.db.models import F

from courses import nearness
from courses.catalogue import EARLIEST, LATEST, Filters
from courses.models.course_run import CourseRunQuerySet
from courses.nearness import Point


class Sort(StrEnum):
    """Which comes first."""

    SOONEST = "soonest"
    NEAREST = "nearest"
    PRICE = "price"


SORTS = {Sort.SOONEST: "Soonest", Sort.NEAREST: "Nearest", Sort.PRICE: "Lowest price"}


@dataclass(frozen=True, kw_only=True)
class Showing:
    """The part of the address that narrows nothing. `month` is its first day."""

    sort: Sort = Sort.SOONEST
    is_calendar: bool = False
    month: date | None = None
    problems: tuple[str, ...] = ()

    def pairs(self) -> list[tuple[str, str]]:
        """The address that says the same again; what goes without saying is left out."""
        return [
            *([("view", "calendar")] if self.is_calendar else []),
            *([("month", f"{self.month:%Y-%m}")] if self.is_calendar and self.month else []),
            *([("sort", self.sort.value)] if self.sort != Sort.SOONEST else []),
        ]

    def address(self, url: str, filters: Filters) -> str:
        """Where the catalogue at `url` shows what these filters find, in this way."""
        query = urlencode([*filters.pairs(), *self.pairs()])
        return f"{url}?{query}" if query else url


def read(asked: Mapping[str, str]) -> Showing:
    """Understand an address. Never raises: what cannot be read is left out and said."""
    problems: list[str] = []
    word = asked.get("sort", "").strip().lower()
    sort = next((one for one in Sort if one.value == word), None)
    if word and sort is None:
        problems.append("We can sort by soonest, nearest or price, so the soonest come first.")
    return Showing(
        sort=sort or Sort.SOONEST,
        is_calendar=asked.get("view", "").strip().lower() == "calendar",
        month=_read_month(asked.get("month", ""), problems),
        problems=tuple(problems),
    )


def in_order(runs: CourseRunQuerySet, sort: Sort, point: Point | None) -> CourseRunQuerySet:
    """The runs, which come soonest first, in this order; nearest needs to know from where."""
    if sort is Sort.NEAREST and point:
        return nearness.nearest_first(runs, point)
    if sort is Sort.PRICE:
        return runs.order_by("lowest_pence", F("starts_at").asc(nulls_last=True), "pk")
    return runs


def _read_month(value: str, problems: list[str]) -> date | None:
    if not value.strip():
        return None
    try:
        month = date.fromisoformat(f"{value.strip()}-01")
    except ValueError:
        month = None
    if month is None or not EARLIEST <= month <= LATEST:
        problems.append(
            "We could not read that month, so here is the first with a course. "
            "Write months as year and month: 2027-03."
        )
        return None
    return month
