"""Deadlines in working days and in days: bank holidays, weekends, and clocks that change."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses import working_days

LONDON = ZoneInfo("Europe/London")
MOMENTS = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - hypothesis gives them their zone
    max_value=datetime(2040, 12, 31),  # noqa: DTZ001
    timezones=st.just(LONDON),
).filter(lambda moment: moment.hour >= 3)
DAYS = st.integers(min_value=0, max_value=60)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("start", "days", "deadline"),
    [
        ("2026-03-17T15:45", 0, "2026-03-17T15:45"),
        ("2026-03-17T15:45", 1, "2026-03-16T15:45"),
        ("2026-03-16T15:45", 1, "2026-03-13T15:45"),  # Monday to Friday
        ("2026-03-15T15:45", 1, "2026-03-13T15:45"),  # a Sunday
        ("2026-03-17T15:45", 10, "2026-03-03T15:45"),
        ("2026-04-07T09:00", 1, "2026-04-02T09:00"),  # over Easter: Good Friday and Easter Monday
        ("2026-12-29T09:00", 1, "2026-12-24T09:00"),  # Boxing Day on a Saturday: Monday instead
        ("2026-03-31T15:45", 2, "2026-03-27T15:45"),  # the clocks went forward on the 29th
        ("2026-10-27T15:45", 2, "2026-10-23T15:45"),  # and back on the 25th
    ],
)
def test_working_days_leave_out_weekends_and_bank_holidays(
    start: str, days: int, deadline: str
) -> None:
    assert working_days.before(at(start), days) == at(deadline)


@pytest.mark.parametrize(
    ("start", "days", "deadline"),
    [
        ("2026-04-07T09:00", 4, "2026-04-03T09:00"),
        ("2026-03-30T15:45", 1, "2026-03-29T15:45"),
        ("2026-03-30T01:30", 1, "2026-03-29T02:30"),  # 1.30 does not exist that day
    ],
)
def test_calendar_days_count_every_day(start: str, days: int, deadline: str) -> None:
    assert working_days.calendar_before(at(start), days) == at(deadline)


def test_a_clock_change_between_is_an_hour_more_or_less_but_the_same_time_of_day() -> None:
    start = at("2026-03-31T15:45")

    deadline = working_days.before(start, 2)

    utc = ZoneInfo("UTC")
    assert start.astimezone(utc) - deadline.astimezone(utc) == timedelta(days=4, hours=-1)


@given(moment=MOMENTS, days=DAYS)
def test_a_deadline_is_on_a_working_day_at_the_same_time_with_that_many_between(
    moment: datetime, days: int
) -> None:
    deadline = working_days.before(moment, days)

    assert deadline.time() == moment.time()
    if days:
        assert working_days.is_working(deadline.date())
    span = (moment.date() - deadline.date()).days
    between = [deadline.date() + timedelta(days=number) for number in range(span)]
    assert sum(working_days.is_working(day) for day in between) == days


@given(moment=MOMENTS, days=DAYS)
def test_one_more_day_is_earlier_and_working_days_are_never_fewer_than_days(
    moment: datetime, days: int
) -> None:
    assert working_days.before(moment, days + 1) < working_days.before(moment, days)
    assert working_days.before(moment, days) <= working_days.calendar_before(moment, days)


def test_substitute_days_are_holidays_in_place_of_those_at_a_weekend() -> None:
    assert not working_days.is_working(date(2027, 12, 27))
    assert not working_days.is_working(date(2027, 12, 28))
    assert working_days.is_working(date(2027, 12, 29))
