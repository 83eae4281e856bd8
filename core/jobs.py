"""Work that happens after the answer: rows in our own database, retried, never lost.

A task enqueued inside a transaction commits with the facts that need it. Every task may run
twice, so every task must be safe to. django-tasks has no retries, and a killed worker leaves its
task RUNNING; `reap` is for those two.
"""

import random
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from traceback import format_exc
from typing import TypeVar

import structlog
from django.db.models import F, Q
from django.db.models.functions import Least
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from core.models import ScheduledJob
from core.privacy import without_addresses

log = structlog.get_logger()
R = TypeVar("R")

MAX_ATTEMPTS = 6
STUCK_AFTER = timedelta(minutes=15)
#: A failed task that is older is not tried again by itself.
TRIED_AGAIN_FOR = timedelta(days=1)
KEPT_ASIDE_FOR = timedelta(days=30)
ERROR_LENGTH = 8000


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """A function that runs at least `every` so often, in some worker."""

    run: Callable[[], object]
    every: timedelta


_schedules: dict[str, Schedule] = {}


def every(interval: timedelta) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Register a function as a regular job. It may run twice or late, and must not mind."""

    def register(function: Callable[[], object]) -> Callable[[], object]:
        name = f"{function.__module__}.{function.__name__}"
        _schedules[name] = Schedule(run=function, every=interval)
        return function

    return register


def schedules() -> Mapping[str, Schedule]:
    """Every regular job that is registered, by its name."""
    return _schedules


def run_due(now: datetime | None = None) -> list[str]:
    """Run each regular job whose turn has come; return the names of those run.

    One failing job does not stop the others: its fault is logged and kept with it, and it is
    tried again with growing pauses, at its next turn at the latest.
    """
    now = now or timezone.now()
    done = []
    for name, schedule in _schedules.items():
        if _claim(name, now=now, every=schedule.every):
            _run(name, schedule)
            done.append(name)
    return done


def _claim(name: str, *, now: datetime, every: timedelta) -> bool:
    ScheduledJob.objects.get_or_create(name=name, defaults={"next_run_at": now})
    # Whoever had the last turn may have been killed in the middle of it.
    abandoned = Q(started_at__lte=now - STUCK_AFTER)
    claimed = ScheduledJob.objects.filter(abandoned | Q(next_run_at__lte=now), name=name)
    return claimed.update(next_run_at=now + every, last_run_at=now, started_at=now) == 1


def _run(name: str, schedule: Schedule) -> None:
    begun = time.monotonic()
    job = ScheduledJob.objects.filter(name=name)
    try:
        result = schedule.run()
    except Exception:
        log.exception("job_failed", job=name)
        failures = job.values_list("failures", flat=True).get() + 1
        again = timezone.now() + back_off(min(failures, MAX_ATTEMPTS))
        job.update(
            **_finished(begun),
            result="",
            failures=failures,
            error=without_addresses(format_exc())[-ERROR_LENGTH:],
            next_run_at=Least(F("next_run_at"), again),
        )
    else:
        said = "" if result is None else str(result)[:200]
        job.update(**_finished(begun), result=said, failures=0, error="")


def _finished(begun: float) -> dict[str, object]:
    milliseconds = round((time.monotonic() - begun) * 1000)
    return {"started_at": None, "finished_at": timezone.now(), "milliseconds": milliseconds}


def each(rows: Iterable[R], act: Callable[[R], int]) -> int:
    """Act on every row, also after one that fails; returns the sum of what the acts answered.

    One row that cannot be done must not keep all the others waiting for ever. The last fault is
    raised at the end, so that the job is seen to have failed.
    """
    done, fault = 0, None
    for row in rows:
        try:
            done += act(row)
        except Exception as error:
            log.exception("row_failed", row=str(row))
            fault = error
    if fault is not None:
        raise fault
    return done


def back_off(attempt: int) -> timedelta:
    """How long to wait before try `attempt` + 1: 30 s, 1, 2, 4, 8 minutes, with some jitter."""
    return timedelta(seconds=30 * 2 ** (attempt - 1) * random.uniform(1, 1.2))  # noqa: S311


@every(timedelta(minutes=1))
def reap() -> int:
    """Put back tasks that a killed worker left RUNNING, and failed ones with tries left.

    Returns how many were put back. What has used all its tries stays FAILED: the dead letters.
    """
    now = timezone.now()
    back = 0
    stuck = DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING, started_at__lt=now - STUCK_AFTER
    )
    failed = DBTaskResult.objects.filter(
        status=TaskResultStatus.FAILED,
        finished_at__gt=now - TRIED_AGAIN_FOR,
        set_aside=None,
    )
    for result in [*stuck, *failed]:
        same = DBTaskResult.objects.filter(pk=result.pk, status=result.status)
        attempt = len(result.worker_ids)
        if attempt < MAX_ATTEMPTS:
            again = now + back_off(attempt)
            back += same.update(status=TaskResultStatus.READY, run_after=again, finished_at=None)
        elif result.status == TaskResultStatus.RUNNING:
            same.update(status=TaskResultStatus.FAILED, finished_at=now)
    return back


@every(timedelta(hours=1))
def forget_finished_tasks() -> int:
    """Delete tasks that succeeded a day ago, or were set aside a month ago; return how many.

    Their arguments hold rendered mails, some with a code in them, and nobody needs those again.
    """
    now = timezone.now()
    done = Q(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - timedelta(days=1))
    aside = Q(status=TaskResultStatus.FAILED, set_aside__at__lt=now - KEPT_ASIDE_FOR)
    return DBTaskResult.objects.filter(done | aside).delete()[1].get(DBTaskResult._meta.label, 0)
