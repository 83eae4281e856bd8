"""The register as a page: who sees it, what it keeps, what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import User
from core.contention import DatabaseBusyError
from courses.actions import registers, runs
from courses.enums import Mark, MarkSource
from courses.models import Attendance, CourseRun, Place, Session
from tests.factories.certification import run_today, seat

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


@pytest.fixture
def run(tess: User) -> CourseRun:
    return run_today(tess)


@pytest.fixture
def session(run: CourseRun) -> Session:
    return run.sessions.get()


@pytest.fixture
def places(run: CourseRun) -> list[Place]:
    return [seat(run, name=name) for name in ("Amina A.", "Bryn B.", "Cosima C.")]


def url(session: Session, name: str = "register") -> str:
    return reverse(f"courses:{name}", args=[session.pk])


def sent(places: list[Place], *marks: str, seen: str = "") -> dict[str, str]:
    data = {f"seen-{place.pk}": seen for place in places}
    return data | {f"place-{p.pk}": m for p, m in zip(places, marks, strict=False) if m}


def current() -> dict[str, str]:
    return {str(m.place.attendee): m.mark for m in Attendance.objects.current()}


def test_marks_are_saved_and_the_page_says_so(
    client_for: ClientFor, session: Session, places: list[Place], tess: User
) -> None:
    client = client_for(tess)
    answer = client.post(url(session), sent(places, "PRESENT", "LATE"))
    assertRedirects(answer, url(session), fetch_redirect_response=False)
    page = client.get(url(session))
    assertContains(page, "2 people have a mark, of 3.")
    assertContains(page, "Mark the 1 left as present")
    assert current() == {"Amina A.": "PRESENT", "Bryn B.": "LATE"}


def test_a_correction_shows_what_was_there_and_who_changed_it(
    client_for: ClientFor, session: Session, places: list[Place], tess: User
) -> None:
    client = client_for(tess)
    client.post(url(session), sent(places[:1], "ABSENT"))
    client.post(url(session), sent(places[:1], "PRESENT", seen="ABSENT"))
    page = client.get(url(session))
    assertContains(page, "Was Absent, corrected at ")
    assertContains(page, "by Tess Larkin")
    assert current() == {"Amina A.": "PRESENT"}


def test_everybody_else_as_present_is_shown_but_not_yet_saved(
    client_for: ClientFor, session: Session, places: list[Place], tess: User
) -> None:
    client = client_for(tess)
    page = client.post(url(session, "register_rest"), sent(places, "ABSENT"))
    assertContains(page, "Not saved yet.")
    assertContains(page, 'value="PRESENT" checked', count=2)
    assertContains(page, 'value="ABSENT" checked', count=1)
    assert current() == {}


def test_a_mark_made_meanwhile_is_shown_instead_of_overwritten(
    client_for: ClientFor, session: Session, places: list[Place], tess: User, hannah: User
) -> None:
    registers.mark(session=session, marks={places[0]: Mark.ABSENT}, by=hannah)
    answer = client_for(tess).post(url(session), sent(places, "PRESENT", "PRESENT"))
    assertContains(answer, "Somebody else has marked Amina A.", status_code=409)
    assertContains(answer, f'<input type="hidden" name="seen-{places[0].pk}" value="ABSENT">',
                   status_code=409)  # fmt: skip
    assert current() == {"Amina A.": "ABSENT"}


def test_a_mark_that_is_none_is_refused_with_the_person_named(
    client_for: ClientFor, session: Session, places: list[Place], tess: User
) -> None:
    answer = client_for(tess).post(url(session), sent(places, "<script>", "PRESENT"))
    assertContains(answer, "Amina A.: Choose one of the five marks.", status_code=422)
    assertNotContains(answer, "<script>", status_code=422)
    assert current() == {}


def test_a_place_of_another_register_in_the_form_changes_nothing(
    client_for: ClientFor, session: Session, places: list[Place], tess: User, theo: User
) -> None:
    other = seat(run_today(theo))
    client_for(tess).post(url(session), {f"place-{other.pk}": "PRESENT"})
    assert current() == {}


def test_closing_saves_first_and_needs_everybody(
    client_for: ClientFor, session: Session, places: list[Place], tess: User
) -> None:
    client = client_for(tess)
    answer = client.post(url(session, "close_register"), sent(places, "PRESENT"), follow=True)
    assertContains(answer, "2 people have no mark yet.")
    marks = sent(places[1:], "PRESENT", "EXCUSED")
    answer = client.post(url(session, "close_register"), marks, follow=True)
    assertContains(answer, "This register is closed.")
    session.refresh_from_db()
    assert session.register_closed_by == tess


def test_signing_in_again_in_between_leads_back_to_the_register(
    client_for: ClientFor, session: Session, tess: User
) -> None:
    for name in ("register_rest", "close_register"):
        assertRedirects(client_for(tess).get(url(session, name)), url(session))


def test_before_the_day_the_list_is_there_to_read(client_for: ClientFor, tess: User) -> None:
    run = run_today(tess, starts=timezone.now() + timedelta(days=3))
    place, session = seat(run, name="Amina A."), run.sessions.get()
    client = client_for(tess)
    page = client.get(url(session))
    assertContains(page, "Amina A.")
    assertContains(page, "You can mark this register from ")
    assertNotContains(page, 'type="radio"')
    answer = client.post(url(session), sent([place], "PRESENT"))
    assertContains(answer, "from the day of the session", status_code=409)
    assert current() == {}


def test_the_register_of_a_cancelled_course_says_so_and_takes_no_marks(
    client_for: ClientFor, session: Session, places: list[Place], tess: User
) -> None:
    runs.cancel(run=session.run, reason="Snow.", by=None)
    client = client_for(tess)
    page = client.get(url(session))
    assertContains(page, "This course was cancelled.")
    assertNotContains(page, 'type="radio"')
    answer = client.post(url(session), sent(places, "PRESENT"))
    assertContains(answer, "Nothing was saved.", status_code=409)
    assert current() == {}


def test_an_empty_register_says_what_to_do(
    client_for: ClientFor, session: Session, tess: User
) -> None:
    assertContains(client_for(tess).get(url(session)), "Nobody has a place yet")


def test_the_sheet_has_a_line_for_everybody(
    client_for: ClientFor, session: Session, places: list[Place], tess: User
) -> None:
    page = client_for(tess).get(url(session, "register_sheet"))
    for place in places:
        assertContains(page, str(place.attendee))
    assertContains(page, "Signature")


@pytest.mark.parametrize("who", ["theo", "sam", "ed", "olwen", "ines", "tariq"])
@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("register", "get"),
        ("register", "post"),
        ("register_rest", "post"),
        ("register_rest", "get"),
        ("close_register", "get"),
        ("close_register", "post"),
        ("register_sheet", "get"),
    ],
)
def test_somebody_elses_register_is_the_same_404_as_none(
    client_for: ClientFor,
    session: Session,
    places: list[Place],
    name: str,
    method: str,
    who: str,
    request: pytest.FixtureRequest,
) -> None:
    client = client_for(request.getfixturevalue(who))
    theirs = getattr(client, method)(url(session, name), sent(places, "PRESENT"))
    none = getattr(client, method)(reverse(f"courses:{name}", args=[999_999]))
    assert theirs.status_code == none.status_code == 404
    without = [
        answer.content.replace(str(number).encode(), b"")
        for answer, number in ((theirs, session.pk), (none, 999_999))
    ]
    assert b"Amina" not in theirs.content
    assert len(without[0]) == pytest.approx(len(without[1]), abs=200)
    assert not Attendance.objects.exists()


def test_the_hub_office_may_mark_and_the_mark_says_so(
    client_for: ClientFor, session: Session, places: list[Place], hannah: User
) -> None:
    client_for(hannah).post(url(session), sent(places, "PRESENT"))
    assert Attendance.objects.get().source == MarkSource.HUB


def test_a_register_takes_as_many_statements_for_five_as_for_twenty(
    client_for: ClientFor,
    run: CourseRun,
    session: Session,
    tess: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_for(tess)
    counted = []
    for _ in range(2):
        seats = [seat(run) for _ in range(5)]
        registers.mark(session=session, marks=dict.fromkeys(seats, Mark.LATE), by=tess)
        registers.mark(session=session, marks=dict.fromkeys(seats, Mark.ABSENT), by=tess)
        with django_assert_max_num_queries(10) as statements:
            client.get(url(session))
        counted.append(len(statements))
    assert counted[0] == counted[1]


@pytest.mark.parametrize("part", ["register", "register_rest", "close_register", "register_sheet"])
def test_no_browser_keeps_a_page_with_names(
    client_for: ClientFor, session: Session, places: list[Place], tess: User, part: str
) -> None:
    assert "no-store" in client_for(tess).get(url(session, part))["Cache-Control"]


def busy(**_: object) -> None:
    raise DatabaseBusyError


@pytest.mark.parametrize("part", ["register", "close_register"])
def test_when_all_is_busy_what_was_marked_stays_on_the_page(
    client_for: ClientFor,
    session: Session,
    places: list[Place],
    tess: User,
    monkeypatch: pytest.MonkeyPatch,
    part: str,
) -> None:
    monkeypatch.setattr(registers, "mark", busy)
    answer = client_for(tess).post(url(session, part), sent(places, "LATE", "ABSENT", "EXCUSED"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    page = answer.content.decode()
    assert "Nothing was saved." in page
    for mark in ("LATE", "ABSENT", "EXCUSED"):
        assert page.count(f'value="{mark}" checked') == 1
    assert current() == {}


def test_a_register_that_cannot_be_closed_now_has_its_marks(
    client_for: ClientFor,
    session: Session,
    places: list[Place],
    tess: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(registers, "close", busy)
    answer = client_for(tess).post(
        url(session, "close_register"), sent(places, "LATE", "LATE", "LATE")
    )
    assertContains(answer, "The marks are saved.", status_code=503)
    assert len(current()) == 3
