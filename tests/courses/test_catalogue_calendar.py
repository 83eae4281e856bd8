"""The catalogue as the calendar of a month: what stands on which day, and what is asked stays."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from courses.enums import Format, RunState
from courses.models import CourseRun
from tests.factories.courses import (
    CoursePageFactory,
    CourseRunFactory,
    PhaseFactory,
    VenueFactory,
    course_index,
)

pytestmark = pytest.mark.django_db
OWN_STATEMENTS = 3
WAGTAILS = 5


def moment(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.fixture
def client(time_machine: Any) -> Client:
    time_machine.move_to(moment("2026-11-22T10:00"), tick=False)
    course_index()
    return Client()


def a_run(title: str, starts: str, **traits: Any) -> CourseRun:
    page = CoursePageFactory(title=title, **traits.pop("page", {}))
    return CourseRunFactory(page=page, starts=moment(starts), **{"is_open": True, **traits})


def show(client: Client, query: str = "") -> Any:
    response = client.get(f"/courses/?view=calendar{query}")
    assert response.status_code == 200
    return response.context


def standing(context: Any) -> dict[str, list[str]]:
    """The titles on each day of the month that is shown."""
    days = [day for week in context["weeks"] for day in week if day["entries"]]
    return {day["day"]: [entry["title"] for entry in day["entries"]] for day in days}


def test_every_session_stands_on_its_day(client: Client) -> None:
    a_run("Evenings", "2027-03-02T15:45", sessions=3)
    a_run("Day", "2027-03-09T09:30", format=Format.ONE_DAY)
    a_run("Next month", "2027-04-01T09:30")

    context = show(client, "&month=2027-03")

    assert context["month"] == "March 2027"
    assert standing(context) == {"2": ["Evenings"], "9": ["Day", "Evenings"], "16": ["Evenings"]}
    assert context["weekdays"] == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]


def test_a_day_is_a_day_in_london_also_in_summer(client: Client) -> None:
    a_run("Late", "2027-06-30T23:30")

    assert standing(show(client, "&month=2027-06")) == {"30": ["Late"]}
    assert standing(show(client, "&month=2027-07")) == {}


def test_saturday_and_sunday_are_shown_when_something_is_then(client: Client) -> None:
    a_run("Festival", "2027-03-06T10:00")

    context = show(client, "&month=2027-03")

    assert context["weekdays"][-2:] == ["Saturday", "Sunday"]
    assert standing(context) == {"6": ["Festival"]}


def test_an_entry_says_what_is_not_as_usual(client: Client) -> None:
    a_run("Full", "2027-03-01T16:00", is_full=True)
    a_run("Off", "2027-03-02T16:00", is_cancelled=True)
    a_run("Shut", "2027-03-03T16:00", state=RunState.CLOSED)
    a_run("Room", "2027-03-04T16:00")

    weeks = show(client, "&month=2027-03")["weeks"]
    notes = {
        entry["title"]: (entry["time"], entry["note"], entry["off"])
        for week in weeks
        for day in week
        for entry in day["entries"]
    }

    assert notes == {
        "Full": ("4pm to 5.30pm", "Full", False),
        "Off": ("4pm to 5.30pm", "Cancelled by the hub", True),
        "Shut": ("4pm to 5.30pm", "Booking closed", False),
        "Room": ("4pm to 5.30pm", "", False),
    }


def test_it_starts_with_the_first_month_that_has_a_course_and_says_so_in_the_address(
    client: Client,
) -> None:
    a_run("Spring", "2027-02-10T16:00")

    assert show(client)["month"] == "February 2027"
    assert show(client)["here"] == "/courses/?view=calendar&month=2027-02"


def test_an_empty_month_says_where_the_next_course_is(client: Client) -> None:
    a_run("Earlier", "2027-01-12T16:00")
    a_run("Later", "2027-05-04T16:00")

    between = client.get("/courses/?view=calendar&month=2027-03").content.decode()
    after = client.get("/courses/?view=calendar&month=2027-08").content.decode()

    assert (
        'The next course is on <a href="/courses/?view=calendar&amp;month=2027-05">'
        "Tuesday 4 May 2027</a>" in between
    )
    assert (
        'or after it. The first course is on <a href="/courses/?view=calendar&amp;month=2027-01">'
        "Tuesday 12 January 2027</a>" in after
    )


def test_without_any_course_it_says_what_the_list_says(client: Client) -> None:
    response = client.get("/courses/?view=calendar")

    assert response.context["month"] == "November 2026"
    assert "No courses just now" in response.content.decode()


def test_what_has_no_day_is_counted_and_stands_in_the_list(client: Client) -> None:
    a_run("Evening", "2027-03-02T16:00")
    a_run("Recorded", "2027-03-02T16:00", is_undated=True)

    page = client.get("/courses/?view=calendar&month=2027-03").content.decode()
    alone = client.get("/courses/?view=calendar&format=recorded").content.decode()

    assert '1 more has no fixed day: <a href="/courses/">see it in the list</a>' in page
    assert '<a href="/courses/?format=recorded">show the list</a>' in alone


def test_the_filters_narrow_it_and_stay_in_every_link(client: Client) -> None:
    PhaseFactory(code="ks1")
    ks2 = PhaseFactory(code="ks2", name="Key Stage 2")
    a_run("One", "2027-03-02T16:00")
    a_run("Two", "2027-03-03T16:00", page={"phases": [ks2]})

    context = show(client, "&month=2027-03&phase=ks2")

    assert standing(context) == {"3": ["Two"]}
    assert context["before"]["url"] == "/courses/?phase=ks2&view=calendar&month=2027-02"
    assert context["after"]["url"] == "/courses/?phase=ks2&view=calendar&month=2027-04"
    assert context["views"][0]["url"] == "/courses/?phase=ks2"
    assert context["views"][1]["url"] == "/courses/?phase=ks2&view=calendar&month=2027-03"
    assert context["applied"] == [
        {"label": "Key Stage 2", "remove_url": "/courses/?view=calendar&month=2027-03"}
    ]
    assert context["hidden"] == [("view", "calendar"), ("month", "2027-03")]


def test_drafts_unpublished_courses_and_what_has_begun_stay_out(client: Client) -> None:
    CourseRunFactory(page=CoursePageFactory(title="Draft"), starts=moment("2027-03-02T16:00"))
    a_run("Unpublished", "2027-03-02T16:00").page.unpublish()
    a_run("Begun", "2026-11-17T16:00", sessions=2)

    assert standing(show(client, "&month=2027-03")) == {}
    assert standing(show(client, "&month=2026-11")) == {}


def test_a_month_with_more_than_it_can_show_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("courses.views.catalogue.MOST_IN_A_MONTH", 2)
    a_run("Evenings", "2027-03-02T15:45", sessions=3)

    response = client.get("/courses/?view=calendar&month=2027-03")

    assert list(standing(response.context)) == ["2", "9"]
    assert "more than a calendar can show" in response.content.decode()


@pytest.mark.parametrize("number", [3, 30])
def test_statements_do_not_grow_with_the_courses(
    client: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    hall = VenueFactory()
    for title in range(number):
        a_run(f"Course {title}", "2027-03-02T15:45", venue=hall, sessions=2)
    show(client)

    with django_assert_num_queries(WAGTAILS + OWN_STATEMENTS):
        assert len(standing(show(client, "&month=2027-03"))["2"]) == number
    with django_assert_num_queries(WAGTAILS + OWN_STATEMENTS + 1):
        show(client, "&month=2027-08")
