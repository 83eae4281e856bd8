"""A run is copied: another first day, everything else the same, and a draft."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.models import AuditEvent
from courses.actions import runs
from courses.actions.runs import PriceLine
from courses.enums import Audience, RunState
from courses.exceptions import RunNotReadyError
from courses.models import CourseRun
from tests.factories.courses import CourseRunFactory, VenueFactory

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def run(tess: User) -> CourseRun:
    """Two evenings in March 2027, the second after the clocks have changed."""
    with time_machine.travel(datetime(2027, 1, 4, tzinfo=LONDON)):
        run: CourseRun = CourseRunFactory(
            is_open=True,
            sessions=2,
            starts=datetime(2027, 3, 23, 15, 45, tzinfo=LONDON),
            tutors=[tess],
            venue=VenueFactory(),
            places_taken=7,
            minimum_to_run=5,
            notice_days=7,
            booking_closes_at=datetime(2027, 3, 20, 17, tzinfo=LONDON),
            prices=[
                PriceLine(
                    audience=Audience.SCHOOL,
                    name="Early",
                    net_pence=3000,
                    valid_until=date(2027, 3, 1),
                    quota=5,
                ),
                PriceLine(audience=Audience.SCHOOL, net_pence=5000),
            ],
        )
        run.sessions.update(room="Studio", joining_link="https://meet.example.org/old")
        run.tiers.filter(name="Early").update(taken=4)
    return run


def test_everything_moves_with_the_first_day_and_keeps_its_hour(
    run: CourseRun, hannah: User, tess: User
) -> None:
    copied = runs.copy(run=run, starts_on=date(2027, 10, 26), by=hannah)

    copied = CourseRun.objects.get(pk=copied.pk)
    assert (copied.state, copied.places_taken, copied.capacity) == (RunState.DRAFT, 0, 24)
    assert (copied.page, copied.venue, copied.minimum_to_run, copied.notice_days) == (
        run.page,
        run.venue,
        5,
        7,
    )
    starts = [timezone.localtime(s.start_at) for s in copied.sessions.order_by("order")]
    assert [f"{start:%Y-%m-%d %H:%M}" for start in starts] == [
        "2027-10-26 15:45",
        "2027-11-02 15:45",
    ]
    assert [(s.room, s.joining_link) for s in copied.sessions.all()] == [("Studio", "")] * 2
    assert [list(s.tutors.all()) for s in copied.sessions.all()] == [[tess]] * 2
    assert copied.booking_closes_at == datetime(2027, 10, 23, 17, tzinfo=LONDON)
    early, usual = copied.tiers.order_by("net_pence")
    assert (early.name, early.quota, early.taken, early.valid_until) == (
        "Early",
        5,
        0,
        date(2027, 10, 4),
    )
    assert usual.net_pence == 5000
    assert AuditEvent.objects.get(verb="run.copy").data["of"] == run.code
    assert CourseRun.objects.get(pk=run.pk).places_taken == 7


def test_a_run_with_dates_needs_a_day_and_one_without_needs_none() -> None:
    with pytest.raises(RunNotReadyError, match="on which day"):
        runs.copy(run=CourseRunFactory(), by=None)

    undated = runs.copy(run=CourseRunFactory(is_undated=True, is_open=True), by=None)

    assert (undated.state, undated.any_time) == (
        RunState.DRAFT,
        "Watch whenever you like, 50 minutes",
    )


def test_the_admin_copies_and_shows_what_the_copy_clashes_with(
    hannah: User, tess: User, client_for: Callable[[User], Client]
) -> None:
    run = CourseRunFactory(is_open=True, tutors=[tess])
    office, address = client_for(hannah), reverse("course_runs:copy_run", args=[run.pk])
    assert address in office.get(reverse("course_runs:edit", args=[run.pk])).content.decode()
    assert "as many days" in office.get(address).content.decode()

    past = office.post(address, {"starts_on": "2020-01-01"})
    assert "Enter a day after today." in past.content.decode()
    on = timezone.localdate(run.starts_at)
    page = office.post(address, {"starts_on": f"{on:%Y-%m-%d}"}, follow=True)

    copied = CourseRun.objects.latest("pk")
    assert page.redirect_chain[-1][0] == reverse("course_runs:edit", args=[copied.pk])
    assert f"Tess Larkin also teaches “{run.title}”" in page.content.decode()
    assert copied.pk != run.pk


def test_only_the_hub_copies(client_for: Callable[[User], Client], ed: User, sam: User) -> None:
    run = CourseRunFactory(is_open=True)
    address = reverse("course_runs:copy_run", args=[run.pk])
    day = f"{timezone.localdate() + timedelta(days=9):%Y-%m-%d}"

    for client in (Client(), client_for(ed), client_for(sam)):
        assert client.post(address, {"starts_on": day}).status_code in (302, 403)

    assert CourseRun.objects.count() == 1
