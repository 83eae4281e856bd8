"""The sessions of a run: what they should be, and moving one. People with a place are told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max, Min
from django.utils import timezone

from accounts.models import User
from core import audit
from courses import emails_runs, frozen_terms, moves
from courses.actions.run_states import bring_back
from courses.enums import Format, RunState
from courses.exceptions import RunNotReadyError, SessionInUseError
from courses.models import CourseRun, Place, Session, Venue

UNDATED = frozenset({Format.RECORDED, Format.IN_SCHOOL})
#: Session numbers pass through here while they are dealt out anew, since each must be unique.
OUT_OF_THE_WAY = 10_000


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """What a session should be. `session_id` names the one to change; None makes a new one."""

    start_at: datetime
    end_at: datetime
    title: str = ""
    venue: Venue | None = None
    room: str = ""
    joining_link: str = ""
    joining_hours: int = 48
    tutors: Sequence[User] = ()
    session_id: int | None = None


@transaction.atomic
def set_sessions(*, run: CourseRun, meetings: Iterable[Meeting], by: User | None) -> list[Session]:
    """Make the run's sessions these, numbered by their start, and keep the run's dates in step.

    A session that moves in time or place counts up its `sequence`, so that calendars follow, and
    everybody with a place gets one mail that says all that moved. A run whose sessions were moved
    to later comes back, as `reschedule` says.
    Raises SessionInUseError when a session with marks would go, and RunNotReadyError when an open
    run would lose its last.
    """
    before = moves.locked(run)
    sessions = write(run=run, meetings=meetings, by=by)
    emails_runs.tell_of_moves(run, moves.between(before, moves.stands(run)))
    return sessions


def write(*, run: CourseRun, meetings: Iterable[Meeting], by: User | None) -> list[Session]:
    """What `set_sessions` does, but for telling anybody: for an action that moves more than this.

    Call it inside a transaction, after `moves.locked`.
    """
    wanted = sorted(meetings, key=lambda meeting: (meeting.start_at, meeting.end_at))
    if not wanted and run.state != RunState.DRAFT and run.format not in UNDATED:
        raise RunNotReadyError("A run that people can see needs at least one session.")
    standing = {session.pk: session for session in Session.objects.filter(run=run)}
    kept = {meeting.session_id for meeting in wanted if meeting.session_id in standing}
    for pk, session in standing.items():
        if pk not in kept:
            _remove(session)
    for number, pk in enumerate(kept):
        Session.objects.filter(pk=pk).update(order=OUT_OF_THE_WAY + number)
    sessions = [
        _write_one(run, order, meeting, standing.get(meeting.session_id or 0))
        for order, meeting in enumerate(wanted, start=1)
    ]
    _keep_dates(run)
    audit.record("run.set_sessions", run, by=by, starts=[f"{s.start_at:%FT%TZ}" for s in sessions])
    bring_back(run, by=by)
    return sessions


@transaction.atomic
def reschedule(
    *,
    session: Session,
    start_at: datetime,
    end_at: datetime,
    by: User | None,
    is_told: bool = True,
) -> Session:
    """Move one session, count up its `sequence`, and keep the run's dates in step.

    Everybody with a place is told by mail and on their pages, unless `is_told` says that nobody
    needs to be. A run that has begun or ended comes back when its sessions are moved to later:
    before its first session it is open or closed, as it was before it began; before the end of its
    last it runs.
    """
    run = session.run
    before = moves.locked(run)
    session.refresh_from_db(fields=["start_at", "end_at", "sequence", "was_start_at", "moved_at"])
    was = session.start_at
    _move_to(session, start_at, end_at, is_shown=is_told and run.state != RunState.DRAFT)
    session.save(update_fields=["start_at", "end_at", "sequence", "was_start_at", "moved_at"])
    _keep_dates(run)
    audit.record(
        "session.reschedule", session, by=by, was=f"{was:%FT%TZ}", now=f"{start_at:%FT%TZ}"
    )
    bring_back(run, by=by)
    if is_told:
        emails_runs.tell_of_moves(run, moves.between(before, moves.stands(run)))
    return session


def _move_to(session: Session, start_at: datetime, end_at: datetime, *, is_shown: bool) -> bool:
    """Set the session's times; answers whether they changed. Pages show from when it moved."""
    if (session.start_at, session.end_at) == (start_at, end_at):
        return False
    if is_shown and session.start_at != start_at:
        session.was_start_at, session.moved_at = session.start_at, timezone.now()
    session.start_at, session.end_at = start_at, end_at
    session.sequence += 1
    return True


def _remove(session: Session) -> None:
    if session.register_closed_at or session.marks.exists():
        raise SessionInUseError(session)
    session.delete()


def _write_one(run: CourseRun, order: int, meeting: Meeting, session: Session | None) -> Session:
    """One session as its meeting says, under its new number."""
    venue_id = meeting.venue.pk if meeting.venue else None
    is_shown = run.state != RunState.DRAFT
    if session is None:
        session = Session(run=run, start_at=meeting.start_at, end_at=meeting.end_at)
    elif not _move_to(session, meeting.start_at, meeting.end_at, is_shown=is_shown):
        session.sequence += (session.venue_id, session.room) != (venue_id, meeting.room)
    session.order = order
    session.title, session.venue, session.room = meeting.title, meeting.venue, meeting.room
    session.joining_link = meeting.joining_link
    session.joining_hours = meeting.joining_hours
    session.save()
    session.tutors.set(meeting.tutors)
    return session


def _keep_dates(run: CourseRun) -> None:
    """Copy onto the run what lists need of its sessions; another start is another day for names."""
    was = CourseRun.objects.values_list("starts_at", flat=True).get(pk=run.pk)
    ends = Session.objects.filter(run=run).aggregate(
        starts_at=Min("start_at"), ends_at=Max("end_at"), sessions_count=Count("pk")
    )
    CourseRun.objects.filter(pk=run.pk).update(**ends)
    for name, value in ends.items():
        setattr(run, name, value)
    if run.starts_at != was:
        name_by = frozen_terms.name_by(run, timezone.now())
        Place.objects.counted().filter(run=run, attendee=None).update(name_by=name_by)
