"""What waits, runs and failed in the queue of tasks, and the promise that it moves.

Arguments of tasks hold rendered mails, so nothing here hands them on: of a mail one learns which
message it is and the domain that it goes to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, F, Func, IntegerField, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from core.invariants import invariant
from core.jobs import MAX_ATTEMPTS, TRIED_AGAIN_FOR
from core.privacy import without_addresses

MAY_TAKE = timedelta(hours=1)


class Length(Func):
    """How many items a JSON array has."""

    function = "JSON_ARRAY_LENGTH"
    output_field = IntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_ARRAY_LENGTH", **context)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A failed task, as much of it as anybody may see."""

    id: str
    name: str
    about: str
    tries: int
    enqueued_at: datetime
    failed_at: datetime | None
    error: str
    traceback: str


def counts() -> Mapping[str, int]:
    """How many tasks wait, wait for their time, run, failed and will be tried again, are dead."""
    now = timezone.now()
    ready = Q(pk__in=DBTaskResult.objects.ready().order_by().values("pk"))
    failed = Q(status=TaskResultStatus.FAILED, set_aside=None)
    dead = Q(pk__in=dead_letters(now).order_by().values("pk"))
    return DBTaskResult.objects.order_by().aggregate(
        ready=Count("pk", filter=ready),
        later=Count("pk", filter=Q(status=TaskResultStatus.READY) & ~ready),
        running=Count("pk", filter=Q(status=TaskResultStatus.RUNNING)),
        again=Count("pk", filter=failed & ~dead),
        dead=Count("pk", filter=dead),
    )


def dead_letters(now: datetime | None = None) -> QuerySet[Any]:
    """Tasks that failed and that nothing will try again, the newest first."""
    old = Q(finished_at__lte=(now or timezone.now()) - TRIED_AGAIN_FOR)
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED, set_aside=None)
    given_up = failed.annotate(tries=Length("worker_ids")).filter(Q(tries__gte=MAX_ATTEMPTS) | old)
    return given_up.order_by(Coalesce("finished_at", "enqueued_at").desc(), "pk")


def letters(limit: int) -> list[Letter]:
    """The newest dead letters, without what was in them."""
    return [_letter(task) for task in dead_letters()[:limit]]


def _letter(task: Any) -> Letter:
    lines = without_addresses(task.traceback).strip().splitlines()
    return Letter(
        id=str(task.pk),
        name=task.task_path,
        about=about(task.args_kwargs.get("kwargs", {})),
        tries=task.tries,
        enqueued_at=task.enqueued_at,
        failed_at=task.finished_at,
        error=lines[-1] if lines else "Every worker that had it was killed.",
        traceback="\n".join(lines),
    )


def about(arguments: Mapping[str, object]) -> str:
    """Which message a mail is and the domain it goes to; of other tasks nothing."""
    if not isinstance(to := arguments.get("to"), str) or "@" not in to:
        return ""
    message = arguments.get("message") or "a mail"
    return f"{message} to {to.rpartition('@')[2]}"


@invariant("I13", "Every task older than an hour is done or flagged as failed.")
def tasks_are_done() -> Iterable[str]:
    """A task that is ready, or running, for too long. What is due later is not late."""
    long_ago = timezone.now() - MAY_TAKE
    # A task that may run at once has a date at the end of time as its day, not an early one.
    due_at = Case(When(run_after__lte=timezone.now(), then=F("run_after")), default="enqueued_at")
    ready = Q(pk__in=DBTaskResult.objects.ready().order_by().values("pk"), due_at__lt=long_ago)
    stuck = Q(status=TaskResultStatus.RUNNING, started_at__lt=long_ago)
    late = DBTaskResult.objects.annotate(due_at=due_at).filter(ready | stuck)
    for task in late.order_by("enqueued_at", "pk"):
        yield f"task {task.pk}: {task.task_path} is {task.status.lower()} for over an hour"
