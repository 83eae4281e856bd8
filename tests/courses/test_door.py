"""The door of a course: codes that are read, people who came without a place, papers to print."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import User
from courses.actions import arrivals, needs, registers, runs
from courses.enums import Mark, MarkSource, PlaceState
from courses.exceptions import AlreadyBookedError, CourseCalledOffError, NotTheirRegisterError
from courses.exceptions_door import (
    CodeElsewhereError,
    CodeUnknownError,
    NoRoomError,
    PlaceGivenUpError,
    WalkInTooLateError,
)
from courses.models import Attendance, Booking, CourseRun, Place, Session
from tests.factories.bookings import school
from tests.factories.certification import run_today, seat
from tests.factories.courses import FREE, CourseRunFactory

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
Drain = Callable[[], list[EmailMessage]]
WHO = {"name": "Wanda Walkin", "email": "Wanda@Example.org"}


@pytest.fixture
def run(tess: User) -> CourseRun:
    return run_today(tess)


@pytest.fixture
def session(run: CourseRun) -> Session:
    return run.sessions.get()


@pytest.fixture
def place(run: CourseRun) -> Place:
    return seat(run, name="Amina A.")


def url(session: Session, name: str = "arrivals") -> str:
    return reverse(f"courses:{name}", args=[session.pk])


def add(session: Session, by: User, email: str = "wanda@example.org") -> Place:
    return arrivals.add(session=session, name="Wanda Walkin", email=email, school=None, by=by)


def test_a_code_marks_present_once_however_it_is_typed(
    session: Session, place: Place, tess: User
) -> None:
    typed = f" {place.arrival_code[:3].lower()}-{place.arrival_code[3:]} "
    assert arrivals.check_in(session=session, code=typed, by=tess).is_new
    assert not arrivals.check_in(session=session, code=place.arrival_code, by=tess).is_new
    mark = Attendance.objects.get()
    assert (mark.mark, mark.source, mark.marked_by) == (Mark.PRESENT, MarkSource.DOOR, tess)


def test_somebody_marked_late_stays_late_and_an_absent_one_who_comes_is_corrected(
    session: Session, place: Place, run: CourseRun, tess: User
) -> None:
    other = seat(run)
    marks = {place: Mark.LATE, other: Mark.ABSENT}
    registers.mark(session=session, marks=marks, by=tess)
    for one in (place, other):
        arrivals.check_in(session=session, code=one.arrival_code, by=tess)
    current = Attendance.objects.current().order_by("place_id")
    assert [mark.mark for mark in current] == [Mark.LATE, Mark.PRESENT]
    assert current[1].supersedes is not None


def test_a_code_that_cannot_be_marked_says_why(
    session: Session, place: Place, tess: User, theo: User
) -> None:
    elsewhere = seat(run_today(theo))
    with pytest.raises(CodeUnknownError, match="No place here has the code ZZZZZZ"):
        arrivals.check_in(session=session, code="zzzzzz", by=tess)
    with pytest.raises(CodeUnknownError, match="Type the arrival code"):
        arrivals.check_in(session=session, code=" ", by=tess)
    with pytest.raises(CodeElsewhereError, match="for another course"):
        arrivals.check_in(session=session, code=elsewhere.arrival_code, by=tess)
    Place.objects.filter(pk=place.pk).update(
        state=PlaceState.CANCELLED, is_counted=False, cancelled_at=timezone.now()
    )
    with pytest.raises(PlaceGivenUpError, match="was given up"):
        arrivals.check_in(session=session, code=place.arrival_code, by=tess)
    assert not Attendance.objects.exists()


def test_only_its_tutors_and_the_hub_stand_at_the_door(
    session: Session, place: Place, theo: User
) -> None:
    with pytest.raises(NotTheirRegisterError):
        arrivals.check_in(session=session, code=place.arrival_code, by=theo)
    with pytest.raises(NotTheirRegisterError):
        add(session, theo)
    assert not Attendance.objects.exists()


def test_the_arrivals_page_answers_people_and_scripts(
    client_for: ClientFor, session: Session, place: Place, tess: User
) -> None:
    client = client_for(tess)
    answer = client.post(url(session), {"code": place.arrival_code})
    assertRedirects(answer, url(session), fetch_redirect_response=False)
    page = client.get(url(session))
    assertContains(page, "Amina A.: present, at ")
    assertContains(page, "<strong data-here>1</strong> of <span data-of>1</span>")
    said = client.post(
        url(session), {"code": place.arrival_code}, headers={"accept": "application/json"}
    ).json()
    assert said == {
        "says": "Amina A.: was on the register as here already.",
        "ok": True,
        "here": 1,
        "of": 1,
    }
    assertContains(client.post(url(session), {"code": "QQQQQQ"}), "QQQQQQ", status_code=422)


def test_the_camera_is_allowed_on_that_page_and_no_other(
    client_for: ClientFor, session: Session, tess: User
) -> None:
    client = client_for(tess)
    assert "camera=(self)" in client.get(url(session))["Permissions-Policy"]
    assert "camera=()" in client.get(url(session, "register"))["Permissions-Policy"]


def test_somebody_without_a_place_gets_one_and_is_told_who_wrote_them_down(
    client_for: ClientFor, run: CourseRun, session: Session, tess: User, drain: Drain
) -> None:
    answer = client_for(tess).post(url(session, "walk_in"), WHO)
    assertRedirects(answer, url(session, "register"), fetch_redirect_response=False)
    place = Place.objects.get(run=run)
    assert (str(place.attendee), place.state) == ("Wanda Walkin", PlaceState.CONFIRMED)
    run.refresh_from_db()
    assert run.places_taken == 1
    assert Attendance.objects.get().source == MarkSource.DOOR
    mails = {mail.to[0]: str(mail.body) for mail in drain()}
    assert "Tess Larkin wrote down your name" in mails["wanda@example.org"]
    assert place.get_joining_url() in mails["wanda@example.org"]
    assert "Settle the price with Wanda Walkin" in mails["hub@example.org"]
    call_command("audit_bookings", stdout=io.StringIO())


def test_on_a_free_course_nobody_has_anything_to_settle(tess: User, drain: Drain) -> None:
    today = timezone.localtime().replace(hour=15, minute=45)
    run = CourseRunFactory(is_open=True, tutors=[tess], starts=today, prices=FREE)
    add(run.sessions.get(), tess)
    assert [mail.to for mail in drain()] == [["wanda@example.org"]]


def test_nobody_is_added_to_a_full_course_a_second_time_or_weeks_later(
    run: CourseRun, session: Session, tess: User
) -> None:
    add(session, tess)
    with pytest.raises(AlreadyBookedError):
        add(session, tess, "WANDA@example.org")
    CourseRun.objects.filter(pk=run.pk).update(capacity=1)
    with pytest.raises(NoRoomError, match="1 of 1 places are taken"):
        add(session, tess, "second@example.org")
    Session.objects.filter(pk=session.pk).update(
        start_at=session.start_at - timedelta(days=3), end_at=session.end_at - timedelta(days=3)
    )
    session.refresh_from_db()
    with pytest.raises(WalkInTooLateError):
        add(session, tess, "third@example.org")
    runs.cancel(run=run, reason="Snow.", by=None)
    with pytest.raises(CourseCalledOffError):
        add(session, tess, "fourth@example.org")
    assert Booking.objects.count() == 1


def test_at_the_door_a_known_persons_school_is_kept(session: Session, tess: User) -> None:
    first = arrivals.add(
        session=session, name="Wanda", email="wanda@example.org", school=school(), by=tess
    )
    other = run_today(tess).sessions.get()
    again = add(other, tess)
    assert first.attendee == again.attendee
    assert again.attendee
    assert again.attendee.school == school()


def test_needs_show_to_who_runs_the_course_on_their_own_page_alone(
    client_for: ClientFor, session: Session, place: Place, tess: User
) -> None:
    far = timezone.now() + timedelta(days=1)
    CourseRun.objects.filter(pk=session.run_id).update(ends_at=far)
    place.refresh_from_db()
    told = Place.objects.select_related("run").get(pk=place.pk)
    needs.tell(place=told, access="Large print", dietary="No nuts", by=None)
    client = client_for(tess)
    page = client.get(url(session, "register_needs"))
    assertContains(page, "Large print")
    assertContains(page, "1 person, 1 with something to know about food")
    assert "no-store" in page["Cache-Control"]
    assertContains(client.get(url(session, "register")), "What people need (1)")
    for said in ("told us what they need", "Told us what they need", "✱", "sheet__flag"):
        assertNotContains(client.get(url(session, "register_sheet")), said)
    for name in ("register", "register_sheet", "badges", "arrivals"):
        assertNotContains(client.get(url(session, name)), "nuts")
        assertNotContains(client.get(url(session, name)), "Large print")


@pytest.mark.parametrize("name", ["register_needs", "badges", "register_sheet", "arrivals"])
def test_what_is_printed_and_read_takes_as_many_statements_for_two_as_for_eight(
    client_for: ClientFor,
    session: Session,
    tess: User,
    name: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client, counted = client_for(tess), []
    for number in (2, 6):
        for _ in range(number):
            seat(session.run)
        with django_assert_max_num_queries(14) as statements:
            client.get(url(session, name))
        counted.append(len(statements))
    assert counted[0] == counted[1]


def test_badges_carry_a_code_and_never_the_way_to_somebodys_page(
    client_for: ClientFor, session: Session, place: Place, tess: User
) -> None:
    page = client_for(tess).get(url(session, "badges"))
    assertContains(page, "Amina A.")
    assertContains(page, place.arrival_code)
    assertNotContains(page, place.join_token)
