"""What people would like to hear of: saving a search, pausing it, and the weekly digest."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from core import audit
from courses import catalogue, emails_interests, nearness
from courses.catalogue import Filters
from courses.enums import RunState
from courses.exceptions import CoursesError
from courses.listing import Viewer
from courses.models import CourseRun, Phase, SavedInterest

MOST = 20
LONGEST = 500
MOST_IN_A_DIGEST = 20


class TooManyInterestsError(CoursesError):
    """Nobody needs more, and each costs a search in every digest."""

    def __init__(self) -> None:
        super().__init__(
            f"You have saved {MOST} searches, which is as many as we keep. Remove one first."
        )


class InterestTooLongError(CoursesError):
    """The search has more in it than we keep."""

    def __init__(self) -> None:
        super().__init__("That search is too long to save. Take some of the words out.")


def understood(query: str) -> Filters:
    """What a saved address asks for. What cannot be read, or is no filter, is left out."""
    return catalogue.read(QueryDict(query), list(Phase.objects.all()))


@transaction.atomic
def save(*, query: str, by: User) -> SavedInterest:
    """Keep a search in its shortest address; the same one again only wakes it when it was paused.

    They hear of runs that become public from now on. Raises TooManyInterestsError and
    InterestTooLongError.
    """
    shortest = understood(query[: LONGEST * 4]).query
    if len(shortest) > LONGEST:
        raise InterestTooLongError
    User.objects.select_for_update().get(pk=by.pk)
    known = SavedInterest.objects.filter(user=by, query=shortest).first()
    if known:
        return known if known.is_mailed else resume(interest=known, by=by)
    if SavedInterest.objects.filter(user=by).count() >= MOST:
        raise TooManyInterestsError
    interest = SavedInterest.objects.create(user=by, query=shortest, told_at=timezone.now())
    audit.record("interest.save", interest, by=by, query=shortest)
    return interest


@transaction.atomic
def pause(*, interest: SavedInterest, by: User | None) -> SavedInterest:
    """No mail about it until it is resumed."""
    return _set_mailed(interest, by, is_mailed=False)


@transaction.atomic
def resume(*, interest: SavedInterest, by: User | None) -> SavedInterest:
    """Mail again, about what becomes public from now on."""
    return _set_mailed(interest, by, is_mailed=True)


def _set_mailed(interest: SavedInterest, by: User | None, *, is_mailed: bool) -> SavedInterest:
    other = SavedInterest.objects.filter(pk=interest.pk, is_mailed=not is_mailed)
    if other.update(is_mailed=is_mailed, told_at=timezone.now()):
        verb = "interest.resume" if is_mailed else "interest.pause"
        audit.record(verb, interest, by=by)
    interest.refresh_from_db()
    return interest


@transaction.atomic
def remove(*, interest: SavedInterest, by: User) -> None:
    """Forget it."""
    audit.record("interest.remove", interest, by=by, query=interest.query)
    interest.delete()


@transaction.atomic
def stop(*, user: User) -> int:
    """Pause everything that this person has saved: what the link in a digest does, without login.

    Answers how many were paused.
    """
    woken = SavedInterest.objects.filter(user=user, is_mailed=True).order_by("pk")
    return len([pause(interest=interest, by=None) for interest in woken])


def note_new_runs(*, now: datetime | None = None) -> int:
    """Write down when each run was first found open on a public page; answers for how many.

    One run at a time and in primary-key order, so that no booking waits for two of them.
    """
    now = now or timezone.now()
    fresh = CourseRun.objects.public().filter(state=RunState.OPEN, first_public_at=None)
    keys = list(fresh.order_by("pk").values_list("pk", flat=True))
    return sum(
        CourseRun.objects.filter(pk=key, first_public_at=None).update(first_public_at=now)
        for key in keys
    )


@transaction.atomic
def send_digest(*, user: User, until: datetime) -> bool:
    """Mail this person what is new to them up to that moment; one digest for each ISO week.

    Answers whether a mail was promised: not when nothing fits, nor a second time.
    """
    waiting = SavedInterest.objects.waiting(until).filter(user=user).select_for_update(of=("self",))
    interests = list(waiting.order_by("pk"))
    viewer, phases = Viewer.of(user), list(Phase.objects.all())
    found: dict[int, CourseRun] = {}
    for interest in interests:
        for run in _new_to(interest, phases, viewer, until):
            found.setdefault(run.pk, run)
    SavedInterest.objects.filter(pk__in=[one.pk for one in interests]).update(told_at=until)
    if not found:
        return False
    runs = sorted(found.values(), key=lambda run: (run.starts_at is None, run.starts_at, run.pk))
    return emails_interests.new_courses(user, runs, viewer=viewer, until=until)


def _new_to(
    interest: SavedInterest, phases: list[Phase], viewer: Viewer, until: datetime
) -> list[CourseRun]:
    filters = catalogue.read(QueryDict(interest.query), phases)
    point = nearness.at_postcode(filters.postcode) if filters.postcode else viewer.origin
    new = Q(first_public_at__gt=interest.told_at, first_public_at__lte=until)
    runs = catalogue.found_by(filters, near=point).filter(new, state=RunState.OPEN)
    return [run for run in runs[:MOST_IN_A_DIGEST] if run.pk not in viewer.bookings]
