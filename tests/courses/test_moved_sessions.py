"""A session moves: places stay, everybody hears once, and their calendars follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from icalendar import Calendar

from accounts.models import User
from core.dates import span
from core.mail import deliver
from core.models import SentOnce
from courses import emails_runs
from courses.actions import bookings, runs
from courses.actions.runs import Meeting, PriceLine
from courses.enums import Audience, BookingState, RunState
from courses.models import Attendee, Booking, CourseRun, Place, Session
from tests.factories import bookings as make
from tests.factories import office
from tests.factories.certification import seat
from tests.factories.courses import CourseRunFactory, VenueFactory

pytestmark = pytest.mark.django_db
Drain = Callable[[], list[EmailMessage]]
LONDON = ZoneInfo("Europe/London")
DAY = timedelta(days=1)


def as_it_is(session: Session, **changes: Any) -> Meeting:
    """What would leave this session alone, but for these changes."""
    values: dict[str, Any] = {
        "session_id": session.pk,
        "start_at": session.start_at,
        "end_at": session.end_at,
        "title": session.title,
        "venue": session.venue,
        "room": session.room,
        **changes,
    }
    return Meeting(**values)


def later(session: Session, by: timedelta = DAY) -> Meeting:
    return as_it_is(session, start_at=session.start_at + by, end_at=session.end_at + by)


def moved_mails(drain: Drain) -> list[EmailMessage]:
    return [mail for mail in drain() if mail.subject.startswith("Changed:")]


def entries(mail: EmailMessage) -> list[Any]:
    (attachment,) = mail.attachments
    raw = attachment[1]
    calendar = Calendar.from_ical(raw)
    assert isinstance(calendar, Calendar)
    return list(calendar.events)


def named(place: Place, name: str, email: str) -> None:
    Place.objects.filter(pk=place.pk).update(
        attendee=Attendee.objects.create(name=name, email=email)
    )


@pytest.fixture
def run() -> CourseRun:
    return CourseRunFactory(is_open=True, is_free=True, sessions=2, venue=VenueFactory(name="Hall"))


def test_the_booker_and_the_named_attendee_are_each_told_once_and_keep_their_places(
    run: CourseRun, olwen: User, tariq: User, drain: Drain
) -> None:
    booking = make.free(run, olwen)
    named(booking.places.get(), "Ada Example", "ada@example.org")
    make.free(run, tariq)
    given_up = make.hold(run, olwen, email="held@example.org")
    session = run.sessions.get(order=1)
    drain()

    runs.reschedule(
        session=session, start_at=session.start_at + DAY, end_at=session.end_at + DAY, by=None
    )

    mails = moved_mails(drain)
    assert sorted(mail.to[0] for mail in mails) == [
        "ada@example.org",
        "olwen@example.org",
        "tariq@example.org",
    ]
    now = span(session.start_at, session.end_at)
    for mail in mails:
        first, second = [line for line in mail.body.splitlines() if line][1:3]
        assert first == f"“{run.title}” has moved: it is now on {now}, Hall."
        assert second.startswith("You keep your place. Open the attached file")
    by_address = {mail.to[0]: str(mail.body) for mail in mails}
    assert booking.reference in by_address["olwen@example.org"]
    assert booking.reference not in by_address["ada@example.org"]
    assert "Tell Olwen Price, who booked your place" in by_address["ada@example.org"]
    assert given_up.reference not in "".join(by_address.values())
    assert CourseRun.objects.get(pk=run.pk).places_taken == 3


def test_another_start_is_another_day_by_which_to_say_who_comes(
    run: CourseRun, olwen: User, tariq: User
) -> None:
    named, unnamed = (make.free(run, by).places.get() for by in (tariq, olwen))
    given_up = office.place(run, of=office.booking(BookingState.CANCELLED), name="")
    first, second = run.sessions.order_by("order")
    was = first.start_at - 2 * DAY
    Place.objects.filter(pk=unnamed.pk).update(attendee=None, name_by=was)

    def days() -> list[datetime | None]:
        every = (named, unnamed, given_up)
        return [Place.objects.get(pk=place.pk).name_by for place in every]

    tomorrow(second)
    assert days() == [None, was, None]

    first.refresh_from_db()
    runs.set_sessions(run=run, meetings=[later(first, -DAY), as_it_is(second)], by=None)
    assert days() == [None, was - DAY, None]

    tomorrow(run.sessions.get(order=1))
    assert days() == [None, was, None]


def tomorrow(session: Session) -> None:
    runs.reschedule(
        session=session, start_at=session.start_at + DAY, end_at=session.end_at + DAY, by=None
    )


def waiting(path: str) -> list[Any]:
    return list(DBTaskResult.objects.filter(task_path=path, status=TaskResultStatus.READY))


def test_nothing_is_written_while_the_run_is_locked_and_each_mail_once_whatever_runs_twice(
    run: CourseRun, olwen: User, tariq: User, drain: Drain
) -> None:
    make.free(run, olwen)
    make.free(run, tariq)
    drain()

    tomorrow(run.sessions.get(order=1))

    assert waiting(deliver.module_path) == []
    promised = waiting(emails_runs.write_of_moves.module_path)
    assert len(promised) == 2
    for task in promised * 2:
        emails_runs.write_of_moves.func(**task.args_kwargs["kwargs"])
    assert len(waiting(deliver.module_path)) == 2
    assert len(moved_mails(drain)) == 2


def test_somebody_with_the_longest_address_is_told_too(
    run: CourseRun, olwen: User, drain: Drain
) -> None:
    address = f"ada@{'long.' * 47}example.org"
    assert len(address) == 250
    named(make.free(run, olwen).places.get(), "Ada Example", address)
    drain()

    tomorrow(run.sessions.get(order=1))

    promised = waiting(emails_runs.write_of_moves.module_path)
    keys = [task.args_kwargs["kwargs"]["once"] for task in promised]
    assert len(set(keys)) == len(promised) == 2
    for key in keys:
        SentOnce(key=key).full_clean()
    assert address in {mail.to[0] for mail in moved_mails(drain)}


def test_who_has_left_meanwhile_is_not_told_and_who_has_another_place_still_is(
    run: CourseRun, olwen: User, tariq: User, drain: Drain
) -> None:
    first, second = make.free(run, olwen), make.free(run, tariq)
    run.refresh_from_db()
    extra = seat(run)
    Booking.objects.filter(pk=extra.booking_id).update(booker=olwen)
    drain()

    tomorrow(run.sessions.get(order=1))
    for booking in (first, second):
        bookings.cancel(booking=booking, by=booking.booker)

    moved = {mail.to[0]: str(mail.body) for mail in moved_mails(drain)}
    assert set(moved) == {olwen.email, str(extra.attendee and extra.attendee.email)}
    assert extra.booking.reference in moved[olwen.email]


def test_several_sessions_moved_in_one_save_with_the_venue_make_one_mail_and_none_again(
    run: CourseRun, tariq: User, drain: Drain
) -> None:
    make.free(run, tariq)
    drain()
    other, prices = VenueFactory(name="Centre"), [PriceLine(audience=Audience.SCHOOL, net_pence=0)]

    for _ in range(2):
        first, second = run.sessions.order_by("order")
        at = run.starts_at and run.starts_at + DAY
        assert at
        runs.rewrite(
            run=CourseRun.objects.get(pk=run.pk),
            meetings=[
                as_it_is(first, start_at=at, end_at=at + timedelta(hours=1)),
                as_it_is(second, room="Studio 2"),
            ],
            prices=prices,
            by=None,
            venue=other,
        )

    (mail,) = moved_mails(drain)
    assert "2 sessions are at another time or place" in mail.body
    assert mail.body.count("Was: ") == 2
    assert "Centre, Studio 2" in mail.body
    assert {str(entry["LOCATION"]).split(",")[0] for entry in entries(mail)} == {
        "Centre",
        "Studio 2",
    }


@pytest.mark.parametrize("what", ["venue", "room"])
def test_another_venue_or_room_is_told_in_the_same_way(
    what: str, run: CourseRun, tariq: User, drain: Drain
) -> None:
    make.free(run, tariq)
    before = {s.pk: s.sequence for s in run.sessions.all()}
    drain()

    if what == "venue":
        runs.revise(run=run, venue=VenueFactory(name="Centre"), by=None)
    else:
        sessions = run.sessions.order_by("order")
        runs.set_sessions(run=run, meetings=[as_it_is(s, room="Room 9") for s in sessions], by=None)

    (mail,) = moved_mails(drain)
    assert ("Centre" if what == "venue" else "Hall, Room 9") in mail.body
    assert {
        e["SEQUENCE"] - before[int(str(e["UID"])[8:].split("@")[0])] for e in entries(mail)
    } == {1}


def test_words_tutors_and_links_move_nobody(
    run: CourseRun, tariq: User, tess: User, drain: Drain
) -> None:
    make.free(run, tariq)
    drain()
    meetings = [
        as_it_is(s, title="Breath", tutors=[tess], joining_link="https://meet.example.org/x")
        for s in run.sessions.all()
    ]

    runs.set_sessions(run=run, meetings=meetings, by=None)
    runs.revise(run=run, capacity=40, by=None)

    assert moved_mails(drain) == []
    assert {s.sequence for s in run.sessions.all()} == {0}


def test_a_session_added_and_one_taken_away_are_told_and_struck_out(
    run: CourseRun, tariq: User, drain: Drain
) -> None:
    make.free(run, tariq)
    first, second = run.sessions.order_by("order")
    gone = second.pk
    drain()

    extra = Meeting(start_at=second.end_at + DAY, end_at=second.end_at + DAY * 1.1)
    runs.set_sessions(run=run, meetings=[as_it_is(first), extra], by=None)

    (mail,) = moved_mails(drain)
    assert "does not take place" in mail.body
    struck, added = entries(mail)
    assert str(struck["UID"]).startswith(f"session-{gone}@")
    assert (struck["STATUS"], struck["SEQUENCE"]) == ("CANCELLED", 1)
    assert added.get("STATUS") is None


def test_what_is_over_and_what_nobody_knows_of_is_not_told(tariq: User, drain: Drain) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=60)):
        past = CourseRunFactory(is_open=True, is_free=True)
        make.free(past, tariq)
    draft = CourseRunFactory(is_free=True)
    drain()

    for run in (past, draft):
        session = run.sessions.get()
        minutes = timedelta(minutes=5)
        runs.reschedule(
            session=session,
            start_at=session.start_at + minutes,
            end_at=session.end_at + minutes,
            by=None,
        )

    assert moved_mails(drain) == []
    assert Session.objects.get(run=draft).moved_at is None


@pytest.mark.promise(number=46)
def test_the_same_entry_keeps_its_hour_across_the_clock_change(tariq: User, drain: Drain) -> None:
    """Britain's clocks go forward on 28 March 2027: 3.45pm is 15:45 UTC before, 14:45 after."""
    with time_machine.travel(datetime(2027, 3, 1, tzinfo=UTC)):
        starts = datetime(2027, 3, 23, 15, 45, tzinfo=LONDON)
        run = CourseRunFactory(is_open=True, is_free=True, starts=starts)
        make.free(run, tariq)
        (booked,) = [mail for mail in drain() if mail.subject.startswith("Booked:")]
        session = run.sessions.get()
        after = datetime(2027, 3, 30, 15, 45, tzinfo=LONDON)
        end = datetime(2027, 3, 30, 17, 15, tzinfo=LONDON)
        runs.reschedule(session=session, start_at=after, end_at=end, by=None)
        (moved,) = moved_mails(drain)

    (was,), (now,) = entries(booked), entries(moved)
    assert was["UID"] == now["UID"]
    assert (was["SEQUENCE"], now["SEQUENCE"]) == (0, 1)
    raw = moved.attachments[0][1]
    content = raw.decode() if isinstance(raw, bytes) else raw
    assert "DTSTART;TZID=Europe/London:20270330T154500" in content
    assert now.start == after
    assert now.start.astimezone(UTC).hour == 14
    assert was.start.astimezone(UTC).hour == 15


def test_the_bookings_page_says_from_when_it_moved_until_somebody_books_the_new_date(
    run: CourseRun, tariq: User, sam: User, client_for: Callable[[User], Client]
) -> None:
    before = make.free(run, tariq)
    session = run.sessions.get(order=1)
    was = session.start_at
    runs.reschedule(session=session, start_at=was + DAY, end_at=session.end_at + DAY, by=None)
    after = make.free(run, sam)

    assert "Moved from" in client_for(tariq).get(before.get_absolute_url()).content.decode()
    assert "Moved from" not in client_for(sam).get(after.get_absolute_url()).content.decode()


def test_the_admin_saves_the_whole_run_in_one_go(run: CourseRun, tariq: User, drain: Drain) -> None:
    make.free(run, tariq)
    drain()
    CourseRun.objects.filter(pk=run.pk).update(state=RunState.CLOSED)

    runs.rewrite(
        run=run,
        meetings=[later(s) for s in run.sessions.all()],
        prices=[PriceLine(audience=Audience.SCHOOL, net_pence=0)],
        by=None,
    )

    assert len(moved_mails(drain)) == 1
