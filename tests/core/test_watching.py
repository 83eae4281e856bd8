"""How regular jobs are doing: their last run, their faults, and what is said of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from core import jobs, watching
from core.models import ScheduledJob

pytestmark = pytest.mark.django_db

EVERY = timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _no_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_schedules", {})


def tidies() -> int:
    """Tidy up. Nothing else."""
    return 3


def fails() -> None:
    """Fall over."""
    raise ValueError("no room for sam@example.org")


def job() -> ScheduledJob:
    return ScheduledJob.objects.get()


def test_a_job_that_ran_says_when_how_long_and_what_it_did() -> None:
    jobs.every(EVERY)(tidies)
    (before,) = watching.reports()
    assert (before.does, before.often) == ("Tidy up. Nothing else.", "every 5 minutes")
    assert before.state == "has not run yet"

    jobs.run_due()

    (after,) = watching.reports()
    assert after.row is not None
    assert (after.state, after.row.result) == ("done", "3")
    assert after.row.started_at is None
    assert after.row.milliseconds is not None
    assert watching.troubles() == []


def test_a_job_that_failed_keeps_its_fault_without_anybodys_address() -> None:
    jobs.every(EVERY)(fails)

    jobs.run_due()

    assert job().failures == 1
    assert "ValueError: no room for …@example.org" in job().error
    assert watching.reports()[0].state == "failed"


def test_a_failed_job_is_tried_again_soon_and_never_later_than_its_turn() -> None:
    jobs.every(timedelta(days=1))(fails)
    jobs.run_due()
    assert job().next_run_at < timezone.now() + timedelta(minutes=1)
    for _ in range(20):
        ScheduledJob.objects.update(next_run_at=timezone.now())
        jobs.run_due()
    assert job().next_run_at < timezone.now() + timedelta(minutes=20)

    jobs.every(timedelta(seconds=1))(tidies)
    ScheduledJob.objects.all().delete()
    jobs.run_due()
    tidy = ScheduledJob.objects.get(name__endswith="tidies")
    assert tidy.next_run_at < timezone.now() + timedelta(seconds=2)


def test_a_job_that_works_again_has_no_fault_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs.every(EVERY)(fails)
    jobs.run_due()
    name = job().name
    monkeypatch.setitem(jobs._schedules, name, jobs.Schedule(run=tidies, every=EVERY))
    ScheduledJob.objects.update(next_run_at=timezone.now())

    jobs.run_due()

    assert (job().failures, job().error, job().result) == (0, "", "3")


def test_a_job_that_fails_each_time_is_told_of() -> None:
    jobs.every(EVERY)(fails)
    for _ in range(watching.FAILURES_TO_TELL):
        assert watching.troubles() == []
        ScheduledJob.objects.update(next_run_at=timezone.now())
        jobs.run_due()
    (said,) = watching.troubles()
    assert said.startswith("1 regular job is failing each time: ")


def test_when_nothing_has_run_for_long_the_worker_has_stopped() -> None:
    jobs.every(EVERY)(tidies)
    jobs.run_due()
    assert watching.troubles(timezone.now() + timedelta(minutes=24)) == []
    (said,) = watching.troubles(timezone.now() + timedelta(minutes=26))
    assert said.endswith("no mail goes out. The worker has stopped.")


def test_one_job_that_is_late_is_named() -> None:
    jobs.every(EVERY)(tidies)
    jobs.every(timedelta(days=1))(fails)
    jobs.run_due()
    ScheduledJob.objects.filter(name__endswith="fails").update(
        failures=0, next_run_at=timezone.now() + timedelta(days=1)
    )
    (said,) = watching.troubles(timezone.now() + timedelta(minutes=26))
    assert said.startswith("1 regular job is late: ")
    assert "tidies" in said


def test_a_turn_that_a_killed_worker_left_is_somebody_elses_after_a_while() -> None:
    jobs.every(timedelta(days=1))(tidies)
    now = timezone.now()
    ScheduledJob.objects.create(
        name=next(iter(jobs.schedules())),
        next_run_at=now + timedelta(days=1),
        last_run_at=now,
        started_at=now,
    )
    assert jobs.run_due(now + jobs.STUCK_AFTER - timedelta(seconds=1)) == []
    assert len(jobs.run_due(now + jobs.STUCK_AFTER)) == 1
    assert job().started_at is None


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        (timedelta(seconds=30), "every minute"),
        (timedelta(minutes=1), "every minute"),
        (timedelta(minutes=90), "every 90 minutes"),
        (timedelta(hours=1), "every hour"),
        (timedelta(hours=6), "every 6 hours"),
        (timedelta(days=1), "every day"),
        (timedelta(days=7), "every 7 days"),
    ],
)
def test_intervals_are_said_in_words(interval: timedelta, words: str) -> None:
    jobs.every(interval)(tidies)
    assert watching.reports()[0].often == words
