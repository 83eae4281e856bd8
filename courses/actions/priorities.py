"""Who goes first on a waiting list, when the hub has a reason."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from core import audit
from courses.models import WaitingListEntry
from courses.refusals import NotWaitingError, PriorityReasonError


@transaction.atomic
def set_priority(
    *, entry: WaitingListEntry, priority: int, reason: str, by: User
) -> WaitingListEntry:
    """Let somebody be offered a place before, or after, those who joined earlier.

    Offers that are out stay as they are. The reason is in the audit trail. Raises
    PriorityReasonError without one, and NotWaitingError for somebody who waits no more.
    """
    if not reason.strip():
        raise PriorityReasonError
    was = entry.priority
    here = WaitingListEntry.objects.live().filter(pk=entry.pk)
    if not here.update(priority=priority):
        raise NotWaitingError(entry)
    entry.refresh_from_db()
    audit.record(
        "waiting_list.set_priority", entry, by=by, was=was, now=priority, reason=reason.strip()
    )
    return entry
