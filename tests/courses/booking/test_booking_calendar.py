"""The booker's calendar file: every session, right across a clock change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from icalendar import Calendar, Event

from accounts.models import User
from courses import calendars
from courses.actions import bookings, runs
from courses.models import Booking, CourseRun
from tests.factories import bookings as make
from tests.factories.courses import CourseRunFactory, VenueFactory

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
LINK = "https://meet.example.org/abc"


def read(content: bytes) -> tuple[Calendar, list[Event]]:
    calendar = Calendar.from_ical(content)
    assert isinstance(calendar, Calendar)
    return calendar, list(calendar.events)


def booked(run: CourseRun, booker: User) -> Booking:
    return Booking.objects.with_places().get(pk=make.free(run, booker).pk)


@pytest.mark.promise(number=46)
def test_every_session_keeps_its_hour_across_the_clock_change(tariq: User) -> None:
    """Britain's clocks go forward on 28 March 2027; 3.45pm stays 3.45pm."""
    with time_machine.travel(datetime(2027, 3, 1, tzinfo=UTC)):
        run = CourseRunFactory(
            is_open=True,
            is_free=True,
            sessions=2,
            starts=datetime(2027, 3, 23, 15, 45, tzinfo=LONDON),
            venue=VenueFactory(name="Example Hall", postcode="NN1 1AA"),
        )
        content = calendars.for_booking(booked(run, tariq))
    calendar, entries = read(content)

    starts = [entry.start for entry in entries if isinstance(entry.start, datetime)]
    assert [start.astimezone(UTC).hour for start in starts] == [15, 14]
    assert {(start.hour, start.minute) for start in starts} == {(15, 45)}
    assert b"DTSTART;TZID=Europe/London:20270323T154500" in content
    assert b"DTSTART;TZID=Europe/London:20270330T154500" in content
    assert len(calendar.timezones) == 1
    zone = calendar.timezones[0].to_tz()
    assert datetime(2027, 3, 30, 15, 45, tzinfo=zone).utcoffset() == timedelta(hours=1)
    assert str(entries[0]["LOCATION"]).startswith("Example Hall")


def test_a_moved_session_updates_the_same_entry(tariq: User) -> None:
    run = CourseRunFactory(is_open=True, is_free=True)
    booking = booked(run, tariq)
    before = read(calendars.for_booking(booking))[1][0]
    session = run.sessions.get()
    later = session.start_at + timedelta(days=1)
    runs.reschedule(session=session, start_at=later, end_at=later + timedelta(hours=1), by=None)

    after = read(calendars.for_booking(Booking.objects.with_places().get(pk=booking.pk)))[1][0]

    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after.start == later


@pytest.mark.parametrize(("hours", "is_out"), [(49, False), (47, True)])
def test_a_joining_link_is_in_it_only_once_it_is_released(
    tariq: User,
    client_for: Callable[[User], Client],
    drain: Callable[[], list[EmailMessage]],
    hours: int,
    *,
    is_out: bool,
) -> None:
    starts = timezone.now() + timedelta(hours=hours)
    run = CourseRunFactory(is_open=True, is_free=True, format="LIVE_ONLINE", starts=starts)
    run.sessions.update(joining_link=LINK)
    booking = booked(run, tariq)
    client = client_for(tariq)

    file = client.get(f"/bookings/{booking.reference}/calendar.ics")
    assert file["Content-Type"] == "text/calendar; charset=utf-8"
    assert (LINK.encode() in file.content) is is_out
    page = client.get(booking.get_absolute_url()).content.decode()
    assert (LINK in page) is is_out
    mail = drain()[0]
    assert (LINK in mail.body) is is_out
    assert (LINK in client.get("/account/").content.decode()) is is_out


@pytest.mark.promise(number=46)
def test_the_mail_carries_the_file_and_says_the_next_step_first(
    tariq: User, drain: Callable[[], list[EmailMessage]]
) -> None:
    run = CourseRunFactory(
        is_open=True, is_free=True, sessions=3, starts=datetime(2027, 3, 2, 15, 45, tzinfo=LONDON)
    )
    booking = booked(run, tariq)

    mail = drain()[0]

    assert mail.subject == f"Booked: {run.title}"
    lines = [line for line in mail.body.splitlines() if line][1:3]
    assert lines[0] == "You are booked. Be there on Tuesday 2 March, 3.45pm to 5.15pm."
    assert lines[1] == "Put the attached file into your calendar: it has every session."
    name, content, kind = mail.attachments[0]
    assert (name, kind) == (f"booking-{booking.reference}.ics", "text/calendar")
    raw = content.encode() if isinstance(content, str) else content
    assert len(read(raw)[1]) == 3


def test_a_recorded_course_has_no_file_in_its_mail(
    tariq: User, drain: Callable[[], list[EmailMessage]]
) -> None:
    make.free(CourseRunFactory(is_open=True, is_free=True, is_undated=True), tariq)

    mail = drain()[0]

    assert mail.attachments == []
    assert "Watch whenever you like, 50 minutes" in mail.body


def test_only_a_confirmed_booking_has_a_file(
    tariq: User, client_for: Callable[[User], Client]
) -> None:
    run = CourseRunFactory(is_open=True, is_free=True)
    booking = make.hold(run, tariq)
    client = client_for(tariq)
    url = f"/bookings/{booking.reference}/calendar.ics"

    assert client.get(url).status_code == 404
    bookings.confirm(booking=booking, by=tariq)
    assert client.get(url).status_code == 200
    bookings.cancel(booking=Booking.objects.get(), by=tariq)
    assert client.get(url).status_code == 404


def test_my_cpd_shows_the_next_session_first(
    tariq: User, sam: User, client_for: Callable[[User], Client]
) -> None:
    later = CourseRunFactory(is_open=True, is_free=True)
    in_two_days = timezone.now() + timedelta(days=2)
    sooner = CourseRunFactory(is_open=True, is_free=True, starts=in_two_days)
    called_off = CourseRunFactory(
        is_open=True, is_free=True, starts=timezone.now() + timedelta(days=1)
    )
    for run in (later, sooner, called_off):
        make.free(run, tariq)
    runs.cancel(run=called_off, reason="Snow.", by=None)

    page = client_for(tariq).get("/account/").content.decode()

    first = page.split("Your next session", 1)[1].split("</section>", 1)[0]
    assert sooner.title in first
    assert later.title in page
    assert "Your next session" not in client_for(sam).get("/account/").content.decode()
