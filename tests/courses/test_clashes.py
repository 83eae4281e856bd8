"""What speaks against a run's dates and rooms: found, said, linked, and never in the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from courses import clashes
from courses.actions import runs
from courses.clashes import ClashKind
from courses.enums import Format, RunState
from courses.models import CourseRun
from schools.models import SchoolHoliday
from tests.factories.courses import CourseRunFactory, VenueFactory

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
#: A Tuesday in term.
TUESDAY = datetime(2027, 3, 9, 15, 45, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(datetime(2027, 2, 1, 12, tzinfo=LONDON), tick=False):
        yield


def made(starts: datetime = TUESDAY, room: str = "", **kwargs: Any) -> CourseRun:
    run: CourseRun = CourseRunFactory(starts=starts, **{"is_open": True, **kwargs})
    run.sessions.update(room=room)
    return run


def kinds(run: CourseRun) -> list[ClashKind]:
    return [clash.kind for clash in clashes.of(run)]


def test_a_run_on_a_school_day_that_stands_alone_has_none() -> None:
    assert clashes.of(made(venue=VenueFactory())) == []


@pytest.mark.parametrize(
    ("minutes", "found"), [(0, True), (89, True), (90, False), (-89, True), (-90, False)]
)
def test_a_tutor_cannot_teach_two_sessions_at_once(
    tess: User, minutes: int, *, found: bool
) -> None:
    first = made(tutors=[tess])
    second = made(TUESDAY + timedelta(minutes=minutes), tutors=[tess], state=RunState.DRAFT)

    for run, other in ((first, second), (second, first)):
        clash = [one for one in clashes.of(run) if one.kind is ClashKind.TUTOR]
        assert bool(clash) is found
        if found:
            assert clash[0].sentence.startswith(
                f"Tess Larkin also teaches “{other.title}”, Tuesday"
            )
            assert clash[0].url == reverse("course_runs:edit", args=[other.pk])


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("Studio 1", "studio  1", True),
        ("Studio 1", "Studio 2", False),
        ("Studio 1", "", True),
        ("", "", True),
    ],
)
def test_a_room_is_used_once_at_a_time_and_no_room_may_be_any(
    one: str, other: str, *, found: bool
) -> None:
    hall = VenueFactory(name="Hall")
    run = made(venue=hall, room=one)
    made(venue=hall, room=other)
    made(venue=VenueFactory(), room=one)

    assert kinds(run) == ([ClashKind.ROOM] if found else [])


def test_a_session_elsewhere_is_where_it_is_and_not_at_its_runs_venue() -> None:
    hall, centre = VenueFactory(), VenueFactory()
    run = made(venue=hall)
    run.sessions.update(venue=centre)
    made(venue=hall)

    assert kinds(run) == []
    made(venue=centre)
    assert kinds(run) == [ClashKind.ROOM]


@pytest.mark.parametrize("state", [RunState.CANCELLED, RunState.FINISHED])
def test_what_is_over_or_called_off_clashes_with_nothing(tess: User, state: RunState) -> None:
    run = made(tutors=[tess])
    made(tutors=[tess], state=state)

    assert clashes.of(run) == []
    assert clashes.coming() == []


def test_days_off_are_named() -> None:
    SchoolHoliday.objects.create(
        name="Easter holiday", first_date=date(2027, 3, 22), last_date=date(2027, 4, 9)
    )
    good_friday = made(datetime(2027, 3, 26, 15, 45, tzinfo=LONDON))
    saturday = made(datetime(2027, 3, 13, 10, tzinfo=LONDON))
    online = made(datetime(2027, 3, 13, 10, tzinfo=LONDON), format=Format.LIVE_ONLINE)

    assert [clash.sentence for clash in clashes.of(good_friday)] == [
        "Friday 26 March 2027 is a bank holiday: Good Friday.",
        "Friday 26 March 2027 is in the school holidays: Easter holiday.",
    ]
    assert kinds(saturday) == [ClashKind.WEEKEND]
    assert kinds(online) == []


def test_the_offices_list_names_each_clash_of_public_runs_once_and_leaves_out_gentle_notes(
    tess: User,
) -> None:
    hall = VenueFactory()
    made(tutors=[tess], venue=hall, sessions=3)
    made(tutors=[tess], venue=hall, sessions=3)
    made(tutors=[tess], state=RunState.DRAFT)
    made(datetime(2027, 3, 13, 10, tzinfo=LONDON))
    made(datetime(2027, 3, 26, 15, 45, tzinfo=LONDON))

    found = sorted(clash.kind for clash in clashes.coming())

    assert found == [ClashKind.BANK_HOLIDAY, ClashKind.ROOM, ClashKind.TUTOR]


@pytest.mark.parametrize("number", [2, 20])
def test_it_takes_as_many_statements_for_many_runs_as_for_few(
    tess: User, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    hall = VenueFactory()
    for hour in range(number):
        made(TUESDAY + timedelta(hours=hour), venue=hall, tutors=[tess])

    with django_assert_num_queries(2):
        assert len(clashes.coming()) == 2 * (number - 1)
    last = CourseRun.objects.latest("pk")
    with django_assert_num_queries(5):
        assert len(clashes.of(last)) == 2


def test_the_admin_warns_links_and_saves_all_the_same(
    tess: User, hannah: User, client_for: Callable[[User], Client]
) -> None:
    run, other = made(tutors=[tess]), made(tutors=[tess])
    office = client_for(hannah)

    page = office.get(reverse("course_runs:edit", args=[run.pk])).content.decode()

    assert f"Tess Larkin also teaches “{other.title}”" in page
    assert reverse("course_runs:edit", args=[other.pk]) in page
    runs.cancel(run=other, reason="Snow.", by=hannah)
    page = office.get(reverse("course_runs:edit", args=[run.pk])).content.decode()
    assert "Look again" not in page
