"""What people who come are told by mail, and that the booker is not told twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from accounts.models import User
from core.dates import day
from courses import emails_joining, jobs, personal_links
from courses.actions import bookings
from courses.actions.bookings import Seat
from courses.enums import Format, PlaceState, Wave
from courses.models import Booking, CoursePage, CourseRun, Place, Session
from tests.courses.booking.pages import html_of
from tests.factories.bookings import school
from tests.factories.certification import seat, somebody
from tests.factories.courses import CourseRunFactory, VenueFactory

pytestmark = pytest.mark.django_db
Drain = Callable[[], list[EmailMessage]]
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def run() -> CourseRun:
    return CourseRunFactory(is_open=True, sessions=2, venue=VenueFactory())


def booked_by(olwen: User, run: CourseRun, name: str = "Dilys Pretend") -> Place:
    """Somebody's place that Olwen booked."""
    place = seat(run, somebody(name))
    Booking.objects.filter(pk=place.booking_id).update(booker=olwen, school=school())
    return Place.objects.select_related("attendee").get(pk=place.pk)


def test_whoever_comes_is_told_who_booked_and_all_they_need(
    run: CourseRun, olwen: User, drain: Drain
) -> None:
    place = booked_by(olwen, run)
    assert place.attendee

    assert emails_joining.send(place)

    (mail,) = drain()
    assert mail.to == [place.attendee.email]
    first, second = str(mail.body).split("\n\n", 1)[1].splitlines()[:2]
    assert first.startswith("You have a place. Be there on ")
    assert second == "Put the attached file into your calendar: it has every session."
    html = html_of(mail)
    for body in (str(mail.body), html):
        assert "Olwen Price of Demo Meadow Primary booked this place for you." in body
        assert place.arrival_code in body
        assert place.get_joining_url() in body
        assert "Step-free from the car park." in body
        assert "gave us your name and address" in body
        assert "£" not in body
        assert place.booking.reference not in body
    assert [attachment[0] for attachment in mail.attachments] == [
        f"sessions-{run.code}.ics",
        "arrival-code.png",
    ]


def test_a_person_named_late_is_told_the_next_session_and_no_date_that_is_over(
    olwen: User, drain: Drain
) -> None:
    start = datetime(2027, 3, 9, 15, 45, tzinfo=LONDON)
    run = CourseRunFactory(is_open=True, sessions=3, starts=start)
    place = booked_by(olwen, run)
    firsts = {}
    for days in (0, 1, 8, 30):
        with time_machine.travel(start + timedelta(days=days, hours=-1), tick=False):
            emails_joining.send(place)
            said = str(drain()[-1].body).split("\n\n", 1)[1]
            firsts[days] = said.splitlines()[0]

    assert firsts == {
        0: "You have a place. Be there on Tuesday 9 March, 3.45pm to 5.15pm.",
        1: "You have a place. It has begun: your next session is on "
        "Tuesday 16 March, 3.45pm to 5.15pm.",
        8: "You have a place. It has begun: your next session is on "
        "Tuesday 23 March, 3.45pm to 5.15pm.",
        30: "You have a place. All its sessions are over.",
    }


def test_the_room_of_each_session_is_said(run: CourseRun, olwen: User, drain: Drain) -> None:
    run.sessions.filter(order=1).update(room="Studio 2")
    run.sessions.filter(order=2).update(room="The blue room")
    emails_joining.send(booked_by(olwen, run))

    mail = drain()[-1]
    for body in (str(mail.body), html_of(mail)):
        assert "5.15pm, Studio 2" in body
        assert "5.15pm, The blue room" in body


def test_what_is_asked_before_the_course_is_asked_while_it_has_not_begun(
    olwen: User, drain: Drain, client: Client
) -> None:
    run = CourseRunFactory(is_open=True)
    place = booked_by(olwen, run)
    path = personal_links.evaluation(place, Wave.BEFORE)
    emails_joining.send(place)
    mail = drain()[-1]
    assert path in str(mail.body)
    assert path in html_of(mail)
    assert client.get(path).status_code == 200

    with time_machine.travel(timezone.now() + timedelta(days=15)):
        emails_joining.send(place)
        assert path not in str(drain()[-1].body)
    CoursePage.objects.update(outcomes="")
    CourseRun.objects.update(confidence_items=[])
    emails_joining.send(place)
    assert path not in str(drain()[-1].body)


def test_the_booker_who_comes_is_asked_in_the_confirmation(
    olwen: User, sam: User, drain: Drain
) -> None:
    run = CourseRunFactory(is_open=True, is_free=True)
    held = bookings.hold(
        seats=[
            Seat(run=run, name="Olwen Price", email=olwen.email),
            Seat(run=run, name="Sam Example", email=sam.email),
        ],
        school=None,
        by=olwen,
        submit_token="two",
    )
    bookings.confirm(booking=held, by=olwen)

    body = next(str(mail.body) for mail in drain() if mail.to == [olwen.email])
    own, other = held.places.order_by("pk")
    assert personal_links.evaluation(own, Wave.BEFORE) in body
    assert personal_links.evaluation(other, Wave.BEFORE) not in body


