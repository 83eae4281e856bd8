from datetime import UTC, date, datetime

import pytest

from core.dates import academic_year, clock, day, span


def test_a_day_has_its_weekday_and_no_leading_zero() -> None:
    assert day(date(2026, 3, 3)) == "Tuesday 3 March"
    assert day(date(2026, 3, 3), year=True) == "Tuesday 3 March 2026"


def test_a_time_is_london_time_on_both_sides_of_a_clock_change() -> None:
    assert clock(datetime(2026, 3, 28, 15, 45, tzinfo=UTC)) == "3.45pm"
    assert clock(datetime(2026, 3, 29, 15, 45, tzinfo=UTC)) == "4.45pm"


@pytest.mark.parametrize(
    ("hour", "said"), [(0, "midnight"), (9, "9am"), (12, "midday"), (13, "1pm"), (23, "11pm")]
)
def test_full_hours_drop_their_minutes(hour: int, said: str) -> None:
    assert clock(datetime(2026, 1, 5, hour, tzinfo=UTC)) == said


def test_a_span_always_says_when_it_ends() -> None:
    start = datetime(2026, 3, 3, 15, 45, tzinfo=UTC)
    assert span(start, start.replace(hour=17, minute=15)) == ("Tuesday 3 March, 3.45pm to 5.15pm")
    assert span(start, start.replace(day=4, hour=9, minute=0)) == (
        "Tuesday 3 March, 3.45pm to Wednesday 4 March, 9am"
    )


def test_a_day_near_midnight_is_london_s_day() -> None:
    assert day(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "Wednesday 1 July"


@pytest.mark.parametrize(
    ("on", "year"), [(date(2026, 8, 31), 2025), (date(2026, 9, 1), 2026), (date(2027, 1, 1), 2026)]
)
def test_the_academic_year_begins_in_september(on: date, year: int) -> None:
    assert academic_year(on) == year
