"""The audit trail's one door in."""

from typing import Protocol

from django.db import models, transaction

from core.models import AuditEvent


class Actor(Protocol):
    """Anybody who can be named in the trail; in practice an accounts.User."""

    pk: int


def record(verb: str, subject: models.Model, *, by: Actor | None, **data: object) -> AuditEvent:
    """Write one event about `subject`, in the caller's transaction.

    `by` is None for a job. `data` must be JSON-serialisable. Raises RuntimeError outside a
    transaction, because an event that can survive its act's rollback is a lie.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit event belongs in the transaction of the act it records.")
    return AuditEvent.objects.create(
        actor_id=by.pk if by else None,
        actor_label=str(by)[:200] if by else "",
        verb=verb,
        subject_type=subject._meta.label,
        subject_id=str(subject.pk),
        data=data,
    )
