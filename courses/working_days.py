"""Days on which schools and offices in England work, and deadlines counted in them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import timezone
from holidays import country_holidays

LONDON = ZoneInfo("Europe/London")
ONE_DAY = timedelta(days=1)
SATURDAY = 5


def is_working(day: date) -> bool:
    """Whether this is Monday to Friday and no bank holiday in England."""
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


@lru_cache(maxsize=16)
def bank_holidays(year: int) -> frozenset[date]:
    """England's bank holidays of a year, with those in place of one at a weekend."""
    return frozenset(country_holidays("GB", subdiv="ENG", years=year))


def before(moment: datetime, days: int) -> datetime:
    """The moment that many working days earlier, at the same time on London's clocks.

    The day of `moment` itself does not count, so one working day before a Monday is Friday.
    """
    local = timezone.localtime(moment, LONDON)
    day, left = local.date(), days
    while left:
        day -= ONE_DAY
        left -= int(is_working(day))
    return _at_the_same_time(local, day)


def calendar_before(moment: datetime, days: int) -> datetime:
    """The moment that many days earlier, at the same time on London's clocks."""
    local = timezone.localtime(moment, LONDON)
    return _at_the_same_time(local, local.date() - days * ONE_DAY)


def _at_the_same_time(local: datetime, day: date) -> datetime:
    # An hour that the clocks skip that day is read as they stood before they changed.
    there = datetime.combine(day, local.time(), tzinfo=LONDON)
    return timezone.localtime(there.astimezone(ZoneInfo("UTC")), LONDON)
