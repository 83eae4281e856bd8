"""How long the link to an approval is good, and what it shows when it is not any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from billing.enums import Terms
from courses import emails_approval
from courses.actions import bookings
from courses.actions.bookings import Seat
from courses.enums import BookingState
from courses.models import Attendee, Booking, CourseRun
from courses.models.approval import KEPT_WITHOUT_DATE
from schools.models import School
from tests.courses.booking.pages import text
from tests.factories import bookings as make
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db
YES = {"answer": "yes"}


def link(booking: Booking) -> str:
    return "/" + emails_approval.link(booking).split("/", 3)[3]


@pytest.fixture
def asked(run: CourseRun, tariq: User, school: School) -> Booking:
    return make.asked(run, tariq, at=school)


def test_it_shows_what_was_decided_until_the_course_is_over_and_nothing_after(
    asked: Booking, run: CourseRun, tariq: User
) -> None:
    bookings.approve(booking=asked, name="Helena Example")
    assert run.ends_at

    with time_machine.travel(run.ends_at - timedelta(minutes=1), tick=False):
        assert "Yes: it is booked" in text(Client().get(link(asked)))
    with time_machine.travel(run.ends_at + timedelta(minutes=1), tick=False):
        for answer in (Client().get(link(asked)), Client().post(link(asked), YES)):
            assert answer.status_code == 410
            said = text(answer)
            assert "This link has ended" in said
            for private in (tariq.full_name, tariq.email, run.title, asked.reference, "£"):
                assert private not in said


def test_it_ends_with_the_last_of_several_courses(
    asked: Booking, run: CourseRun, school: School, tariq: User
) -> None:
    later = CourseRunFactory(is_open=True, starts=timezone.now() + timedelta(days=60))
    seats = [Seat(run=run), Seat(run=later)]
    held = bookings.hold(seats=seats, school=school, by=tariq, submit_token="both")
    both = bookings.confirm(booking=held, by=tariq, terms=Terms.INVOICE)
    assert run.ends_at
    assert later.ends_at

    assert asked.state == BookingState.PENDING_APPROVAL
    with time_machine.travel(run.ends_at + timedelta(days=1), tick=False):
        assert "The time to decide is over" in text(Client().get(link(both)))
    with time_machine.travel(later.ends_at + timedelta(days=1), tick=False):
        assert "This link has ended" in text(Client().get(link(both)))


def test_without_a_date_it_ends_some_months_after_it_was_asked(tariq: User, school: School) -> None:
    asked = make.asked(CourseRunFactory(is_open=True, is_undated=True), tariq, at=school)
    bookings.approve(booking=asked, name="Helena Example")

    with time_machine.travel(timezone.now() + KEPT_WITHOUT_DATE - timedelta(days=1), tick=False):
        assert "Yes: it is booked" in text(Client().get(link(asked)))
    with time_machine.travel(timezone.now() + KEPT_WITHOUT_DATE + timedelta(days=1), tick=False):
        assert "This link has ended" in text(Client().get(link(asked)))


def test_once_the_time_is_over_it_decides_nothing_and_names_nobody_who_was_to_come(
    asked: Booking, tariq: User
) -> None:
    Attendee.objects.update(name="Nia Bowen")
    assert "Nia Bowen" in text(Client().get(link(asked)))
    make.run_out(asked)

    answer = Client().get(link(asked))

    assert answer.status_code == 410
    assert "The time to decide is over" in text(answer)
    assert "Nia Bowen" not in text(answer)
    assert "Yes, book it" not in text(answer)
    assert Client().post(link(asked), YES).status_code == 409
    asked.refresh_from_db()
    assert asked.state == BookingState.PENDING_APPROVAL


@pytest.mark.parametrize("state", ["late", "refused", "withdrawn"])
def test_the_booker_reads_what_became_of_the_question(
    asked: Booking, client: Client, state: str
) -> None:
    url = asked.get_absolute_url()
    assert "Your school is asked first" in text(client.get(url))
    if state == "late":
        make.run_out(asked)
        assert "The time to decide is over" in text(client.get(url))
        bookings.refuse(booking=asked, name="", note="Nobody decided in time.")
        heading = "Nobody decided in time"
    elif state == "refused":
        bookings.refuse(booking=asked, name="Helena Example", note="Next <b>term</b>")
        heading = "Your school said no"
    else:
        client.post(f"{url}withdraw/")
        heading = "You have withdrawn this"

    page = client.get(url)

    assert heading in text(page)
    assert "Your place is cancelled" not in text(page)
    assert "<b>term" not in page.content.decode()
    if state == "refused":
        assert "Helena Example said no on" in text(page)
        assert "&lt;b&gt;term" in page.content.decode()
