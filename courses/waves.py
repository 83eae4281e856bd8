"""When people are asked about a course, and what: the same questions before and after."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from courses import personal_links
from courses.enums import ATTENDED_MARKS, PlaceState, RunState, Wave
from courses.models import Attendance, CourseRun, Evaluation, Place

LATER = timedelta(weeks=6)
#: A course may promise more than anybody wants to be asked about.
MOST_ITEMS = 6

Window = tuple[datetime | None, datetime]


def window(place: Place, wave: Wave) -> Window | None:
    """From when until when a wave takes this place's answer; None where there is no such time.

    BEFORE ends when the course begins. CLOSE begins on the last day and lasts six weeks; SIX_WEEKS
    follows it for another six. A recording begins and ends when its attendee says they watched it.
    """
    starts_at = place.run.starts_at or place.watched_at
    ends_at = place.run.ends_at or place.watched_at
    if starts_at is None or ends_at is None:
        return None
    if wave is Wave.BEFORE:
        return None, starts_at
    if wave is Wave.CLOSE:
        last_day = timezone.localtime(ends_at).replace(hour=0, minute=0, second=0)
        return last_day, ends_at + LATER
    return ends_at + LATER, ends_at + 2 * LATER


def is_open(place: Place, wave: Wave, now: datetime | None = None) -> bool:
    """Whether answers may be given, or changed, now."""
    now = now or timezone.now()
    found = window(place, wave)
    if found is None or place.run.state in (RunState.DRAFT, RunState.CANCELLED):
        return False
    opens, closes = found
    return (opens is None or opens <= now) and now < closes


def is_asked(place: Place, wave: Wave) -> bool:
    """Whether this wave is for whoever has this place: before, all; afterwards, those who came.

    Whoever has watched a recording came, as far as they say so themselves.
    """
    if place.state != PlaceState.CONFIRMED or place.attendee_id is None:
        return False
    came = Attendance.objects.current().filter(place=place, mark__in=ATTENDED_MARKS)
    return wave is Wave.BEFORE or place.watched_at is not None or came.exists()


def path_before(place: Place) -> str:
    """Where whoever has this place answers before the course. No statement.

    Empty once the course has begun, and where nothing is asked.
    """
    asks = place.run.confidence_items or place.run.page.outcome_list
    if not asks or place.attendee_id is None or not is_open(place, Wave.BEFORE):
        return ""
    return personal_links.evaluation(place, Wave.BEFORE)


def items(run: CourseRun) -> list[str]:
    """What people rate their confidence in: as frozen, or the course's outcomes as they are now."""
    found = run.confidence_items or run.page.outcome_list[:MOST_ITEMS]
    return [str(item) for item in found]


def freeze(run: CourseRun) -> list[str]:
    """The items, which never change from now on: from the first answer or the first mail that asks.

    Compare and set, so that two who are first at the same moment are asked the same.
    """
    if not run.confidence_items:
        unasked = CourseRun.objects.filter(pk=run.pk, confidence_items=[])
        unasked.update(confidence_items=items(run))
        run.refresh_from_db(fields=["confidence_items"])
    return items(run)


def digest(asked: Sequence[str]) -> str:
    """What a form says of the items that it shows, so that an answer is never to other ones."""
    return hashlib.sha256(json.dumps(list(asked)).encode()).hexdigest()[:16]


@dataclass(frozen=True, kw_only=True)
class Question:
    """A wave that somebody could answer now."""

    title: str
    wave: Wave
    url: str


def open_for(user: User) -> list[Question]:
    """What this person could answer now and has not: three statements, whatever they attended."""
    mine = Place.objects.for_attendee(user).select_related("run", "attendee")
    places = [place for place in mine if any(is_open(place, wave) for wave in Wave)]
    marks = Attendance.objects.current().filter(place__in=places, mark__in=ATTENDED_MARKS)
    came = set(marks.values_list("place_id", flat=True))
    came |= {place.pk for place in places if place.watched_at}
    answered = set(Evaluation.objects.filter(place__in=places).values_list("place_id", "wave"))
    return [
        Question(title=place.run.title, wave=wave, url=personal_links.evaluation(place, wave))
        for place in places
        for wave in Wave
        if is_open(place, wave)
        and (wave is Wave.BEFORE or place.pk in came)
        and (place.pk, str(wave)) not in answered
    ]
