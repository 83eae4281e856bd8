"""Whose a place is, when an address has passed from one person to another."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.actions import people
from accounts.models import User
from courses.actions import bookings
from courses.exceptions import AlreadyBookedError
from courses.models import Attendee, CourseRun, Place
from tests.courses.booking.pages import SignIn, taken
from tests.factories import bookings as make
from tests.factories.accounts import make_user
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db
ADDRESS = "music@school.example"


@pytest.fixture
def former() -> User:
    """Had the address, and has booked with it."""
    return make_user(email=ADDRESS, full_name="Ada Former")


@pytest.fixture
def owner(former: User, free_run: CourseRun) -> User:
    """Has the address now."""
    make.free(free_run, former)
    people.change_address(user=former, email="ada@home.example", by=former)
    return make_user(email=ADDRESS, full_name="Ben Newcomer")


def test_a_new_owner_of_an_address_has_their_own_place_and_not_the_past(
    former: User, owner: User, free_run: CourseRun
) -> None:
    later = CourseRunFactory(is_open=True, is_free=True)

    place = make.free(later, owner).places.get()

    assert place.attendee
    assert (place.attendee.user, place.attendee.name) == (owner, "Ben Newcomer")
    assert [place.run for place in Place.objects.for_attendee(owner)] == [later]
    theirs = Place.objects.for_attendee(former)
    assert [(place.run, str(place.attendee)) for place in theirs] == [(free_run, "Ada Former")]


def test_a_new_owner_may_book_the_course_that_the_former_owner_has_booked(
    owner: User, free_run: CourseRun, client_for: SignIn
) -> None:
    assert client_for(owner).get(free_run.get_booking_url()).status_code == 200
    make.hold(free_run, owner)

    assert taken(free_run) == 2
    with pytest.raises(AlreadyBookedError):
        make.hold(free_run, owner)


def test_booking_for_an_address_means_the_person_who_has_it_now(
    owner: User, free_run: CourseRun, sam: User
) -> None:
    mine = make.hold(CourseRunFactory(is_open=True), owner).places.get()

    for_them = make.hold(CourseRunFactory(is_open=True), sam, email=ADDRESS).places.get()

    assert for_them.attendee == mine.attendee
    assert for_them.attendee
    assert for_them.attendee.user == owner


def test_a_place_booked_for_somebody_without_an_account_becomes_theirs_with_their_next(
    run: CourseRun, free_run: CourseRun, sam: User
) -> None:
    booked = make.hold(run, sam, email=ADDRESS).places.get()
    assert booked.attendee
    assert booked.attendee.user is None

    newcomer = make_user(email=ADDRESS, full_name="Ben Newcomer")
    own = make.hold(free_run, newcomer).places.get()

    assert own.attendee == booked.attendee
    assert Attendee.objects.get().user == newcomer


@pytest.mark.parametrize("has_account", [True, False])
def test_nobody_is_stored_twice_at_one_address(has_account: bool, sam: User) -> None:  # noqa: FBT001
    user = sam if has_account else None
    Attendee.objects.create(name="Ada", email=ADDRESS, user=user)

    with pytest.raises(IntegrityError), transaction.atomic():
        Attendee.objects.create(name="Ada", email=ADDRESS.upper(), user=user)


def _written(capture: CaptureQueriesContext) -> list[str]:
    """What was written to the attendees, statement by statement."""
    said = [query["sql"] for query in capture.captured_queries]
    return [sql for sql in said if sql.startswith(("INSERT", "UPDATE")) and '_attendee" ' in sql]


def _seats(run: CourseRun, *names: str) -> list[bookings.Seat]:
    return [bookings.Seat(run=run, name=name, email=f"{name}@example.org") for name in names]


def test_people_are_written_by_address_and_sit_as_they_were_asked_for(sam: User) -> None:
    run = CourseRunFactory(is_open=True)
    with CaptureQueriesContext(connection) as new:
        held = bookings.hold(
            seats=_seats(run, "cy", "ada", "bo"), school=None, by=sam, submit_token="new"
        )
    (inserted,) = _written(new)
    assert inserted.index("ada@") < inserted.index("bo@") < inserted.index("cy@")
    assert [str(place.attendee) for place in held.places.order_by("pk")] == ["cy", "ada", "bo"]

    renamed = [replace(seat, name=seat.name.title()) for seat in _seats(run, "bo", "cy", "ada")]
    with CaptureQueriesContext(connection) as again:
        bookings.amend(booking=held, school=None, seats=renamed, by=sam)
    updates = _written(again)
    assert [sql.split("'")[1] for sql in updates] == ["Ada", "Bo", "Cy"]
    assert [str(place.attendee) for place in held.places.order_by("pk")] == ["Bo", "Cy", "Ada"]
