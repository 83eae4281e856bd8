"""What a person does with tasks that failed for good: try them again, or set them aside."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from core import audit, queue
from core.audit import Actor
from core.models import SetAsideTask


class NotDeadError(Exception):
    """The task is not a dead letter, or not any more. `str()` says so, in a sentence."""

    def __init__(self) -> None:
        super().__init__("Somebody else has dealt with this task since you opened the page.")


@transaction.atomic
def retry(*, task_id: str, by: Actor) -> str:
    """Put one dead letter back, with all its tries; returns the task's name.

    Raises NotDeadError.
    """
    return _retry(_lock(task_id), by)


@transaction.atomic
def retry_all(*, by: Actor) -> int:
    """Put every dead letter back; returns how many."""
    return len([_retry(task, by) for task in _locked()])


@transaction.atomic
def set_aside(*, task_id: str, by: Actor) -> str:
    """Take one dead letter from the list for good; returns the task's name. Raises NotDeadError."""
    task = _lock(task_id)
    if not SetAsideTask.objects.get_or_create(task=task)[1]:
        raise NotDeadError
    audit.record("task.set_aside", task, by=by, task=task.task_path, tries=task.tries)
    return str(task.task_path)


def _retry(task: Any, by: Actor) -> str:
    audit.record("task.retry", task, by=by, task=task.task_path, tries=task.tries)
    DBTaskResult.objects.filter(pk=task.pk).update(
        status=TaskResultStatus.READY, run_after=timezone.now(), finished_at=None, worker_ids=[]
    )
    return str(task.task_path)


def _locked() -> Any:
    # The row's own lock decides between two people; what set it aside is another table's.
    return queue.dead_letters().select_for_update(of=("self",))


def _lock(task_id: str) -> Any:
    if (task := _locked().filter(pk=task_id).first()) is None:
        raise NotDeadError
    return task
