"""Too few have booked: the office is asked once, in time, and has two ways on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.models import AuditEvent
from courses.actions import runs
from courses.enums import RunState
from courses.jobs import warn_of_minimum
from courses.models import CourseRun
from tests.factories import bookings as make
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
#: A Tuesday. Ten working days before it is Tuesday 23 February; two more, Friday 19.
STARTS = datetime(2027, 3, 9, 15, 45, tzinfo=LONDON)
EARLY = datetime(2027, 2, 1, 12, tzinfo=LONDON)


def made(**kwargs: Any) -> CourseRun:
    values = {"is_open": True, "is_free": True, "starts": STARTS, "minimum_to_run": 2, **kwargs}
    with time_machine.travel(EARLY):
        run: CourseRun = CourseRunFactory(**values)
    return run


@pytest.mark.parametrize(
    ("now", "asked"),
    [
        (datetime(2027, 2, 19, 15, 44, tzinfo=LONDON), 0),
        (datetime(2027, 2, 19, 15, 46, tzinfo=LONDON), 1),
        (datetime(2027, 3, 9, 15, 46, tzinfo=LONDON), 0),
    ],
)
def test_the_office_is_asked_two_working_days_before_the_notice_period(
    now: datetime, asked: int
) -> None:
    made()
    with time_machine.travel(now):
        assert warn_of_minimum() == asked
        assert warn_of_minimum() == 0


@pytest.mark.parametrize("state", [RunState.DRAFT, RunState.CANCELLED])
def test_nobody_is_asked_about_a_draft_or_what_is_called_off(state: RunState) -> None:
    made(state=state)
    with time_machine.travel(STARTS - timedelta(days=5)):
        assert warn_of_minimum() == 0


def test_only_confirmed_places_count(tariq: User, sam: User) -> None:
    run = made()
    with time_machine.travel(EARLY):
        make.free(run, tariq)
        make.hold(run, sam)
    with time_machine.travel(STARTS - timedelta(days=5)):
        assert list(CourseRun.objects.below_minimum()) == [run]
    with time_machine.travel(EARLY):
        make.free(run, User.objects.create_user("ada@example.org", full_name="Ada Example"))
    with time_machine.travel(STARTS - timedelta(days=5)):
        assert not CourseRun.objects.below_minimum().exists()


def test_the_mail_says_the_numbers_the_day_and_both_ways_on_first(
    tariq: User, drain: Callable[[], list[EmailMessage]]
) -> None:
    run = made(minimum_to_run=6)
    with time_machine.travel(EARLY):
        make.free(run, tariq)
        drain()
    with time_machine.travel(datetime(2027, 2, 19, 16, tzinfo=LONDON)):
        warn_of_minimum()

    mail = drain()[-1]

    assert mail.to == [settings.HUB_OFFICE_EMAIL]
    assert mail.subject == f"Run it or cancel it? {run.title}: 1 of 6 booked"
    first, second, third = [line for line in mail.body.splitlines() if line][1:4]
    assert first == (
        f"“{run.title}”, Tuesday 9 March: 1 of at least 6 booked. Decide by Tuesday 23 February."
    )
    assert reverse("course_runs:change_state", args=[run.pk, "run-anyway"]) in second
    assert reverse("course_runs:change_state", args=[run.pk, "cancel"]) in third


def test_a_run_that_was_moved_is_asked_about_again() -> None:
    run = made()
    with time_machine.travel(STARTS - timedelta(days=7)):
        assert warn_of_minimum() == 1
        later = STARTS + timedelta(days=1)
        session = run.sessions.get()
        runs.reschedule(session=session, start_at=later, end_at=later + timedelta(hours=1), by=None)
        assert warn_of_minimum() == 1


def test_the_office_runs_it_anyway(hannah: User, client_for: Callable[[User], Client]) -> None:
    run = CourseRunFactory(is_open=True, minimum_to_run=6)
    office = client_for(hannah)
    address = reverse("course_runs:change_state", args=[run.pk, "run-anyway"])
    assert address in office.get(reverse("course_runs:edit", args=[run.pk])).content.decode()
    assert "however few" in office.get(address).content.decode()

    office.post(address)

    assert CourseRun.objects.get(pk=run.pk).minimum_to_run == 0
    assert AuditEvent.objects.get(verb="run.run_anyway").data["minimum_was"] == 6
    again = office.post(address, follow=True).content.decode()
    assert "needs no decision about its numbers any more" in again
    assert address not in office.get(reverse("course_runs:edit", args=[run.pk])).content.decode()
