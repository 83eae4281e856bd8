"""CPD that somebody did elsewhere: added, changed and removed by themselves alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from django.core.files.base import File
from django.db import transaction

from accounts.models import User
from core import audit, files
from core.contention import patiently
from courses.models import ExternalCpd


@dataclass(frozen=True, kw_only=True)
class Doing:
    """What was done. `evidence` is a new file that has been checked; None leaves what is there."""

    title: str
    provider: str
    on_date: date
    minutes: int
    reflection: str = ""
    evidence: File[bytes] | None = None
    without_evidence: bool = False


@patiently
@transaction.atomic
def add(*, doing: Doing, by: User) -> ExternalCpd:
    """A new line of one's own record."""
    line = ExternalCpd(user=by)
    _write(line, doing)
    audit.record("external_cpd.add", line, by=by)
    return line


@patiently
@transaction.atomic
def revise(*, line: ExternalCpd, doing: Doing, by: User) -> ExternalCpd:
    """Change a line; a file that is replaced or taken away is deleted once that is stored."""
    old = line.evidence.name
    _write(line, doing)
    if old and old != line.evidence.name:
        _delete(old)
    audit.record("external_cpd.revise", line, by=by)
    return line


@patiently
@transaction.atomic
def remove(*, line: ExternalCpd, by: User) -> None:
    """Take a line away, with its file."""
    audit.record("external_cpd.remove", line, by=by)
    if line.evidence:
        _delete(line.evidence.name or "")
    line.delete()


def _write(line: ExternalCpd, doing: Doing) -> None:
    line.title, line.provider = doing.title, doing.provider
    line.on_date, line.minutes = doing.on_date, doing.minutes
    line.reflection = doing.reflection
    if doing.evidence is not None:
        called = PurePath(doing.evidence.name or "evidence")
        line.evidence_name = f"{called.stem[:140]}{called.suffix}"
        line.evidence.save(called.name, doing.evidence, save=False)
    elif doing.without_evidence:
        line.evidence, line.evidence_name = "", ""
    line.save()


def _delete(name: str) -> None:
    """Once the database has let it go: a file of a line that stays is never lost."""
    transaction.on_commit(lambda: files.private().delete(name))
