"""What the queue promises beyond the library: tries, tidying up after a kill, turns."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from core import jobs, worker
from core.models import ScheduledJob

pytestmark = pytest.mark.django_db(transaction=True)

ran: list[str] = []


@task()
def note(*, text: str) -> None:
    ran.append(text)


@task()
def stumble() -> None:
    raise ConnectionError("the mail server is down")


@pytest.fixture(autouse=True)
def _nothing_ran_yet() -> None:
    ran.clear()


def test_a_task_runs_once_a_worker_looks() -> None:
    note.enqueue(text="now")
    worker.drain()
    worker.drain()
    assert ran == ["now"]


def test_a_failed_task_is_put_back_with_a_pause() -> None:
    stumble.enqueue()
    worker.drain()
    assert jobs.reap() == 1
    result = DBTaskResult.objects.get()
    assert result.status == TaskResultStatus.READY
    assert timedelta(seconds=25) < result.run_after - timezone.now() < timedelta(seconds=40)


def test_pauses_grow() -> None:
    assert jobs.back_off(1) < jobs.back_off(2) < jobs.back_off(5) < timedelta(minutes=10)


def test_a_task_that_used_all_its_tries_stays_failed_for_a_person_to_see() -> None:
    stumble.enqueue()
    for _ in range(jobs.MAX_ATTEMPTS):
        DBTaskResult.objects.update(run_after=timezone.now())
        worker.drain()
        jobs.reap()
    result = DBTaskResult.objects.get()
    assert (result.status, len(result.worker_ids)) == (TaskResultStatus.FAILED, jobs.MAX_ATTEMPTS)


def test_a_task_that_a_killed_worker_left_running_is_put_back() -> None:
    note.enqueue(text="after all")
    left = DBTaskResult.objects.get()
    left.claim("killed")
    assert jobs.reap() == 0, "it may still be at work"
    DBTaskResult.objects.update(started_at=timezone.now() - jobs.STUCK_AFTER)
    assert jobs.reap() == 1
    DBTaskResult.objects.update(run_after=timezone.now())
    worker.drain()
    assert ran == ["after all"]


def test_a_task_whose_every_worker_was_killed_ends_as_failed() -> None:
    note.enqueue(text="fatal")
    task_row = DBTaskResult.objects.get()
    for number in range(jobs.MAX_ATTEMPTS):
        task_row.claim(f"killed {number}")
    DBTaskResult.objects.update(started_at=timezone.now() - jobs.STUCK_AFTER)
    assert jobs.reap() == 0
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED
    assert jobs.reap() == 0


def test_finished_tasks_are_forgotten_after_a_day_and_failed_ones_are_kept() -> None:
    note.enqueue(text="old")
    stumble.enqueue()
    worker.drain()
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(hours=25))
    note.enqueue(text="new")
    worker.drain()
    assert jobs.forget_finished_tasks() == 1
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == [
        TaskResultStatus.FAILED,
        TaskResultStatus.SUCCESSFUL,
    ]


def test_a_regular_job_runs_once_in_its_turn_however_many_workers_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jobs, "_schedules", {})
    jobs.every(timedelta(minutes=5))(lambda: ran.append("tidied"))
    now = timezone.now()
    assert len(jobs.run_due(now)) == 1
    assert jobs.run_due(now) == []
    assert jobs.run_due(now + timedelta(minutes=4)) == []
    assert len(jobs.run_due(now + timedelta(minutes=5))) == 1
    assert ran == ["tidied", "tidied"]
    assert ScheduledJob.objects.get().last_run_at == now + timedelta(minutes=5)


def test_a_failing_job_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> None:
        raise ValueError("a fault")

    def works() -> None:
        ran.append("works")

    monkeypatch.setattr(jobs, "_schedules", {})
    jobs.every(timedelta(minutes=1))(fails)
    jobs.every(timedelta(minutes=1))(works)
    jobs.run_due()
    assert ran == ["works"]


def test_one_row_that_fails_does_not_keep_the_others_and_is_seen() -> None:
    done = []

    def act(row: int) -> int:
        if row == 2:
            raise ValueError("Two cannot be done.")
        done.append(row)
        return 1

    with pytest.raises(ValueError, match="Two"):
        jobs.each([1, 2, 3], act)
    assert done == [1, 3]
    assert jobs.each([1, 3], act) == 2
