"""On which days schools can send somebody: England's bank holidays and usual school holidays."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

WEEK = timedelta(weeks=1)
MONDAY = 0


def monday_of(day: date) -> date:
    """The Monday of this day's week."""
    return day - timedelta(days=day.weekday())


def easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian reckoning (Meeus, Astronomical Algorithms, 8)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leaps, odd = divmod(century, 4)
    moon = (19 * golden + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * odd + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _monday(year: int, month: int, *, last: bool = False) -> date:
    """The first, or last, Monday of a month."""
    day = date(year, month + 1, 1) - timedelta(days=1) if last else date(year, month, 7)
    return monday_of(day)


def is_bank_holiday(day: date) -> bool:
    """Whether England and Wales have this day off, weekends and Christmas weeks aside."""
    sunday = easter(day.year)
    return day in {
        sunday - timedelta(days=2),
        sunday + timedelta(days=1),
        _monday(day.year, 5),
        _monday(day.year, 5, last=True),
        _monday(day.year, 8, last=True),
    }


def school_holidays(year: int) -> tuple[tuple[str, date, date], ...]:
    """When most primary schools are closed in a calendar year: name, first and last day."""
    sunday = easter(year)
    return (
        ("Christmas holiday", date(year, 1, 1), date(year, 1, 4)),
        ("February half term", *_half_term(monday_of(date(year, 2, 17)))),
        ("Easter holiday", sunday - timedelta(days=13), sunday + timedelta(days=7)),
        ("May half term", *_half_term(_monday(year, 5, last=True))),
        ("Summer holiday", date(year, 7, 21), date(year, 9, 2)),
        ("October half term", *_half_term(_monday(year, 10, last=True))),
        ("Christmas holiday", date(year, 12, 18), date(year, 12, 31)),
    )


def is_school_day(day: date) -> bool:
    """Whether most primary schools are open: a weekday, in term, and no bank holiday."""
    away = any(first <= day <= last for _, first, last in school_holidays(day.year))
    return day.weekday() < 5 and not away and not is_bank_holiday(day)


def _half_term(monday: date) -> tuple[date, date]:
    return monday, monday + timedelta(days=6)


def school_day(day: date) -> date:
    """This day, or the same weekday of the first week after it on which schools are open."""
    while not is_school_day(day):
        day += WEEK
    return day


def at(day: date, clock: str) -> datetime:
    """'15:45' on this day in London."""
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))
