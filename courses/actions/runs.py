"""What is done to runs. Each function is one transaction and leaves a line in the audit trail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from core import audit
from core.money import VatCode
from courses import emails_runs, moves
from courses.actions import offers, sessions, winding_up
from courses.actions.prices import PriceLine, set_tiers
from courses.actions.run_states import move
from courses.actions.sessions import UNDATED, Meeting, reschedule, set_sessions
from courses.enums import Audience, Format, RunState
from courses.exceptions import CapacityTooLowError, RunNotReadyError
from courses.models import CoursePage, CourseRun, PriceTier, Session

__all__ = [
    "EDITABLE",
    "UNDATED",
    "Meeting",
    "PriceLine",
    "cancel",
    "close",
    "copy",
    "create",
    "finish",
    "open",
    "reschedule",
    "revise",
    "rewrite",
    "run_anyway",
    "set_sessions",
    "set_tiers",
    "start",
]

#: What `revise` may change. Counts, dates and states have actions of their own.
EDITABLE = frozenset(
    {
        "title",
        "format",
        "minimum_to_run",
        "venue",
        "any_time",
        "recording_link",
        "policy",
        "booking_opens_at",
        "booking_closes_at",
        "waiting_closes_at",
        "notice_days",
        "sessions_needed",
        "allow_pay_later",
    }
)
#: What a copy of a run takes over as it is; its moments move with the first date.
COPIED = EDITABLE - {"title", "booking_opens_at", "booking_closes_at", "waiting_closes_at"}


@transaction.atomic
def create(
    *,
    page: CoursePage,
    format: Format,  # noqa: A002 - the glossary's word
    capacity: int,
    by: User | None,
    meetings: Iterable[Meeting] = (),
    prices: Iterable[PriceLine] = (),
    code: str = "",
    **details: Any,
) -> CourseRun:
    """A draft run of this course; `details` are fields that `revise` may change too.

    Raises TypeError for any other field, so that a count or a state cannot be set by hand.
    """
    _only_editable(details)
    values = {"title": page.title, **details, **({"code": code} if code else {})}
    run = CourseRun.objects.create(page=page, format=format, capacity=capacity, **values)
    set_sessions(run=run, meetings=meetings, by=by)
    set_tiers(run=run, prices=prices, by=by)
    audit.record("run.create", run, by=by, format=str(format), capacity=capacity)
    return run


@transaction.atomic
def revise(
    *, run: CourseRun, by: User | None, capacity: int | None = None, **details: Any
) -> CourseRun:
    """Change a run's own fields; never its counts, dates or state.

    People with a place are told of another venue, and people who wait are offered the places that
    a larger capacity frees. Raises CapacityTooLowError, with the number, when
    more places are taken than `capacity`, and TypeError for a field that is not for revising. One
    guarded UPDATE: places taken at the same moment are counted.
    """
    before = moves.locked(run)
    _revise(run, capacity, details, by=by)
    _offer_what_is_free(run)
    emails_runs.tell_of_moves(run, moves.between(before, moves.stands(run)))
    return run


@transaction.atomic
def rewrite(
    *,
    run: CourseRun,
    meetings: Iterable[Meeting],
    prices: Iterable[PriceLine],
    by: User | None,
    capacity: int | None = None,
    **details: Any,
) -> CourseRun:
    """`revise`, `set_sessions` and `set_tiers` in one go: whatever moves, people get one mail."""
    before = moves.locked(run)
    _revise(run, capacity, details, by=by)
    sessions.write(run=run, meetings=meetings, by=by)
    set_tiers(run=run, prices=prices, by=by)
    _offer_what_is_free(run)
    emails_runs.tell_of_moves(run, moves.between(before, moves.stands(run)))
    return run


@transaction.atomic
def copy(*, run: CourseRun, by: User | None, starts_on: date | None = None) -> CourseRun:
    """A draft like this run whose first session is on `starts_on`, at the same time of day.

    The other sessions keep their distance to it, in days and by London's clocks, and so do the
    booking window and the dates of prices. Prices, venues, rooms and tutors are the same. Joining
    links are left out: those of the run that is copied belong to its people. Raises
    RunNotReadyError for a run with sessions and no first date.
    """
    standing = list(run.sessions.select_related("venue").prefetch_related("tutors"))
    days = timedelta()
    if standing:
        if starts_on is None:
            raise RunNotReadyError("Say on which day the first session of the copy is.")
        days = starts_on - timezone.localdate(standing[0].start_at)
    details: dict[str, Any] = {name: getattr(run, name) for name in COPIED - {"format"}}
    for name in ("booking_opens_at", "booking_closes_at", "waiting_closes_at"):
        if moment := getattr(run, name):
            details[name] = moves.later(moment, days)
    new = create(
        page=run.page,
        format=Format(run.format),
        capacity=run.capacity,
        by=by,
        meetings=[_meeting_like(session, days) for session in standing],
        prices=[_price_like(tier, days) for tier in run.tiers.all()],
        **details,
    )
    audit.record("run.copy", new, by=by, of=run.code)
    return new


@transaction.atomic
def open(*, run: CourseRun, by: User | None) -> CourseRun:  # noqa: A001 - the glossary's word
    """Let people book, within the booking window. Also opens again what was closed.

    Raises RunStateError, and RunNotReadyError when the run has no dates (unless it needs none) or
    no price.
    """
    if run.format not in UNDATED and not run.sessions.exists():
        raise RunNotReadyError("Add at least one session before you open this run for booking.")
    if not run.tiers.exists():
        raise RunNotReadyError("Add a price before you open this run. Free is a price of £0.")
    move(run, RunState.OPEN, "run.open", by=by)
    # Where its page is live already; else a job sees it when the page is published.
    unseen = CourseRun.objects.public().filter(pk=run.pk, first_public_at=None)
    unseen.update(first_public_at=timezone.now())
    run.refresh_from_db(fields=["first_public_at"])
    return run


def close(*, run: CourseRun, by: User | None) -> CourseRun:
    """Take no more bookings. Raises RunStateError."""
    return move(run, RunState.CLOSED, "run.close", by=by)


def start(*, run: CourseRun, by: User | None) -> CourseRun:
    """The first session has begun. Raises RunStateError."""
    return move(run, RunState.RUNNING, "run.start", by=by)


def finish(*, run: CourseRun, by: User | None) -> CourseRun:
    """The last session is over. Raises RunStateError."""
    return move(run, RunState.FINISHED, "run.finish", by=by)


@transaction.atomic
def cancel(*, run: CourseRun, reason: str, by: User | None) -> CourseRun:
    """Call the run off, saying why on every page that shows it.

    In a moment everybody with a place is told, gets back what it cost, and the waiting list is
    closed: `winding_up` does that, booking by booking. Raises RunStateError, and RunNotReadyError
    without a reason.
    """
    if not reason.strip():
        raise RunNotReadyError(
            "Say in a sentence why the run is cancelled. Everybody booked sees it."
        )
    said = {"cancelled_reason": reason.strip()}
    move(run, RunState.CANCELLED, "run.cancel", by=by, said=said, cancelled_at=timezone.now())
    winding_up.wind_up_run.enqueue(run.pk)
    return run


@transaction.atomic
def run_anyway(*, run: CourseRun, by: User | None) -> CourseRun:
    """It takes place with however few: nobody is warned of its minimum any more.

    The trail keeps what the minimum was. Raises RunNotReadyError for a run that has begun, is over
    or is called off, or has no minimum.
    """
    here = CourseRun.objects.filter(
        pk=run.pk, state__in=(RunState.OPEN, RunState.CLOSED), minimum_to_run__gt=0
    )
    was = run.minimum_to_run
    if not here.update(minimum_to_run=0):
        raise RunNotReadyError(f"“{run.title}” needs no decision about its numbers any more.")
    run.refresh_from_db()
    audit.record("run.run_anyway", run, by=by, minimum_was=was, places_taken=run.places_taken)
    return run


def _revise(
    run: CourseRun, capacity: int | None, details: dict[str, Any], *, by: User | None
) -> None:
    _only_editable(details)
    rows = CourseRun.objects.filter(pk=run.pk)
    if capacity is not None:
        rows, details = rows.filter(places_taken__lte=capacity), {**details, "capacity": capacity}
    if details and not rows.update(**details):
        run.refresh_from_db(fields=["places_taken"])
        raise CapacityTooLowError(wanted=capacity or 0, taken=run.places_taken)
    changed = sorted(name for name, value in details.items() if getattr(run, name) != value)
    run.refresh_from_db()
    if "venue" in changed:
        Session.objects.filter(run=run, venue=None).update(sequence=F("sequence") + 1)
    if changed:
        audit.record("run.revise", run, by=by, changed=changed, capacity=run.capacity)


def _offer_what_is_free(run: CourseRun) -> None:
    """A larger capacity is for those who wait; at the prices and dates that hold from now on."""
    if run.places_left and offers.make(run_id=run.pk):
        run.refresh_from_db(fields=["places_taken"])


def _meeting_like(session: Session, days: timedelta) -> Meeting:
    start_at = moves.later(session.start_at, days)
    return Meeting(
        start_at=start_at,
        end_at=start_at + session.length,
        title=session.title,
        venue=session.venue,
        room=session.room,
        joining_hours=session.joining_hours,
        tutors=list(session.tutors.all()),
    )


def _price_like(tier: PriceTier, days: timedelta) -> PriceLine:
    return PriceLine(
        audience=Audience(tier.audience),
        net_pence=tier.net_pence,
        name=tier.name,
        vat_code=VatCode(tier.vat_code),
        valid_from=tier.valid_from + days if tier.valid_from else None,
        valid_until=tier.valid_until + days if tier.valid_until else None,
        quota=tier.quota,
    )


def _only_editable(details: dict[str, Any]) -> None:
    if strange := set(details) - EDITABLE:
        raise TypeError(f"Not for revising: {', '.join(sorted(strange))}")
