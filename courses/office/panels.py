"""Coming runs with their numbers, on the office's page and on the admin's home."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import is_hub_admin
from billing.models.order import PAID_WITHIN
from core.dates import day
from core.panels import Panel, register
from courses.enums import RunState
from courses.models import CourseRun
from courses.office import money, numbers, weeks

LOOK_AHEAD = timedelta(weeks=8)
KEY = (
    {"kind": "on", "label": "booked"},
    {"kind": "half", "label": "held"},
    {"kind": "dot", "label": "offered"},
    {"kind": "free", "label": "free"},
    {"kind": "wait", "label": "waiting"},
)


def when(run: CourseRun) -> str:
    """'Monday 25 January 2027, 3 sessions'."""
    if run.starts_at is None:
        return run.any_time or "No date"
    sessions = f", {run.sessions_count} sessions" if run.sessions_count > 1 else ""
    return f"{day(run.starts_at, year=True)}{sessions}"


def coming_runs(request: HttpRequest) -> Mapping[str, object] | None:
    """Runs of the next eight weeks with their places in numbers; for the hub. Three statements."""
    if not is_hub_admin(request.user):
        return None
    now = timezone.now()
    coming = CourseRun.objects.filter(starts_at__gt=now, starts_at__lt=now + LOOK_AHEAD)
    runs = list(coming.exclude(state=RunState.CANCELLED).order_by("starts_at", "pk"))
    known = numbers.of(runs)
    return {
        "key": KEY,
        "rows": [
            numbers.row(
                run,
                known[run.pk],
                url=reverse("courses:office_run", args=[run.code]),
                when=when(run),
            )
            for run in runs
        ],
    }


def weeks_and_money(request: HttpRequest) -> Mapping[str, object] | None:
    """Places booked each week, and what is owed; for the hub. Two statements."""
    if not is_hub_admin(request.user):
        return None
    last = weeks.last(weeks.WEEKS, timezone.localdate())
    return {
        "words": weeks.words(last),
        "bars": [
            {"label": week.label, "value": week.booked, "now": week is last[-1]} for week in last
        ],
        "money": {total.kind: total for total in money.totals()},
        "days": PAID_WITHIN.days,
    }


register(
    Panel(
        place="office",
        order=30,
        template="courses/panel_weeks_and_money.html",
        context=weeks_and_money,
    )
)
register(Panel(place="office", order=20, template="courses/panel_office.html", context=coming_runs))
register(
    Panel(place="admin", order=20, template="courses/admin/coming_runs.html", context=coming_runs)
)
