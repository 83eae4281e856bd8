"""What people say of a course: asking them, and taking their answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.contention import patiently
from courses import emails_after, waves
from courses.enums import ATTENDED_MARKS, PlaceState, RunState, Wave
from courses.exceptions import EvaluationOverError, NotAskedError, QuestionsChangedError
from courses.models import Attendance, CourseRun, Evaluation, Place

#: When nobody has closed the last register, those who are marked as there are asked all the same.
PATIENCE = timedelta(days=1)
#: A worker that was away for so long still asks.
LATEST = timedelta(weeks=2)


@patiently
@transaction.atomic
def submit(
    *,
    place: Place,
    wave: Wave,
    confidence: Mapping[int, int],
    rating: int | None = None,
    most_useful: str = "",
    comment: str = "",
    asked: str = "",
) -> Evaluation:
    """One person's answer to one wave; a second one, until the wave ends, takes its place.

    `confidence` is from an item's number on the run to 1 … 5; the first answer freezes the items.
    `asked` is the `waves.digest` of those that the form showed. Nothing goes to the audit trail: it
    would say who answered, and when. Raises NotAskedError, EvaluationOverError and
    QuestionsChangedError; then nothing is stored.
    """
    if not waves.is_asked(place, wave):
        raise NotAskedError
    if not waves.is_open(place, wave):
        raise EvaluationOverError
    items = waves.freeze(place.run)
    if asked and asked != waves.digest(items):
        raise QuestionsChangedError
    known = range(len(items))
    answer, _ = Evaluation.objects.update_or_create(
        place=place,
        wave=wave,
        defaults={
            "confidence": {str(n): given for n, given in confidence.items() if n in known},
            "rating": rating,
            "most_useful": most_useful,
            "comment": comment,
            "submitted_at": timezone.now(),
        },
    )
    return answer


def ask(*, places: Iterable[Place], wave: Wave) -> int:
    """Write once to each of these who came; returns how many were written to now.

    What they are asked is frozen with the first mail.
    """
    asked = 0
    for place in places:
        if not waves.is_open(place, wave):
            continue
        with transaction.atomic():
            waves.freeze(place.run)
            asked += emails_after.evaluation_asked(place, wave)
    return asked


def ask_those_due() -> int:
    """Everybody whose turn it is: the day after the end, and six weeks after it.

    Safe to run twice and twice at once: each is written to once for each wave.
    """
    now = timezone.now()
    ended = now - PATIENCE
    later = now - waves.LATER
    return ask(places=_came(ended - LATEST, ended), wave=Wave.CLOSE) + ask(
        places=_came(later - LATEST, later), wave=Wave.SIX_WEEKS
    )


def _came(after: datetime, until: datetime) -> list[Place]:
    """Places of those for whom it ended between these moments: who came, or watched a recording."""
    ended = CourseRun.objects.filter(ends_at__gt=after, ends_at__lte=until)
    came = Attendance.objects.current().filter(mark__in=ATTENDED_MARKS).values("place")
    was_there = Q(run__in=ended, pk__in=came)
    watched = Q(watched_at__gt=after, watched_at__lte=until)
    places = Place.objects.filter(was_there | watched, state=PlaceState.CONFIRMED)
    theirs = places.exclude(attendee=None).exclude(run__state=RunState.CANCELLED)
    return list(theirs.select_related("run__page", "attendee").order_by("pk"))
