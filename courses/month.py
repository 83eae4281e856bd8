"""A month of sessions as `components/cal.html` draws it. Pure: no statement."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.utils import timezone

from core.dates import clock
from courses.listing import Viewer
from courses.models import Session
from courses.standings import Standing, standing

WORKING_WEEK = 5
#: Where a run stands is said in a month only when it is not simply open with room.
UNSAID = {"places", "unlimited"}

Entry = dict[str, object]


def first_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def after(month: date) -> date:
    """The first day of the next month."""
    return first_of(month + timedelta(days=31))


def before(month: date) -> date:
    """The first day of the month before."""
    return first_of(month - timedelta(days=1))


def entries(sessions: Sequence[Session], viewer: Viewer, url: str) -> Mapping[date, list[Entry]]:
    """What stands on each day, in the order given."""
    days: dict[date, list[Entry]] = defaultdict(list)
    for session in sessions:
        run = session.run
        where = standing(run, mine=viewer.bookings.get(run.pk))
        days[timezone.localtime(session.start_at).date()].append(
            {
                "title": run.page.title,
                "url": f"{url}{run.page.slug}/?run={run.code}",
                "time": f"{clock(session.start_at)} to {clock(session.end_at)}",
                "note": _note(session, where),
                "off": where.kind == "cancelled",
            }
        )
    return days


def _note(session: Session, where: Standing) -> str:
    count = session.run.sessions_count
    said = [f"Session {session.order} of {count}"] if count > 1 else []
    if where.kind not in UNSAID:
        said.append(where.text)
    return ". ".join(said)


def weeks(
    month: date, days: Mapping[date, list[Entry]], *, today: date
) -> tuple[list[str], list[list[dict[str, object]]]]:
    """The names of the columns and the weeks; Saturday and Sunday only when something is then."""
    width = WORKING_WEEK if all(day.weekday() < WORKING_WEEK for day in days) else 7
    shown = []
    for week in calendar.Calendar().monthdatescalendar(month.year, month.month):
        row: list[dict[str, object]] = [
            {
                "day": str(day.day),
                "weekday": f"{day:%A}",
                "out": day.month != month.month,
                "today": day == today,
                "entries": days.get(day, []) if day.month == month.month else [],
            }
            for day in week[:width]
        ]
        if not all(day["out"] for day in row):
            shown.append(row)
    return list(calendar.day_name)[:width], shown
