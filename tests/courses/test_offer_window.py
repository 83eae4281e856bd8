"""Until when an offer may be accepted: fair, by day, before the start."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.actions import offers

LONDON = ZoneInfo("Europe/London")


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("now", "starts", "ends"),
    [
        ("2026-11-02T12:00", "2026-12-01T16:00", "2026-11-04T12:00"),  # 48 hours
        ("2026-11-02T09:00", "2026-11-02T18:00", "2026-11-02T12:00"),  # a third of the time
        ("2026-11-02T22:00", "2026-12-01T16:00", "2026-11-05T08:00"),  # in the night: next morning
        ("2026-11-02T03:00", "2026-12-01T16:00", "2026-11-04T08:00"),
        ("2026-11-02T18:00", "2026-11-03T07:00", "2026-11-02T20:00"),  # gone by the morning
        ("2026-03-27T21:00", "2026-06-01T16:00", "2026-03-30T08:00"),  # over the clock change
        ("2026-11-02T12:00", None, "2026-11-04T12:00"),
    ],
)
def test_offers_are_fair_in_time(now: str, starts: str | None, ends: str) -> None:
    window = offers.window(now=london(now), starts_at=london(starts) if starts else None)

    assert window == london(ends)


FIRST = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=730)).map(lambda passed: FIRST + passed)


@given(now=MOMENTS, ahead=st.timedeltas(min_value=timedelta(hours=14), max_value=timedelta(400)))
def test_no_offer_ends_at_night_or_after_the_start(now: datetime, ahead: timedelta) -> None:
    starts = now + ahead

    end = offers.window(now=now, starts_at=starts)

    assert now < end < starts
    assert end <= now + timedelta(hours=48 + 13)
    local = end.astimezone(LONDON)
    assert offers.NIGHT_ENDS <= local.time() <= offers.NIGHT_BEGINS
