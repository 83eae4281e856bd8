"""The public calendar: every session once, moved and called off as it happens."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from courses.actions import runs
from courses.models import CourseRun
from tests.factories.courses import CourseRunFactory, VenueFactory, first_start

pytestmark = pytest.mark.django_db


def entries(client: Client) -> list[Any]:
    response = client.get("/courses/calendar.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def a_run(**traits: object) -> CourseRun:
    return CourseRunFactory(**{"is_open": True, "venue": VenueFactory(name="Hall"), **traits})


def test_every_session_has_an_entry_in_london_time(client: Client) -> None:
    a_run(sessions=2)

    first, second = entries(client)

    assert first["dtstart"].dt == first_start()
    assert first["dtstart"].params["TZID"] == "Europe/London"
    assert first["location"].startswith("Hall, 1 Example Street")
    assert first["uid"] != second["uid"]
    assert b"BEGIN:VTIMEZONE" in client.get("/courses/calendar.ics").content


def test_a_moved_session_updates_the_same_entry(client: Client) -> None:
    run = a_run()
    before = entries(client)[0]
    later = first_start() + timedelta(days=1)

    runs.reschedule(
        session=run.sessions.get(), start_at=later, end_at=later + timedelta(hours=1), by=None
    )
    after = entries(client)[0]

    assert after["uid"] == before["uid"]
    assert after["sequence"] == before["sequence"] + 1
    assert after["dtstart"].dt == later


def test_a_cancelled_date_says_so(client: Client) -> None:
    run = a_run()
    before = entries(client)[0]

    runs.cancel(run=run, reason="Snow.", by=None)
    after = entries(client)[0]

    assert (before["status"], after["status"]) == ("CONFIRMED", "CANCELLED")
    assert after["summary"].startswith("Cancelled: ")
    assert after["sequence"] > before["sequence"]


def test_drafts_and_unpublished_courses_are_not_in_it(client: Client) -> None:
    CourseRunFactory()
    a_run().page.unpublish()

    assert entries(client) == []


@pytest.mark.parametrize("number", [1, 10])
def test_it_is_one_statement(
    client: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        a_run(sessions=2)
    entries(client)

    with django_assert_num_queries(1):
        assert len(entries(client)) == 2 * number