def test_nobody_shows_a_code_at_a_door_that_is_not_there(olwen: User, drain: Drain) -> None:
    run = CourseRunFactory(is_open=True, format=Format.LIVE_ONLINE)
    Session.objects.filter(run=run).update(joining_link="https://meet.example.org/x")
    place = booked_by(olwen, run)
    emails_joining.send(place)

    mail = drain()[-1]
    assert place.arrival_code not in str(mail.body) + html_of(mail)
    assert [attachment[0] for attachment in mail.attachments] == [f"sessions-{run.code}.ics"]
    from_when = timezone.localtime(run.sessions.get().start_at - timedelta(hours=48))
    assert f"from {day(from_when)}, 3.45pm." in str(mail.body)


def test_a_booker_who_comes_themselves_is_not_told_twice(
    run: CourseRun, tariq: User, drain: Drain
) -> None:
    place = seat(run, tariq)
    assert not emails_joining.send(place)
    assert emails_joining.send(place, also_to_booker=True)
    assert "You booked this place yourself." in str(drain()[0].body)


@pytest.mark.parametrize("state", [PlaceState.HELD, PlaceState.CANCELLED])
def test_only_booked_and_named_places_get_details(
    run: CourseRun, olwen: User, state: PlaceState
) -> None:
    place = booked_by(olwen, run)
    Place.objects.filter(pk=place.pk).update(attendee=None)
    assert not emails_joining.send(place)
    place = booked_by(olwen, run, "Esme Placeholder")
    Place.objects.filter(pk=place.pk).update(
        state=state, is_counted=state == PlaceState.HELD, cancelled_at=timezone.now()
    )
    assert not emails_joining.send(place)


def test_everybody_is_reminded_once_two_working_days_before(
    olwen: User, tariq: User, drain: Drain
) -> None:
    start = datetime(2027, 3, 9, 15, 45, tzinfo=LONDON)  # a Tuesday
    run = CourseRunFactory(is_open=True, starts=start, venue=VenueFactory())
    places = [booked_by(olwen, run), seat(run, tariq)]
    unnamed = seat(run)
    Booking.objects.update(confirmed_at=start - timedelta(days=60))
    Place.objects.filter(pk=unnamed.pk).update(attendee=None)

    with time_machine.travel(datetime(2027, 3, 5, 15, 44, tzinfo=LONDON), tick=False):
        assert jobs.remind_of_courses() == 0
    with time_machine.travel(datetime(2027, 3, 5, 15, 46, tzinfo=LONDON), tick=False):
        assert [jobs.remind_of_courses() for _ in range(2)] == [2, 0]

    mails = drain()
    assert {mail.to[0] for mail in mails} == {str(p.attendee and p.attendee.email) for p in places}
    for mail in mails:
        assert mail.subject.startswith("Tuesday 9 March: ")
        assert "We see you on Tuesday 9 March, 3.45pm to 5.15pm." in str(mail.body)


def test_who_has_just_been_told_is_not_reminded_at_once(tariq: User) -> None:
    run = CourseRunFactory(is_open=True, starts=timezone.now() + timedelta(hours=30))
    seat(run, tariq)
    assert jobs.remind_of_courses() == 0


def test_nobody_is_reminded_of_a_course_that_is_off_or_a_place_given_up(tariq: User) -> None:
    run = CourseRunFactory(is_cancelled=True, starts=timezone.now() + timedelta(hours=3))
    seat(run, tariq)
    other = seat(CourseRunFactory(is_open=True, starts=timezone.now() + timedelta(hours=3)))
    Booking.objects.update(confirmed_at=timezone.now() - timedelta(days=3))
    Place.objects.filter(pk=other.pk).update(
        state=PlaceState.CANCELLED, is_counted=False, cancelled_at=timezone.now()
    )
    assert jobs.remind_of_courses() == 0


def test_a_booking_for_several_tells_the_booker_once_and_each_named_person_directly(
    olwen: User, drain: Drain
) -> None:
    run = CourseRunFactory(is_open=True, is_free=True, venue=VenueFactory())
    seats = [
        Seat(run=run, name="Olwen Price", email=olwen.email),
        Seat(run=run, name="Dilys Pretend", email="dilys@example.org"),
        Seat(run=run, name="Esme Placeholder", email="esme@example.org"),
        Seat(run=run),
    ]
    held = bookings.hold(seats=seats, school=None, by=olwen, submit_token="four")
    bookings.confirm(booking=held, by=olwen)

    mails = {mail.to[0]: mail for mail in drain()}
    assert set(mails) == {olwen.email, "dilys@example.org", "esme@example.org"}
    assert len(drain()) == 3
    own = held.places.get(attendee__email=olwen.email)
    for body in (str(mails[olwen.email].body), html_of(mails[olwen.email])):
        assert own.arrival_code in body
        assert own.get_joining_url() in body
        for place in held.places.exclude(pk=own.pk):
            assert place.join_token not in body
    assert "Olwen Price booked this place for you." in str(mails["dilys@example.org"].body)
