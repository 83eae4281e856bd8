"""Marks as a phone sends them by itself: each for itself, once, and never over somebody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.models import AuditEvent
from courses.actions import registers, runs
from courses.enums import Mark, PlaceState
from courses.exceptions import NotTheirRegisterError
from courses.models import Attendance, Place, Session
from tests.factories import after
from tests.factories.certification import run_today, seat

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


@pytest.fixture
def places(tess: User) -> list[Place]:
    run = run_today(tess)
    return [seat(run, name=name) for name in ("Amina A.", "Bryn B.", "Cosima C.")]


@pytest.fixture
def session(places: list[Place]) -> Session:
    return places[0].run.sessions.get()


def url(session: Session) -> str:
    return reverse("courses:register_marks", args=[session.pk])


def current() -> dict[str, str]:
    return {str(mark.place.attendee): mark.mark for mark in Attendance.objects.current()}


@pytest.mark.promise(number=44)
def test_marks_that_come_twice_are_written_once(
    client_for: ClientFor, session: Session, places: list[Place], tess: User
) -> None:
    client = client_for(tess)
    sent = {f"place-{place.pk}": "PRESENT" for place in places}
    for _ in range(2):
        answer = client.post(url(session), sent)
        assert (answer.status_code, answer.json()["overtaken"]) == (200, [])
    assert Attendance.objects.count() == 3
    assert AuditEvent.objects.filter(verb="registers.mark").count() == 1


def test_one_that_somebody_else_made_stays_while_the_others_are_written(
    client_for: ClientFor, session: Session, places: list[Place], tess: User, hannah: User
) -> None:
    registers.mark(session=session, marks={places[0]: Mark.EXCUSED}, by=hannah)
    sent = {f"place-{place.pk}": "PRESENT" for place in places}
    said = client_for(tess).post(url(session), sent).json()

    (one,) = said["overtaken"]
    assert (one["field"], one["mark"]) == (f"place-{places[0].pk}", "EXCUSED")
    assert one["says"].startswith("Amina A.: Hannah ")
    assert current() == {"Amina A.": "EXCUSED", "Bryn B.": "PRESENT", "Cosima C.": "PRESENT"}
    client_for(tess).post(url(session), {f"place-{places[0].pk}": "LATE",
                                         f"seen-{places[0].pk}": "EXCUSED"})  # fmt: skip
    assert current()["Amina A."] == "LATE"


def test_a_place_given_up_meanwhile_or_of_another_run_is_left_out(
    client_for: ClientFor, session: Session, places: list[Place], tess: User, theo: User
) -> None:
    Place.objects.filter(pk=places[0].pk).update(
        state=PlaceState.CANCELLED, is_counted=False, cancelled_at=timezone.now()
    )
    other = seat(run_today(theo))
    sent = {f"place-{place.pk}": "PRESENT" for place in (*places, other)}
    said = client_for(tess).post(url(session), sent).json()
    assert set(said["gone"]) == {f"place-{places[0].pk}", f"place-{other.pk}"}
    assert set(current()) == {"Bryn B.", "Cosima C."}


def test_what_cannot_be_taken_is_said_in_words(
    client_for: ClientFor, session: Session, places: list[Place], tess: User
) -> None:
    client = client_for(tess)
    answer = client.post(url(session), {f"place-{places[0].pk}": "<script>"})
    assert (answer.status_code, answer.json()["problem"]) == (
        422,
        "One of the marks is none of the five.",
    )
    runs.cancel(run=session.run, reason="Snow.", by=None)
    answer = client.post(url(session), {f"place-{places[0].pk}": "PRESENT"})
    assert (answer.status_code, current()) == (409, {})
    assert answer.json()["problem"].startswith("This course was cancelled")


def test_the_action_asks_too_whose_register_it_is(
    session: Session, places: list[Place], theo: User
) -> None:
    with pytest.raises(NotTheirRegisterError):
        registers.receive(session=session, marks={places[0].pk: Mark.LATE}, seen={}, by=theo)


def test_five_marks_take_as_many_statements_to_look_up_as_two(
    session: Session, tess: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counted = []
    for number in (2, 5):
        marks = {seat(session.run).pk: Mark.LATE for _ in range(number)}
        registers.receive(session=session, marks=marks, seen={}, by=tess)
        with django_assert_max_num_queries(11) as statements:
            registers.receive(session=session, marks=marks, seen={}, by=tess)
        counted.append(len(statements))
    assert counted[0] == counted[1]


def test_a_mark_says_when_it_was_struck_and_when_it_arrived(
    client_for: ClientFor, session: Session, places: list[Place], tess: User
) -> None:
    place = places[0]
    client = client_for(tess)
    sent = {f"place-{place.pk}": "LATE", f"ago-{place.pk}": "0"}
    before = timezone.now()
    client.post(url(session), sent)
    mark = Attendance.objects.get()
    assert before <= mark.marked_at <= mark.received_at


def test_a_mark_that_waited_for_a_signal_keeps_the_moment_at_which_it_was_struck(
    client_for: ClientFor, tess: User
) -> None:
    place = seat(after.past(tess))
    session = place.run.sessions.get()
    client = client_for(tess)
    client.post(url(session), {f"place-{place.pk}": "LATE", f"ago-{place.pk}": "7200"})
    mark = Attendance.objects.get()
    assert mark.received_at - mark.marked_at >= timedelta(hours=2)
    seen = {f"seen-{place.pk}": "LATE"}
    client.post(url(session), {f"place-{place.pk}": "PRESENT", f"ago-{place.pk}": "3600", **seen})
    page = client.get(reverse("courses:register", args=[session.pk])).content.decode()
    assert "Was Late, corrected " in page
    assert "(arrived " in page


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(timedelta(hours=1), id="the future"),
        pytest.param(timedelta(days=-2), id="before the day of the session"),
        pytest.param(timedelta(hours=-2), id="before the mark that it corrects"),
    ],
)
def test_a_moment_that_cannot_be_is_not_believed(tess: User, said: timedelta) -> None:
    place = seat(after.past(tess))
    session = place.run.sessions.get()
    now = timezone.now()
    struck: dict[int, datetime] = {place.pk: now - timedelta(hours=1)}
    registers.receive(session=session, marks={place.pk: Mark.LATE}, seen={}, by=tess, struck=struck)
    first = Attendance.objects.current().get()
    assert first.marked_at == struck[place.pk]
    registers.receive(
        session=session,
        marks={place.pk: Mark.PRESENT},
        seen={place.pk: ["LATE"]},
        by=tess,
        struck={place.pk: now + said},
    )
    assert Attendance.objects.current().get().marked_at >= now


@pytest.mark.parametrize("number", ["²", "9" * 30, "-1", "x"])
def test_a_number_that_is_none_is_left_out(
    client_for: ClientFor, session: Session, places: list[Place], tess: User, number: str
) -> None:
    sent = {
        f"place-{number}": "LATE",
        f"place-{places[0].pk}": "LATE",
        f"ago-{places[0].pk}": number,
    }
    answer = client_for(tess).post(url(session), sent)
    assert (answer.status_code, current()) == (200, {"Amina A.": "LATE"})
