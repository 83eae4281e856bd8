"""The audit, once a night; whoever runs the hub hears of it only when something is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import invariants, jobs, mail
from core.invariants import Fault

#: On the clock of the hub; twice the time between two turns, so that one turn is always in it.
NIGHT = range(2, 4)
NAMED = 20


@jobs.every(timedelta(hours=1))
def audit_at_night() -> int:
    """Look through everything while it is quiet; returns how many faults there are."""
    now = timezone.localtime()
    if now.hour not in NIGHT:
        return 0
    found = invariants.faults()
    if found:
        _tell_the_office(found, key=f"audit:{now.date()}")
    return len(found)


@transaction.atomic
def _tell_the_office(found: Sequence[Fault], *, key: str) -> None:
    mail.send(
        "courses/audit_found",
        to=settings.HUB_OFFICE_EMAIL,
        context={"faults": found[:NAMED], "number": len(found), "more": len(found) - NAMED},
        once=key,
    )
