"""How the regular jobs are doing, and what of it needs a person."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from core import jobs, queue
from core.dates import clock, day
from core.jobs import Schedule
from core.models import ScheduledJob

#: How late a turn may be before somebody should look: a worker also has mails to send.
MAY_BE_LATE = timedelta(minutes=20)
FAILURES_TO_TELL = 3


@dataclass(frozen=True, kw_only=True)
class JobReport:
    """One regular job. `row` is None when it has never had a turn."""

    name: str
    does: str
    every: timedelta
    row: ScheduledJob | None
    is_late: bool

    @property
    def is_failing(self) -> bool:
        return self.row is not None and self.row.failures > 0

    @property
    def state(self) -> str:
        """In a word or two, as the page says it."""
        if self.row is None:
            return "has not run yet"
        if self.is_failing:
            return "failed" if self.row.failures == 1 else f"failed {self.row.failures} times"
        if self.is_late:
            return "late"
        return "running" if self.row.started_at else "done"

    @property
    def often(self) -> str:
        """Its interval in words: “every 5 minutes”."""
        minutes = int(self.every.total_seconds() // 60)
        for unit, length in (("day", 1440), ("hour", 60)):
            number, rest = divmod(minutes, length)
            if number and not rest:
                return f"every {unit}" if number == 1 else f"every {number} {unit}s"
        return "every minute" if minutes <= 1 else f"every {minutes} minutes"


def reports(now: datetime | None = None) -> list[JobReport]:
    """Every registered job, by name. One statement."""
    now = now or timezone.now()
    rows = {row.name: row for row in ScheduledJob.objects.all()}
    return [
        _report(name, schedule, rows.get(name), now)
        for name, schedule in sorted(jobs.schedules().items())
    ]


def _report(name: str, schedule: Schedule, row: ScheduledJob | None, now: datetime) -> JobReport:
    due_at = row.next_run_at if row else None
    if row and row.started_at:  # its turn has come; it should be over, or taken up again, soon
        due_at = row.started_at + jobs.STUCK_AFTER
    return JobReport(
        name=name,
        does=(inspect.getdoc(schedule.run) or name).splitlines()[0],
        every=schedule.every,
        row=row,
        is_late=due_at is not None and due_at < now - MAY_BE_LATE,
    )


def troubles(now: datetime | None = None) -> list[str]:
    """What needs a person, in sentences; empty when all is well. Two statements."""
    said = []
    all_jobs = reports(now)
    seen = [report for report in all_jobs if report.row]
    late = [report for report in seen if report.is_late]
    failing = [one for one in seen if one.row and one.row.failures >= FAILURES_TO_TELL]
    if late and len(late) == len(seen):
        last = max(one.row.last_run_at for one in late if one.row and one.row.last_run_at)
        said.append(
            f"Nothing has run since {clock(last)} on {day(last)}: no mail goes out. "
            "The worker has stopped."
        )
    elif late:
        said.append(f"{_number(late, 'regular job')} late: {_names(late)}.")
    if failing:
        said.append(f"{_number(failing, 'regular job')} failing each time: {_names(failing)}.")
    if dead := queue.dead_letters().count():
        tasks = "1 task has" if dead == 1 else f"{dead} tasks have"
        said.append(f"{tasks} failed for good. Somebody may be waiting for a mail.")
    return said


def _number(found: list[JobReport], what: str) -> str:
    return f"1 {what} is" if len(found) == 1 else f"{len(found)} {what}s are"


def _names(found: list[JobReport]) -> str:
    return ", ".join(report.name for report in found)
