"""A worker is killed with SIGKILL in the middle of its work: nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from core import jobs, mail
from core.models import ScheduledJob
from tests.core.doomed_worker import NUMBER, PROJECT

pytestmark = pytest.mark.django_db(transaction=True)

Start = Callable[[str], subprocess.Popen[str]]
PATIENCE_SECONDS = 60
REAPER = "core.jobs.reap"
TELLS = "__main__.tell_everybody"


def database_url() -> str:
    """The test's own database, for another process."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    login = ":".join(quote(str(settings[key])) for key in ("USER", "PASSWORD") if settings[key])
    return f"postgres://{login}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"


@pytest.fixture
def postbox(tmp_path: Path) -> Path:
    return tmp_path / "accepted"


@pytest.fixture
def start(postbox: Path) -> Iterator[Start]:
    """Start a worker that stops at a place; whatever still runs at the end is killed."""
    started: list[subprocess.Popen[str]] = []

    def begin(pause: str) -> subprocess.Popen[str]:
        worker = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.core.doomed_worker", postbox, pause],
            cwd=PROJECT,
            env={**os.environ, "DATABASE_URL": database_url()},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        started.append(worker)
        return worker

    yield begin
    for worker in started:
        worker.kill()
        worker.communicate()


def kill_when_paused(worker: subprocess.Popen[str]) -> None:
    out: IO[str] | None = worker.stdout
    assert out is not None
    assert any(line == "paused\n" for line in out), "it ended before it came there"
    worker.kill()
    worker.wait()


def wait_until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.1)


def everything_is_done() -> bool:
    """Turn the clock on for what waits for its time, and see whether anything is left."""
    now = timezone.now()
    long_ago = now - jobs.STUCK_AFTER
    left = DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL)
    left.filter(status=TaskResultStatus.READY, run_after__gt=now).exclude(
        run_after__year=9999
    ).update(run_after=now)
    left.filter(status=TaskResultStatus.RUNNING).update(started_at=long_ago)
    ScheduledJob.objects.filter(name=REAPER).update(next_run_at=now)
    ScheduledJob.objects.filter(name=TELLS, started_at__isnull=False).update(started_at=long_ago)
    told = ScheduledJob.objects.filter(name=TELLS, finished_at__isnull=False)
    return told.exists() and not left.exists()


def promise_a_slow_mail() -> None:
    mail.deliver.enqueue(
        to="slow@example.org", subject="-", text="-", html="-", attachments=[], reply_to=""
    )


def accepted(postbox: Path) -> Counter[str]:
    return Counter(line.partition("@")[0] for line in postbox.read_text().splitlines())


def test_killed_before_the_server_took_it_each_mail_is_sent_exactly_once(
    start: Start, postbox: Path
) -> None:
    promise_a_slow_mail()
    kill_when_paused(start("before"))
    assert DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).count() == 1

    start("nowhere")
    wait_until(everything_is_done, "the restarted worker had sent everything")

    people = {f"person-{number}": 1 for number in range(NUMBER)}
    assert accepted(postbox) == {"slow": 1, **people}


def test_killed_after_the_server_took_it_that_one_mail_comes_twice_and_none_is_lost(
    start: Start, postbox: Path
) -> None:
    """Between the server's word and our own record of it nobody can know; so it is sent again."""
    promise_a_slow_mail()
    kill_when_paused(start("after"))

    start("nowhere")
    wait_until(everything_is_done, "the restarted worker had sent everything")

    people = {f"person-{number}": 1 for number in range(NUMBER)}
    assert accepted(postbox) == {"slow": 2, **people}


def test_killed_in_the_middle_of_a_regular_job_it_is_taken_up_and_nobody_is_told_twice(
    start: Start, postbox: Path
) -> None:
    kill_when_paused(start("job"))
    job = ScheduledJob.objects.get(name=TELLS)
    assert job.started_at is not None
    assert job.next_run_at > timezone.now(), "its own turn would be tomorrow"

    start("nowhere")
    wait_until(everything_is_done, "the restarted worker had told everybody")

    assert accepted(postbox) == {f"person-{number}": 1 for number in range(NUMBER)}
