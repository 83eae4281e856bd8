"""Tasks that failed for good: what is seen of them, and what a person does with them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from core import jobs, mail, queue, worker
from core.actions import tasks
from core.actions.tasks import NotDeadError
from core.models import AuditEvent
from tests.core.test_jobs import note, stumble

pytestmark = pytest.mark.django_db(transaction=True)


def kill() -> str:
    """A task that has used all its tries; its id."""
    task = stumble.enqueue()
    for _ in range(jobs.MAX_ATTEMPTS):
        DBTaskResult.objects.filter(pk=task.id).update(run_after=timezone.now())
        worker.drain()
        jobs.reap()
    assert DBTaskResult.objects.get(pk=task.id).status == TaskResultStatus.FAILED
    return str(task.id)


def test_the_queue_is_counted_by_what_happens_next() -> None:
    dead = kill()
    stumble.enqueue()
    worker.drain()
    note.enqueue(text="ready")
    note.enqueue(text="running")
    DBTaskResult.objects.latest("enqueued_at").claim("somebody")
    note.using(run_after=timezone.now() + timedelta(hours=1)).enqueue(text="later")

    assert queue.counts() == {"ready": 1, "later": 1, "running": 1, "again": 1, "dead": 1}
    assert [letter.id for letter in queue.letters(10)] == [dead]


def test_a_failed_task_that_nothing_tried_again_for_a_day_is_dead_too() -> None:
    stumble.enqueue()
    worker.drain()
    assert queue.counts()["dead"] == 0
    DBTaskResult.objects.update(finished_at=timezone.now() - jobs.TRIED_AGAIN_FOR)
    assert jobs.reap() == 0
    assert queue.counts()["dead"] == 1


def test_a_dead_mail_shows_its_kind_and_domain_and_nothing_that_it_says(
    monkeypatch: pytest.MonkeyPatch, tariq: User
) -> None:
    def refuse(backend: EmailBackend, messages: object) -> int:
        raise ConnectionError("550 tariq@example.org is not here")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    context = {"event": "changed", "person": tariq}
    mail.deliver.enqueue(
        message="accounts/greeting",
        to="tariq@example.org",
        subject="Dear Tariq",
        text=f"Secret {context}",
        html="<p>Secret</p>",
        attachments=[],
        reply_to="",
    )
    worker.drain()
    DBTaskResult.objects.update(finished_at=timezone.now() - jobs.TRIED_AGAIN_FOR)

    (letter,) = queue.letters(10)

    assert letter.about == "accounts/greeting to example.org"
    assert letter.error == "ConnectionError: 550 …@example.org is not here"
    assert "send_messages" in letter.traceback
    assert "tariq@" not in repr(letter).lower()
    assert "secret" not in repr(letter).lower()


def test_tried_again_it_has_all_its_tries_and_the_trail_says_by_whom(hannah: User) -> None:
    dead = kill()

    assert tasks.retry(task_id=dead, by=hannah) == "tests.core.test_jobs.stumble"

    again = DBTaskResult.objects.get()
    assert (again.status, again.worker_ids) == (TaskResultStatus.READY, [])
    event = AuditEvent.objects.get(verb="task.retry")
    assert (event.actor_id, event.subject_id) == (hannah.pk, dead)
    worker.drain()
    assert jobs.reap() == 1, "it has tries left"


def test_all_are_tried_again_at_once(hannah: User) -> None:
    for _ in range(2):
        kill()
    assert tasks.retry_all(by=hannah) == 2
    assert tasks.retry_all(by=hannah) == 0
    assert AuditEvent.objects.filter(verb="task.retry").count() == 2


def test_set_aside_it_is_not_tried_again_and_goes_after_a_month(hannah: User) -> None:
    dead = kill()

    tasks.set_aside(task_id=dead, by=hannah)

    assert queue.counts() == {"ready": 0, "later": 0, "running": 0, "again": 0, "dead": 0}
    assert jobs.reap() == 0
    assert AuditEvent.objects.filter(verb="task.set_aside", subject_id=dead).count() == 1
    assert jobs.forget_finished_tasks() == 0
    aside = DBTaskResult.objects.get().set_aside
    type(aside).objects.update(at=timezone.now() - jobs.KEPT_ASIDE_FOR - timedelta(days=1))
    assert jobs.forget_finished_tasks() == 1
    assert not DBTaskResult.objects.exists()


def test_what_somebody_else_has_dealt_with_is_refused_in_a_sentence(hannah: User) -> None:
    dead = kill()
    tasks.set_aside(task_id=dead, by=hannah)
    for act in (tasks.retry, tasks.set_aside):
        with pytest.raises(NotDeadError, match="since you opened the page"):
            act(task_id=dead, by=hannah)
    assert AuditEvent.objects.filter(verb__startswith="task.").count() == 1


def test_a_task_that_waits_or_will_be_tried_again_is_nobodys_to_deal_with(hannah: User) -> None:
    waits = note.enqueue(text="waits")
    with pytest.raises(NotDeadError):
        tasks.set_aside(task_id=str(waits.id), by=hannah)
