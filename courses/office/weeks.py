"""How many places were booked in each of the last weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count
from django.db.models.functions import TruncWeek
from django.utils import timezone

from core.dates import day
from courses.enums import PlaceState
from courses.models import Place

WEEKS = 8


@dataclass(frozen=True, kw_only=True)
class Week:
    """The places that were booked in the week from this Monday, and are booked still."""

    monday: date
    booked: int = 0

    @property
    def label(self) -> str:
        """'5 Oct'."""
        return f"{self.monday.day} {self.monday:%b}"


def last(number: int, today: date) -> list[Week]:
    """The last weeks, the current one at the end. One statement."""
    this = today - timedelta(days=today.weekday())
    mondays = [this - timedelta(weeks=ago) for ago in reversed(range(number))]
    start = timezone.make_aware(datetime.combine(mondays[0], time.min))
    booked = Place.objects.filter(state=PlaceState.CONFIRMED, booking__confirmed_at__gte=start)
    weekly = booked.order_by().values_list(TruncWeek("booking__confirmed_at"))
    counts = {timezone.localdate(week): n for week, n in weekly.annotate(Count("pk"))}
    return [Week(monday=monday, booked=counts.get(monday, 0)) for monday in mondays]


def words(weeks: Sequence[Week]) -> str:
    """What the chart says, in sentences."""
    this = weeks[-1]
    before = weeks[:-1]
    most = max(before, key=lambda week: week.booked)
    so_far = f"{this.booked} so far this week, which is the bar in another colour."
    if not most.booked:
        return f"None in the {len(before)} weeks before. {so_far}"
    return f"Most in the week of {day(most.monday)}: {most.booked}. {so_far}"
