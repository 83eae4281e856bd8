"""A recording that was watched: nobody keeps a register of it, so whoever has the place says so.

The smallest rule that is honest. What they say counts in their CPD record, as their own word, with
the minutes they give; it opens the questions how it was, for six weeks from then and once more
after those. It earns no certificate of attendance: that says that somebody saw them there, and
rests on marks alone. A course whose date is arranged by hand needs no rule of its own: once its
session is written down it has a register, and all that follows from one.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.contention import patiently
from courses.enums import Format, PlaceState, RunState
from courses.exceptions import NothingToWatchError
from courses.models import CourseRun, Place

MOST_MINUTES = 1200


def is_recording(run: CourseRun) -> bool:
    """Whether it is watched at any time, without a session and so without a register."""
    return (
        run.format == Format.RECORDED
        and run.starts_at is None
        and run.state not in (RunState.DRAFT, RunState.CANCELLED)
    )


@patiently
@transaction.atomic
def say(*, place: Place, minutes: int, by: User | None) -> Place:
    """Keep that its attendee has watched it, for so many minutes; a second time corrects those.

    `by` is None on the joining page, where nobody signs in. Raises NothingToWatchError where there
    is no recording, or the place was given up or given to somebody else meanwhile.
    """
    rows = Place.objects.select_for_update(of=("self",)).select_related("run__page", "attendee")
    theirs = rows.filter(pk=place.pk, join_token=place.join_token, state=PlaceState.CONFIRMED)
    found = theirs.exclude(attendee=None).first()
    if found is None or not is_recording(found.run):
        raise NothingToWatchError
    found.watched_at = found.watched_at or timezone.now()
    found.watched_minutes = min(max(minutes, 1), MOST_MINUTES)
    found.save(update_fields=("watched_at", "watched_minutes"))
    audit.record("place.watched", found, by=by, minutes=found.watched_minutes)
    return found
