"""What somebody needs at a course: told by themselves, deleted soon after or when they say so."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from core import audit
from courses.enums import PlaceState
from courses.exceptions import NeedsNotAskedError
from courses.models import CourseRun, Place, PlaceNeeds

KEPT_FOR = timedelta(days=14)


def delete_on(run: CourseRun) -> date | None:
    """The day on which needs for this run are deleted; None for a run without dates."""
    return timezone.localdate(run.ends_at) + KEPT_FOR if run.ends_at else None


def may_tell(place: Place) -> bool:
    """Whether needs are asked for this place: it is booked, has dates, and is not over."""
    ends_at = place.run.ends_at
    return place.state == PlaceState.CONFIRMED and ends_at is not None and ends_at > timezone.now()


@transaction.atomic
def tell(*, place: Place, access: str, dietary: str, by: User | None) -> PlaceNeeds | None:
    """Keep what the attendee wrote and agreed to, in place of what they wrote before.

    Nothing written takes back what was. `by` is None on the joining page, where nobody signs in.
    The trail says that something was told, never what. Raises NeedsNotAskedError when the place
    was given up or given to somebody else meanwhile, or the course is over.
    """
    still = Place.objects.select_for_update(of=("self",)).select_related("run")
    found = still.filter(pk=place.pk, join_token=place.join_token).first()
    if found is None or not may_tell(found) or (day := delete_on(found.run)) is None:
        raise NeedsNotAskedError
    if not (access or dietary):
        _withdraw(found, by)
        return None
    kept, _ = PlaceNeeds.objects.update_or_create(
        place=found,
        defaults={
            "access": access,
            "dietary": dietary,
            "delete_on": day,
            "consented_at": timezone.now(),
        },
    )
    audit.record("needs.tell", found, by=by)
    return kept


@transaction.atomic
def withdraw(*, place: Place, by: User | None) -> None:
    """Delete what was told, at once. Doing it twice changes nothing."""
    _withdraw(place, by)


def forget(*, places: Collection[Place]) -> int:
    """Delete the needs of places that somebody else gets or nobody has any more.

    Call it in the transaction that gives the places up or to somebody else.
    """
    return PlaceNeeds.objects.filter(place__in=[place.pk for place in places]).delete()[0]


@transaction.atomic
def delete_due() -> int:
    """Delete needs whose day has come, or whose place is not booked any more; say how many.

    When a course has moved to later meanwhile, its needs are kept as long after it instead.
    """
    today = timezone.localdate()
    for kept in PlaceNeeds.objects.filter(delete_on__lte=today).select_related("place__run"):
        day = delete_on(kept.place.run)
        if day and day > today:
            PlaceNeeds.objects.filter(pk=kept.pk).update(delete_on=day)
    useless = Q(delete_on__lte=today) | ~Q(place__state=PlaceState.CONFIRMED)
    return PlaceNeeds.objects.filter(useless).delete()[0]


def _withdraw(place: Place, by: User | None) -> None:
    if forget(places=[place]):
        audit.record("needs.withdraw", place, by=by)
