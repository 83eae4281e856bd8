"""How a run goes from one state to another: compare and set, with a line in the audit trail."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.models import AuditEvent
from courses.enums import RUN_RETURNS, RUN_TRANSITIONS, RunState
from courses.exceptions import RunStateError
from courses.models import CourseRun


@transaction.atomic
def move(
    run: CourseRun,
    to: RunState,
    verb: str,
    *,
    by: User | None,
    table: Mapping[RunState, frozenset[RunState]] = RUN_TRANSITIONS,
    said: Mapping[str, str] | None = None,
    **values: object,
) -> CourseRun:
    """Compare and set: only a run that is still in a state before `to` moves.

    What is `said` is stored on the run and told in the trail; `values` are only stored.
    """
    said = said or {}
    before = [state for state, after in table.items() if to in after]
    rows = CourseRun.objects.filter(pk=run.pk, state__in=before)
    was = run.state
    moved = rows.update(state=to, **said, **values)
    run.refresh_from_db()
    if not moved:
        raise RunStateError(run, to)
    audit.record(verb, run, by=by, was=str(was), places_taken=run.places_taken, **said)
    return run


def bring_back(run: CourseRun, *, by: User | None) -> None:
    """A run that now begins or ends later has not begun, or not ended, yet."""
    run.refresh_from_db(fields=["state"])
    now = timezone.now()
    if run.state not in RUN_RETURNS or run.ends_at is None or run.ends_at <= now:
        return
    has_begun = run.starts_at is not None and run.starts_at <= now
    to = RunState.RUNNING if has_begun else _before_it_began(run)
    if to in RUN_RETURNS[RunState(run.state)]:
        move(run, to, "run.bring_back", by=by, table=RUN_RETURNS)


def _before_it_began(run: CourseRun) -> RunState:
    """Open or closed, as the trail says; closed where it does not, for the office to open."""
    starts = AuditEvent.objects.filter(
        subject_type=run._meta.label, subject_id=str(run.pk), verb="run.start"
    )
    last = starts.first()
    was_open = last is not None and last.data.get("was") == RunState.OPEN
    return RunState.OPEN if was_open else RunState.CLOSED
