"""Alive, ready, and why not."""

from datetime import timedelta

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core.mail import deliver


def enqueue() -> None:
    """Promise a mail that no worker of this test will take."""
    deliver.enqueue(to="a@example.org", subject="", text="", html="", attachments=[], reply_to="")


def test_alive_asks_nothing_of_the_database(client: Client) -> None:
    # Without the database's mark, a statement would be an error.
    response = client.get("/healthz")
    assert response.json() == {"status": "alive"}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_ready_when_everything_is(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    said = response.json()
    assert said["status"] == "ready"
    assert said["checks"] == {
        "database": {"ok": True},
        "migrations": {"ok": True, "waiting": 0},
        "queue": {"ok": True, "oldest_seconds": 0},
    }


@pytest.mark.django_db
def test_not_ready_while_a_migration_waits(client: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="home", name="0002_front_page").delete()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert response.json()["checks"]["migrations"] == {"ok": False, "waiting": 1}


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "status"), [(14, 200), (16, 503)])
def test_not_ready_when_the_queue_stands_still(client: Client, minutes: int, status: int) -> None:
    enqueue()
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=minutes))
    assert client.get("/readyz").status_code == status


@pytest.mark.django_db
def test_a_task_that_is_not_due_yet_keeps_nobody_waiting(client: Client) -> None:
    enqueue()
    now = timezone.now()
    DBTaskResult.objects.update(
        enqueued_at=now - timedelta(days=1), run_after=now - timedelta(minutes=1)
    )
    assert client.get("/readyz").json()["checks"]["queue"]["oldest_seconds"] < 70
    DBTaskResult.objects.update(run_after=now + timedelta(days=1))
    assert client.get("/readyz").json()["checks"]["queue"]["oldest_seconds"] == 0
