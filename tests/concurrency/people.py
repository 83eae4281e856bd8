"""Who races, and what they are sent."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User


def people(number: int) -> list[User]:
    """New people, for this race alone."""
    from accounts.models import User

    mark = secrets.token_hex(5)
    return [
        User.objects.create_user(f"racer-{mark}-{index}@example.org", full_name=f"Racer {index}")
        for index in range(number)
    ]


def mails(to: User) -> int:
    """How many mails somebody is promised."""
    from django_tasks_db.models import DBTaskResult

    sent = DBTaskResult.objects.filter(task_path="core.mail.deliver")
    return sum(task.args_kwargs["kwargs"]["to"] == to.email for task in sent)
