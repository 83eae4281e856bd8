"""Days and times as people say them, in London, and the academic year."""

from datetime import date, datetime

from django.utils import timezone


def day(value: date | datetime, *, year: bool = False) -> str:
    """'Tuesday 3 March', with the year when asked."""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return f"{local:%A} {local.day} {local:%B}" + (f" {local.year}" if year else "")


def clock(value: datetime) -> str:
    """'3.45pm', '9am', 'midday', 'midnight' in London time."""
    local = timezone.localtime(value)
    if local.minute == 0 and local.hour in (0, 12):
        return "midnight" if local.hour == 0 else "midday"
    minutes = f".{local.minute:02d}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def span(start: datetime, end: datetime, *, year: bool = False) -> str:
    """'Tuesday 3 March, 3.45pm to 5.15pm': always with the finish time."""
    if timezone.localtime(start).date() == timezone.localtime(end).date():
        return f"{day(start, year=year)}, {clock(start)} to {clock(end)}"
    return f"{day(start)}, {clock(start)} to {day(end, year=year)}, {clock(end)}"


def academic_year(value: date) -> int:
    """The year in which the academic year (September to August) of this day began."""
    return value.year if value.month >= 9 else value.year - 1


def length(minutes: int) -> str:
    """'4 hours 30 minutes', '1 hour', '45 minutes'."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append("1 hour" if hours == 1 else f"{hours} hours")
    if rest or not hours:
        parts.append("1 minute" if rest == 1 else f"{rest} minutes")
    return " ".join(parts)


def academic_year_name(value: date) -> str:
    """'2026/27'."""
    first = academic_year(value)
    return f"{first}/{(first + 1) % 100:02d}"
