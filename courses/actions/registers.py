"""The register of a session: marking it, correcting it, closing it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.contention import patiently
from courses import signals
from courses.actions import follow_ups
from courses.actions.places import lock_runs
from courses.enums import Mark, MarkSource, PlaceState, RunState
from courses.exceptions import (
    CourseCalledOffError,
    MarkedMeanwhileError,
    NotInRegisterError,
    NotTheirRegisterError,
    RegisterGapsError,
    RegisterNotOpenError,
)
from courses.models import Attendance, CourseRun, Place, Session
from courses.permissions import may_keep_register

Seen = Mapping[Place, str]
Struck = Mapping[int, datetime]


@dataclass(frozen=True, kw_only=True)
class Received:
    """What became of marks that a phone had kept."""

    taken: list[Place]  #: the register says what was sent, whether or not it said so before
    overtaken: list[Attendance]  #: somebody else's marks, which stay
    gone: set[int]  #: ids of places that are not in this register any more


@patiently
@transaction.atomic
def mark(
    *,
    session: Session,
    marks: Mapping[Place, Mark],
    by: User,
    source: MarkSource = MarkSource.TUTOR,
    seen: Seen | None = None,
) -> list[Attendance]:
    """Write the marks that differ from the current ones; return the new rows.

    A correction is a new mark that supersedes the old one. `seen` is what the page showed when
    it was opened, "" for no mark: a mark that somebody changed since is not overwritten blindly.
    All or nothing; a repeated call writes nothing. Sends `courses.signals.attendance_marked` for
    each new mark.

    Raises NotTheirRegisterError, RegisterNotOpenError (before the day), CourseCalledOffError,
    NotInRegisterError (a place of another run, or not confirmed) and MarkedMeanwhileError.
    """
    refuse(session, by)
    lock_places(session=session, places=marks)
    written = _write(session, marks, by, source, seen=seen or {})
    follow_ups.marks_written(session=session, places=[mark.place for mark in written], by=by)
    return written


@patiently
@transaction.atomic
def receive(
    *,
    session: Session,
    marks: Mapping[int, Mark],
    seen: Mapping[int, Collection[str]],
    by: User,
    source: MarkSource = MarkSource.TUTOR,
    struck: Struck | None = None,
) -> Received:
    """Write marks, by place id, that were struck a while ago, perhaps without a signal.

    Each stands for itself, unlike in `mark`: one that somebody else made meanwhile stays, and so
    answers; a place that was given up is left out. `seen` are the marks that the phone knows of,
    its own among them when their answer was lost. `struck` says when, by place id, and is believed
    as far as `_moment` says. Sent twice, marks are written once. Raises NotTheirRegisterError,
    RegisterNotOpenError, CourseCalledOffError.
    """
    refuse(session, by)
    lock_runs([session.run_id])
    theirs = Place.objects.select_for_update(of=("self",)).filter(
        pk__in=list(marks), run_id=session.run_id, state=PlaceState.CONFIRMED
    )
    found = list(theirs.order_by("pk"))
    current = {
        one.place_id: one
        for one in Attendance.objects.current()
        .filter(session=session, place__in=found)
        .select_related("place__attendee", "marked_by")
    }
    overtaken = [
        one for pk, one in current.items() if one.mark not in (marks[pk], *seen.get(pk, ()))
    ]
    left = {one.place_id for one in overtaken}
    taken = [place for place in found if place.pk not in left]
    wanted = {place: marks[place.pk] for place in taken}
    written = _write(session, wanted, by, source, struck=struck or {})
    follow_ups.marks_written(session=session, places=[mark.place for mark in written], by=by)
    gone = set(marks) - {place.pk for place in found}
    return Received(taken=taken, overtaken=overtaken, gone=gone)


def is_open(session: Session) -> bool:
    """Whether marks may be made: from the beginning of the day on which the session starts."""
    return _opens_at(session) <= timezone.now()


def _opens_at(session: Session) -> datetime:
    """The midnight with which the session's day begins, in the hub's time."""
    day = timezone.localdate(session.start_at)
    return timezone.make_aware(datetime.combine(day, time.min))


@patiently
@transaction.atomic
def close(*, session: Session, by: User) -> Session:
    """Say that a register is complete. Corrections stay possible; closing twice changes nothing.

    Raises NotTheirRegisterError, RegisterNotOpenError, CourseCalledOffError, and
    RegisterGapsError while anybody has no mark.
    """
    refuse(session, by)
    lock_runs([session.run_id])
    confirmed = Place.objects.filter(run_id=session.run_id, state=PlaceState.CONFIRMED)
    marked = Attendance.objects.current().filter(session=session).values("place")
    gaps = confirmed.exclude(pk__in=marked).count()
    if gaps:
        raise RegisterGapsError(gaps)
    still_open = Session.objects.filter(pk=session.pk, register_closed_at__isnull=True)
    if still_open.update(register_closed_at=timezone.now(), register_closed_by=by):
        audit.record("registers.close", session, by=by)
        follow_ups.register_closed(session=session, by=by)
    session.refresh_from_db()
    return session


def lock_places(*, session: Session, places: Collection[Place]) -> None:
    """Take the run and then the places' rows: registers of one run then take turns.

    What hears of a mark may so look at the run's other marks and still write once; and whoever
    gives up a place meanwhile, who takes the run first too, does not wait in a circle with what is
    charged for not coming. Raises NotInRegisterError for a place of another run, or one that is
    not confirmed.
    """
    lock_runs([session.run_id])
    theirs = Place.objects.select_for_update().filter(
        pk__in=[place.pk for place in places], run_id=session.run_id, state=PlaceState.CONFIRMED
    )
    if len(theirs.order_by("pk").values_list("pk")) != len(places):
        raise NotInRegisterError


def refuse(session: Session, by: User) -> None:
    """Raises NotTheirRegisterError, RegisterNotOpenError, CourseCalledOffError."""
    if not may_keep_register(by, session):
        raise NotTheirRegisterError
    if not is_open(session):
        raise RegisterNotOpenError
    if CourseRun.objects.filter(pk=session.run_id, state=RunState.CANCELLED).exists():
        raise CourseCalledOffError


def _write(
    session: Session,
    marks: Mapping[Place, Mark],
    by: User,
    source: MarkSource,
    *,
    seen: Seen | None = None,
    struck: Struck | None = None,
) -> list[Attendance]:
    current = {
        attendance.place_id: attendance
        for attendance in Attendance.objects.current().filter(session=session, place__in=marks)
    }
    changed = [
        (place, new, current.get(place.pk))
        for place, new in marks.items()
        if place.pk not in current or current[place.pk].mark != new
    ]
    overtaken = [
        place
        for place, _, old in changed
        if seen and place in seen and seen[place] != (old.mark if old else "")
    ]
    if overtaken:
        raise MarkedMeanwhileError(overtaken)
    try:
        with transaction.atomic():
            written = []
            for place, new, old in changed:
                at = _moment(session, old, (struck or {}).get(place.pk))
                one = Attendance(session=session, place=place, mark=new, source=source)
                one.marked_by, one.marked_at, one.supersedes = by, at, old
                written.append(_write_one(one))
    except IntegrityError:
        # Two first marks for one place at the same moment: the database let one in.
        raise MarkedMeanwhileError([place for place, _, _ in changed]) from None
    if written:
        audit.record(
            "registers.mark",
            session,
            by=by,
            marks={str(attendance.place_id): attendance.mark for attendance in written},
        )
    for attendance in written:
        signals.attendance_marked.send(sender=Attendance, attendance=attendance)
    return written


def _write_one(new: Attendance) -> Attendance:
    old = new.supersedes
    if old:
        still = Attendance.objects.filter(pk=old.pk, is_current=True)
        if still.update(is_current=False) != 1:
            raise MarkedMeanwhileError([new.place])
    new.save()
    return new


def _moment(session: Session, old: Attendance | None, said: datetime | None) -> datetime:
    """When a mark was struck, as its phone says, or now.

    Not believed: the future, before the session's day began, or before the mark that it corrects.
    """
    now = timezone.now()
    earliest = max(_opens_at(session), old.marked_at) if old else _opens_at(session)
    return said if said and earliest <= said <= now else now
