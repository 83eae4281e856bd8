"""Other dates of a course for some people: offered to them, and to nobody else."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from wagtail.models import PageViewRestriction

from accounts.models import User
from courses.actions import runs, transferring, winding_up
from courses.exceptions import RunNotOpenError
from courses.models import Booking, CourseRun
from schools.models import School
from tests.courses.booking.pages import Drain, sent_to
from tests.factories import changes as scene
from tests.factories.courses import CoursePageFactory, CourseRunFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(run: CourseRun, tariq: User) -> Group:
    """The lead teachers, of whom Tariq is one: the course is only for them."""
    made: Group = Group.objects.create(name="Lead teachers")
    restrict(run, made)
    tariq.groups.add(made)
    return made


def restrict(run: CourseRun, group: Group) -> None:
    restriction = PageViewRestriction.objects.create(
        page=run.page, restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.add(group)


@pytest.fixture
def later(run: CourseRun) -> CourseRun:
    """Another date of the same course."""
    return CourseRunFactory(page=run.page, is_open=True, starts=scene.evening(60))


@pytest.fixture
def booking(run: CourseRun, group: Group, tariq: User, school: School) -> Booking:
    return scene.booked(run, by=tariq, people=("ann",), at=school)


def test_whoever_booked_may_move_to_its_other_dates(
    later: CourseRun, booking: Booking, tariq: User
) -> None:
    place = scene.place_of(booking, "ann")

    assert list(transferring.dates_for(place, tariq)) == [later]
    assert transferring.transfer(place=place, to_run=later, by=tariq).run == later


def test_the_hub_moves_a_place_for_them_where_they_may_go_and_nowhere_else(
    later: CourseRun, booking: Booking, hannah: User
) -> None:
    place = scene.place_of(booking, "ann")
    hidden = CourseRunFactory(page=CoursePageFactory(), is_open=True, starts=scene.evening(70))
    restrict(hidden, Group.objects.create(name="Heads"))

    assert list(transferring.dates_for(place, hannah)) == [later]
    with pytest.raises(RunNotOpenError):
        transferring.transfer(place=place, to_run=hidden, by=hannah, reason="They rang.")
    moved = transferring.transfer(place=place, to_run=later, by=hannah, reason="They rang.")
    assert moved.run == later


def test_somebody_who_has_left_the_group_is_offered_none(
    group: Group, later: CourseRun, booking: Booking, tariq: User
) -> None:
    tariq.groups.remove(group)

    assert not transferring.dates_for(scene.place_of(booking, "ann"), tariq).exists()


def test_when_it_is_cancelled_its_booker_hears_of_them_and_nobody_outside(
    run: CourseRun, later: CourseRun, booking: Booking, tariq: User, hannah: User, drain: Drain
) -> None:
    runs.cancel(run=run, reason="The trainer has broken a leg.", by=hannah)
    mails = drain()

    assert winding_up.other_dates(run, to=None) == []
    assert later.get_booking_url() in sent_to(mails, tariq.email)[-1].body
    assert later.get_booking_url() not in sent_to(mails, "ann@example.org")[-1].body
