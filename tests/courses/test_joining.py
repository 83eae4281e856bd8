"""An attendee's own page: what it shows to whoever knows its address, and when it ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import User
from courses import personal_links
from courses.actions import evaluations, runs
from courses.enums import Format, PlaceState, Wave
from courses.models import Booking, CourseRun, Evaluation, Place, Session
from courses.models.place import make_token
from tests.factories.bookings import school
from tests.factories.certification import seat, somebody
from tests.factories.courses import CourseRunFactory, VenueFactory

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
LINK = "https://meet.example.org/ukulele"


@pytest.fixture
def run() -> CourseRun:
    return CourseRunFactory(is_open=True, sessions=2, venue=VenueFactory())


@pytest.fixture
def place(run: CourseRun, olwen: User) -> Place:
    """Booked by Olwen for Dilys."""
    found = seat(run, somebody("Dilys Pretend"))
    Booking.objects.filter(pk=found.booking_id).update(booker=olwen, school=school())
    return Place.objects.get(pk=found.pk)


def test_whoever_comes_sees_all_they_need_without_an_account(client: Client, place: Place) -> None:
    page = client.get(place.get_joining_url())

    assertContains(page, "Dilys Pretend, you have a place.")
    assertContains(page, "Olwen Price of Demo Meadow Primary booked this place for you.")
    assertContains(page, place.arrival_code)
    assertContains(page, "Step-free from the car park.")
    assertContains(page, "Parking for 20 cars.")
    assertContains(page, "data:image/svg+xml")
    assertNotContains(page, "£")
    assertNotContains(page, place.booking.reference)


def test_the_room_of_the_next_session_is_said_with_its_place(client: Client, place: Place) -> None:
    place.run.sessions.filter(order=1).update(room="Studio 2")

    page = client.get(place.get_joining_url()).text
    coming = page.split('class="next"', 1)[1].split("</section>", 1)[0]
    assert f"{place.run.venue}, Studio 2" in coming


def test_what_is_asked_before_the_course_is_linked_until_it_is_answered(
    client: Client, place: Place
) -> None:
    link = personal_links.evaluation(place, Wave.BEFORE)
    assertContains(client.get(place.get_joining_url()), f'href="{link}"')

    evaluations.submit(place=place, wave=Wave.BEFORE, confidence={0: 2, 1: 3})
    assertNotContains(client.get(place.get_joining_url()), link)

    Evaluation.objects.all().delete()
    with time_machine.travel(timezone.now() + timedelta(days=16)):
        assertNotContains(client.get(place.get_joining_url()), link)


def test_a_course_online_shows_no_code_for_a_door(client: Client, place: Place) -> None:
    CourseRun.objects.update(format=Format.LIVE_ONLINE)
    assertNotContains(client.get(place.get_joining_url()), place.arrival_code)


def test_the_page_tells_nobody_else_that_it_exists(client: Client, place: Place) -> None:
    for path in (place.get_joining_url(), reverse("courses:join", args=["nothing"])):
        page = client.get(path)
        assert page["Referrer-Policy"] == "same-origin"
        assert page["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in page["Cache-Control"]
        assert b'content="noindex"' in page.content
    assert len(place.join_token) >= 22, "128 bits: nobody guesses it"


def test_a_joining_link_shows_from_its_hour_and_while_the_place_is_booked(
    client: Client, place: Place
) -> None:
    first = place.run.sessions.order_by("order")[0]
    now = timezone.now()
    for hours, is_out in ((49, False), (47, True)):
        Session.objects.filter(pk=first.pk).update(
            joining_link=LINK,
            start_at=now + timedelta(hours=hours),
            end_at=now + timedelta(hours=hours + 1),
        )
        assert (LINK in client.get(place.get_joining_url()).text) is is_out
        calendar = client.get(reverse("courses:join_calendar", args=[place.join_token]))
        assert (LINK in calendar.text) is is_out
    for state in set(PlaceState) - {PlaceState.CONFIRMED}:
        counted = state in (PlaceState.HELD, PlaceState.OFFERED)
        Place.objects.filter(pk=place.pk).update(state=state, is_counted=counted, cancelled_at=now)
        for name in ("join", "join_calendar"):
            page = client.get(reverse(f"courses:{name}", args=[place.join_token]))
            assert page.status_code == (410 if state == PlaceState.CANCELLED else 404)
            assert LINK not in page.text


def test_an_address_that_was_replaced_or_cancelled_leads_to_a_page_without_names(
    client: Client, place: Place
) -> None:
    old = place.get_joining_url()
    Place.objects.filter(pk=place.pk).update(join_token=make_token())
    swapped = client.get(old)
    place.refresh_from_db()
    Place.objects.filter(pk=place.pk).update(
        state=PlaceState.CANCELLED, is_counted=False, cancelled_at=timezone.now()
    )
    cancelled = client.get(place.get_joining_url())

    for page, status in ((swapped, 404), (cancelled, 410)):
        assertContains(page, "This address leads to no place", status_code=status)
        for secret in ("Dilys", "Olwen", place.run.title, place.arrival_code):
            assertNotContains(page, secret, status_code=status)


def test_a_cancelled_course_says_so_and_keeps_its_link_to_itself(
    client: Client, place: Place
) -> None:
    place.run.sessions.update(joining_link=LINK, joining_hours=1000)
    runs.cancel(run=place.run, reason="Snow.", by=None)

    page = client.get(place.get_joining_url())
    assertContains(page, "This course is cancelled.")
    assertNotContains(page, LINK)
    assert LINK not in client.get(reverse("courses:join_calendar", args=[place.join_token])).text


def test_the_calendar_file_is_in_london_time_across_a_clock_change(
    client: Client, place: Place
) -> None:
    sessions = list(place.run.sessions.order_by("order"))
    for session, (month, day) in zip(sessions, ((3, 25), (4, 1)), strict=True):
        start = datetime(2031, month, day, 15, 45, tzinfo=LONDON)
        end = start + timedelta(minutes=90)
        Session.objects.filter(pk=session.pk).update(start_at=start, end_at=end, sequence=2)

    answer = client.get(reverse("courses:join_calendar", args=[place.join_token]))

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    entries = Calendar.from_ical(answer.text).events
    text = answer.text.replace("\r\n ", "")
    assert [f"{entry.start:%H:%M %z}" for entry in entries] == ["15:45 +0000", "15:45 +0100"]
    assert "TZID=Europe/London" in answer.text
    assert text.count("SEQUENCE:2") == 2, "a moved session updates the same entry"
    assert [str(entry["uid"]).split("@")[0] for entry in entries] == [
        f"session-{session.pk}" for session in sessions
    ]
    assert place.join_token in text
    assert place.booking.reference not in text


def test_the_page_takes_as_many_statements_for_two_sessions_as_for_six(
    client: Client, olwen: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counted = []
    for sessions in (2, 6):
        long = CourseRunFactory(is_open=True, sessions=sessions, venue=VenueFactory())
        with django_assert_max_num_queries(12) as statements:
            client.get(seat(long).get_joining_url())
        counted.append(len(statements))
    assert counted[0] == counted[1]


def test_guessing_is_slow(client: Client, place: Place) -> None:
    answers = {client.get(reverse("courses:join", args=["guess"])).status_code for _ in range(61)}
    assert answers == {404, 429}
    assert client.get(place.get_joining_url()).status_code == 429
