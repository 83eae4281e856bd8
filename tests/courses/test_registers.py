"""Registers: marks that are corrected, never changed, by the session's tutors alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from core.models import AuditEvent
from courses.actions import registers, runs
from courses.enums import Mark, PlaceState
from courses.exceptions import (
    CourseCalledOffError,
    MarkedMeanwhileError,
    NotInRegisterError,
    NotTheirRegisterError,
    RegisterGapsError,
    RegisterNotOpenError,
)
from courses.models import Attendance, CourseRun, Place, Session
from courses.signals import attendance_marked
from tests.factories.certification import run_today, seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tess: User) -> CourseRun:
    return run_today(tess)


@pytest.fixture
def session(run: CourseRun) -> Session:
    return run.sessions.get()


@pytest.fixture
def places(run: CourseRun) -> list[Place]:
    return [seat(run, name=name) for name in ("Amina A.", "Bryn B.", "Cosima C.")]


@pytest.fixture
def news() -> Iterator[list[Attendance]]:
    """Every mark that the layers above heard of."""
    heard: list[Attendance] = []

    def hear(attendance: Attendance, **kwargs: Any) -> None:
        heard.append(attendance)

    attendance_marked.connect(hear)
    yield heard
    attendance_marked.disconnect(hear)


def test_only_changed_marks_are_written_and_told(
    session: Session, places: list[Place], tess: User, news: list[Attendance]
) -> None:
    first = registers.mark(session=session, marks=dict.fromkeys(places, Mark.PRESENT), by=tess)
    assert len(first) == len(news) == 3
    marks = {**dict.fromkeys(places, Mark.PRESENT), places[1]: Mark.LATE}
    (late,) = registers.mark(session=session, marks=marks, by=tess)
    assert (late.place, late.mark, late.supersedes) == (places[1], Mark.LATE, first[1])
    assert news[3:] == [late]
    assert [m.mark for m in Attendance.objects.filter(place=places[1]).order_by("pk")] == [
        Mark.PRESENT,
        Mark.LATE,
    ]
    assert Attendance.objects.current().count() == 3


def test_the_same_marks_again_write_nothing(
    session: Session, places: list[Place], tess: User, news: list[Attendance]
) -> None:
    marks = dict.fromkeys(places, Mark.PRESENT)
    registers.mark(session=session, marks=marks, by=tess)
    assert registers.mark(session=session, marks=marks, by=tess) == []
    assert Attendance.objects.count() == len(news) == 3
    assert AuditEvent.objects.filter(verb="registers.mark").count() == 1


@pytest.mark.parametrize("who", ["theo", "sam", "ed", "olwen", "ines"])
def test_only_the_sessions_tutors_mark(
    session: Session, places: list[Place], who: str, request: pytest.FixtureRequest
) -> None:
    user: User = request.getfixturevalue(who)
    with pytest.raises(NotTheirRegisterError):
        registers.mark(session=session, marks={places[0]: Mark.PRESENT}, by=user)
    with pytest.raises(NotTheirRegisterError):
        registers.close(session=session, by=user)
    assert not Attendance.objects.exists()


def test_a_hub_administrator_may_mark(session: Session, places: list[Place], hannah: User) -> None:
    assert registers.mark(session=session, marks={places[0]: Mark.EXCUSED}, by=hannah)


def test_marks_are_made_from_the_day_of_the_session(tess: User) -> None:
    tomorrow = timezone.localtime().replace(hour=0, minute=5) + timedelta(days=1)
    run = run_today(tess, starts=tomorrow)
    place, session = seat(run), run.sessions.get()
    with pytest.raises(RegisterNotOpenError):
        registers.mark(session=session, marks={place: Mark.PRESENT}, by=tess)
    Session.objects.filter(pk=session.pk).update(
        start_at=tomorrow - timedelta(minutes=10), end_at=tomorrow + timedelta(hours=1)
    )
    session.refresh_from_db()
    assert registers.mark(session=session, marks={place: Mark.PRESENT}, by=tess)


@pytest.mark.parametrize("state", [PlaceState.CANCELLED, PlaceState.EXPIRED, PlaceState.HELD])
def test_only_confirmed_places_are_marked(
    session: Session, places: list[Place], tess: User, state: PlaceState
) -> None:
    Place.objects.filter(pk=places[0].pk).update(
        state=state, is_counted=state == PlaceState.HELD, cancelled_at=timezone.now()
    )
    with pytest.raises(NotInRegisterError):
        registers.mark(session=session, marks=dict.fromkeys(places, Mark.PRESENT), by=tess)
    assert not Attendance.objects.exists()


def test_a_place_on_another_run_is_refused(session: Session, tess: User) -> None:
    elsewhere = seat(run_today(tess))
    with pytest.raises(NotInRegisterError):
        registers.mark(session=session, marks={elsewhere: Mark.PRESENT}, by=tess)


def test_a_mark_made_meanwhile_is_not_overwritten(
    session: Session, places: list[Place], tess: User, hannah: User
) -> None:
    registers.mark(session=session, marks={places[0]: Mark.ABSENT}, by=hannah)
    marks = dict.fromkeys(places, Mark.PRESENT)
    with pytest.raises(MarkedMeanwhileError, match="Amina A"):
        registers.mark(session=session, marks=marks, by=tess, seen=dict.fromkeys(places, ""))
    assert Attendance.objects.get().mark == Mark.ABSENT
    seen = {**dict.fromkeys(places, ""), places[0]: Mark.ABSENT.value}
    assert len(registers.mark(session=session, marks=marks, by=tess, seen=seen)) == 3


def test_the_same_mark_sent_twice_from_one_page_is_no_conflict(
    session: Session, places: list[Place], tess: User
) -> None:
    seen = dict.fromkeys(places, "")
    marks = dict.fromkeys(places, Mark.PRESENT)
    registers.mark(session=session, marks=marks, by=tess, seen=seen)
    assert registers.mark(session=session, marks=marks, by=tess, seen=seen) == []


def test_the_database_keeps_one_current_mark_a_place(
    session: Session, places: list[Place], tess: User
) -> None:
    registers.mark(session=session, marks={places[0]: Mark.PRESENT}, by=tess)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(
            session=session, place=places[0], mark=Mark.ABSENT, marked_by=tess
        )


def test_a_fault_of_a_listener_is_not_said_to_be_somebody_elses_mark(
    session: Session, places: list[Place], tess: User
) -> None:
    def break_a_rule(attendance: Attendance, **kwargs: Any) -> None:
        Attendance.objects.create(
            session=session, place=attendance.place, mark=Mark.ABSENT, marked_by=tess
        )

    attendance_marked.connect(break_a_rule)
    try:
        with pytest.raises(IntegrityError):
            registers.mark(session=session, marks={places[0]: Mark.PRESENT}, by=tess)
    finally:
        attendance_marked.disconnect(break_a_rule)
    assert not Attendance.objects.exists()


def test_the_register_of_a_cancelled_course_is_not_marked(
    session: Session, places: list[Place], tess: User, news: list[Attendance]
) -> None:
    registers.mark(session=session, marks=dict.fromkeys(places, Mark.ABSENT), by=tess)
    runs.cancel(run=CourseRun.objects.get(pk=session.run_id), reason="Snow.", by=None)

    with pytest.raises(CourseCalledOffError, match="This course was cancelled"):
        registers.mark(session=session, marks={places[0]: Mark.PRESENT}, by=tess)
    with pytest.raises(CourseCalledOffError):
        registers.close(session=session, by=tess)

    assert len(news) == Attendance.objects.count() == 3
    session.refresh_from_db()
    assert session.register_closed_at is None


def test_a_listener_that_fails_takes_the_marks_back(
    session: Session, places: list[Place], tess: User
) -> None:
    def fail(**kwargs: Any) -> None:
        raise ZeroDivisionError

    attendance_marked.connect(fail)
    try:
        with pytest.raises(ZeroDivisionError):
            registers.mark(session=session, marks={places[0]: Mark.PRESENT}, by=tess)
    finally:
        attendance_marked.disconnect(fail)
    assert not Attendance.objects.exists()
    assert not AuditEvent.objects.filter(verb="registers.mark").exists()


def test_a_register_closes_when_everybody_has_a_mark(
    session: Session, places: list[Place], tess: User
) -> None:
    registers.mark(session=session, marks={places[0]: Mark.PRESENT}, by=tess)
    with pytest.raises(RegisterGapsError, match="2 people have no mark yet"):
        registers.close(session=session, by=tess)
    registers.mark(session=session, marks=dict.fromkeys(places[1:], Mark.ABSENT), by=tess)
    closed_at = registers.close(session=session, by=tess).register_closed_at
    assert closed_at is not None
    assert registers.close(session=session, by=tess).register_closed_at == closed_at
    assert AuditEvent.objects.filter(verb="registers.close").count() == 1
    assert registers.mark(session=session, marks={places[0]: Mark.LATE}, by=tess)
