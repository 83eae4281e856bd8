"""Filters that say days, times and money the way the whole site does."""

from datetime import date, datetime

from django import template

from core import dates, money

register = template.Library()


@register.filter
def pounds(pence: int | None) -> str:
    """Pence as £75 or £75.50; 'Free' is for the template to say."""
    return "" if pence is None else money.pounds(pence)


@register.filter
def day(value: date | datetime | None) -> str:
    """'Tuesday 3 March'."""
    return dates.day(value) if value else ""


@register.filter
def day_year(value: date | datetime | None) -> str:
    """'Tuesday 3 March 2027'."""
    return dates.day(value, year=True) if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    """'3.45pm'."""
    return dates.clock(value) if value else ""


@register.simple_tag
def span(start: datetime, end: datetime) -> str:
    """'Tuesday 3 March, 3.45pm to 5.15pm'."""
    return dates.span(start, end)


@register.filter
def length_of_time(minutes: int | None) -> str:
    """'4 hours 30 minutes'."""
    return dates.length(minutes or 0)
