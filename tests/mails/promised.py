"""What the site has promised to send, as a reader will have it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django_tasks_db.models import DBTaskResult

from core.mail import deliver
from courses.emails_runs import write_of_moves
from tests.mails import scenes
from tests.mails.worlds import WORLDS


@dataclass(frozen=True, kw_only=True)
class Promised:
    """One mail: which message it is, in which world and scene it was written, and its words."""

    message: str
    scene: str
    to: str
    subject: str
    text: str
    html: str

    @property
    def name(self) -> str:
        return f"{self.message} in {self.scene}"


def in_world(name: str) -> Iterator[Promised]:
    """Every mail of one world. Each scene begins with the world as it was made."""
    # Savepoints, not blocks: what goes to a payment page must not be inside one.
    outside = transaction.savepoint()
    world = WORLDS[name]()
    DBTaskResult.objects.all().delete()
    for act in scenes.of(world):
        before = transaction.savepoint()
        act(world)
        yield from list(_waiting(f"{name}, {act.__name__}"))
        transaction.savepoint_rollback(before)
    transaction.savepoint_rollback(outside)


def _waiting(scene: str) -> Iterator[Promised]:
    """What the tasks that wait would send; those that write mails are run for it."""
    for task in DBTaskResult.objects.filter(task_path=write_of_moves.module_path):
        write_of_moves.func(**task.args_kwargs["kwargs"])
    for task in DBTaskResult.objects.filter(task_path=deliver.module_path).order_by("enqueued_at"):
        said = task.args_kwargs["kwargs"]
        words = {key: said[key] for key in ("message", "to", "subject", "text", "html")}
        yield Promised(scene=scene, **words)
