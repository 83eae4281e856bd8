"""Somebody else comes: capacity unchanged, the old link dead, both told, the register right."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from core.models import AuditEvent
from courses.actions import arrivals, changes, registers
from courses.enums import Mark
from courses.exceptions import (
    AlreadyBookedError,
    CannotBeSwappedError,
    NotYoursToChangeError,
    ReasonNeededError,
)
from courses.exceptions_door import CodeUnknownError
from courses.models import CourseRun, PlaceNeeds
from schools.models import School
from tests.courses.booking.pages import Drain, SignIn, sent_to, taken
from tests.factories import changes as scene
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db
AN_HOUR = timedelta(hours=1, minutes=1)


@pytest.fixture
def sold_out(tariq: User, tess: User, school: School) -> CourseRun:
    """Two places, both taken by Tariq's school; the usual policy; Tess teaches."""
    scene.usual_policy()
    run = CourseRunFactory(is_open=True, capacity=2, starts=scene.evening(30), tutors=[tess])
    scene.booked(run, by=tariq, people=("ann", "bea"), at=school)
    return run


@pytest.mark.promise(number=14)
def test_an_hour_before_a_sold_out_course_somebody_else_comes(
    sold_out: CourseRun, tariq: User, tess: User, drain: Drain, client_for: SignIn
) -> None:
    place = sold_out.places.get(attendee__email="ann@example.org")
    old_link, old_code = place.get_joining_url(), place.arrival_code
    session = scene.starting(sold_out, within=AN_HOUR).sessions.get()
    before = len(drain())

    fresh = changes.swap(place=place, name="Dora Example", email="DORA@example.org", by=tariq)

    assert taken(sold_out) == 2
    with pytest.raises(CodeUnknownError):
        arrivals.check_in(session=session, code=old_code, by=tess)
    assert Client().get(old_link).status_code == 404
    assert Client().get(fresh.get_joining_url()).status_code == 200
    told = drain()[before:]
    assert sorted(mail.to[0] for mail in told) == ["ann@example.org", "dora@example.org"]
    kind = sent_to(told, "ann@example.org")[0].body
    assert "Somebody else is now coming" in kind
    assert "Dora" not in kind
    register = client_for(tess).get(f"/tutor/registers/{session.pk}/").content.decode()
    assert "Dora Example" in register
    assert "Ann Example" not in register


def test_the_same_swap_again_changes_and_tells_nothing(
    sold_out: CourseRun, tariq: User, drain: Drain
) -> None:
    place = sold_out.places.get(attendee__email="ann@example.org")
    first = changes.swap(place=place, name="Dora Example", email="dora@example.org", by=tariq)
    number = len(drain())

    again = changes.swap(place=place, name="Dora Example", email="dora@example.org", by=tariq)

    assert again.join_token == first.join_token
    assert len(drain()) == number


def test_what_somebody_told_about_themselves_goes_with_them(
    sold_out: CourseRun, tariq: User
) -> None:
    place = sold_out.places.get(attendee__email="ann@example.org")
    PlaceNeeds.objects.create(place=place, access="A ramp.", delete_on="2027-05-01")

    changes.swap(place=place, name="Dora Example", email="dora@example.org", by=tariq)

    assert not PlaceNeeds.objects.exists()


def test_who_has_a_place_there_gets_no_second_one(
    sold_out: CourseRun, tariq: User, drain: Drain
) -> None:
    place = sold_out.places.get(attendee__email="ann@example.org")
    number = len(drain())

    with pytest.raises(AlreadyBookedError):
        changes.swap(place=place, name="Bea Example", email="Bea@Example.org", by=tariq)

    place.refresh_from_db()
    assert str(place.attendee) == "Ann Example"
    assert len(drain()) == number


def test_a_place_without_a_name_is_named_by_the_same_act(
    run: CourseRun, tariq: User, school: School, drain: Drain
) -> None:
    booking = scene.booked(run, by=tariq, people=("ann", ""), at=school)
    number = len(drain())

    place = changes.swap(
        place=scene.place_of(booking), name="Dora Example", email="dora@example.org", by=tariq
    )

    assert (str(place.attendee), place.name_by) == ("Dora Example", None)
    assert [mail.to for mail in drain()[number:]] == [["dora@example.org"]]
    assert AuditEvent.objects.filter(verb="place.name").count() == 1


@pytest.mark.parametrize(
    ("within", "is_in_time"), [(AN_HOUR, True), (timedelta(minutes=58), False)]
)
def test_the_terms_say_until_when(
    sold_out: CourseRun, tariq: User, within: timedelta, *, is_in_time: bool
) -> None:
    place = sold_out.places.get(attendee__email="ann@example.org")
    scene.starting(sold_out, within=within)
    place.refresh_from_db()

    assert (changes.why_not_swapped(place, tariq) == "") is is_in_time


def test_after_that_only_the_hub_and_with_a_reason(
    sold_out: CourseRun, tariq: User, hannah: User, drain: Drain
) -> None:
    place = sold_out.places.get(attendee__email="ann@example.org")
    scene.starting(sold_out, within=timedelta(minutes=-5))
    who = {"name": "Dora Example", "email": "dora@example.org"}

    with pytest.raises(CannotBeSwappedError):
        changes.swap(place=place, by=tariq, **who)
    with pytest.raises(ReasonNeededError):
        changes.swap(place=place, by=hannah, **who)
    changes.swap(place=place, by=hannah, reason="Ann stood at the wrong door.", **who)

    assert "Ann stood at the wrong door." in sent_to(drain(), tariq.email)[-1].body


def test_who_was_there_stays_there(sold_out: CourseRun, tess: User, hannah: User) -> None:
    place = sold_out.places.get(attendee__email="ann@example.org")
    scene.starting(sold_out, within=timedelta(minutes=-5))
    registers.mark(session=sold_out.sessions.get(), marks={place: Mark.PRESENT}, by=tess)

    with pytest.raises(CannotBeSwappedError, match="has been to this course"):
        changes.swap(
            place=place, name="Dora", email="dora@example.org", by=hannah, reason="Because."
        )


def test_another_school_cannot_say_who_comes(sold_out: CourseRun, sam: User) -> None:
    place = sold_out.places.get(attendee__email="ann@example.org")

    with pytest.raises(NotYoursToChangeError):
        changes.swap(place=place, name="Sam", email=sam.email, by=sam)


def test_who_cannot_come_hands_the_place_back_to_its_booker(
    sold_out: CourseRun, tariq: User, drain: Drain
) -> None:
    place = sold_out.places.get(attendee__email="ann@example.org")
    before = len(drain())

    fresh = changes.hand_back(place=place, by=None)
    changes.hand_back(place=place, by=None)

    assert fresh.attendee is None
    assert fresh.name_by is not None
    assert taken(sold_out) == 2
    told = drain()[before:]
    assert [mail.to for mail in told] == [[tariq.email]]
    assert f"/places/{place.pk}/swap/" in told[0].body
