"""What was let go is put into the basket again by one press, with all that was typed."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from courses.actions import bookings, runs, transferring, winding_up
from courses.basket import KEY, MOST_RUNS
from courses.enums import BookingState
from courses.models import Booking, CourseRun
from schools.models import School
from tests.courses.booking.group import LATER, NIA, OWEN, PIP, boxes, fill_basket, hold, say_school
from tests.courses.booking.pages import SignIn, text
from tests.factories import bookings as make
from tests.factories import changes as scene
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(db: None) -> CourseRun:
    return CourseRunFactory(is_open=True)


@pytest.fixture
def both(client: Client, run: CourseRun, other: CourseRun, school: School) -> Booking:
    return hold(client, {run: [NIA, LATER], other: [OWEN]}, at=school)


def kept(client: Client) -> dict[str, object]:
    basket: dict[str, object] = client.session[KEY]
    return {key: basket[key] for key in ("runs", "people", "origin")}


def test_a_hold_that_ran_out_comes_back_with_its_courses_people_and_school(
    client: Client, both: Booking, run: CourseRun, other: CourseRun, school: School
) -> None:
    make.run_out(both)
    page = text(client.get(both.get_absolute_url()))
    for words in ("We no longer hold these places", run.title, other.title, "Nia Bowen"):
        assert words in page
    assert "1 to be named" in page

    answer = client.post(f"{both.get_absolute_url()}again/")

    assert answer["Location"] == "/basket/"
    assert kept(client) == {
        "runs": {run.code: 2, other.code: 1},
        "people": {run.code: [[*NIA, False], [*LATER, True]], other.code: [[*OWEN, False]]},
        "origin": str(school.urn),
    }


def test_a_course_called_off_is_said_and_the_rest_comes_back(
    client: Client, both: Booking, run: CourseRun, other: CourseRun
) -> None:
    runs.cancel(run=run, reason="The trainer is ill.", by=None)
    winding_up.wind_up(run=CourseRun.objects.get(pk=run.pk))
    both.refresh_from_db()
    assert both.state == BookingState.EXPIRED

    page = text(client.get(both.get_absolute_url()))
    assert "The hub has cancelled this course. The trainer is ill." in page
    assert "so we let go of all of it" in page
    assert "Put the rest in my basket again" in page
    client.post(f"{both.get_absolute_url()}again/")

    assert kept(client)["runs"] == {other.code: 1}


def test_who_was_moved_to_another_date_comes_back_on_that_alone(
    client: Client, run: CourseRun, tariq: User, school: School
) -> None:
    later = CourseRunFactory(page=run.page, is_open=True)
    booking = scene.booked(run, by=tariq, people=("ann", "bea"), at=school)
    transferring.transfer(place=scene.place_of(booking, "ann"), to_run=later, by=tariq)
    bookings.cancel(booking=booking, by=tariq)

    client.post(f"{booking.get_absolute_url()}again/")

    assert kept(client)["people"] == {
        run.code: [["Bea Example", "bea@example.org", False]],
        later.code: [["Ann Example", "ann@example.org", False]],
    }


def test_what_is_in_the_basket_already_stays_as_it_is(
    client: Client, both: Booking, run: CourseRun, other: CourseRun
) -> None:
    make.run_out(both)
    fill_basket(client, {run: 1})
    say_school(client, None)
    client.post("/basket/people/", boxes({run: [PIP]}) | {"add": run.code})

    client.post(f"{both.get_absolute_url()}again/")

    assert kept(client) == {
        "runs": {run.code: 2, other.code: 1},
        "people": {run.code: [[*PIP, False], ["", "", False]], other.code: [[*OWEN, False]]},
        "origin": "myself",
    }


def test_what_a_full_basket_does_not_take_is_said(
    client: Client, both: Booking, other: CourseRun
) -> None:
    make.run_out(both)
    fill_basket(client, {CourseRunFactory(is_open=True): 1 for _ in range(MOST_RUNS - 1)})

    page = text(client.post(f"{both.get_absolute_url()}again/", follow=True))

    assert f"“{other.title}” is not in it: your basket holds 10 courses. Book these" in page
    assert other.code not in str(kept(client))


def test_only_what_is_let_go_comes_back_and_only_to_its_booker(
    client: Client, both: Booking, client_for: SignIn, sam: User, other: CourseRun
) -> None:
    url = f"{both.get_absolute_url()}again/"
    client.post(url)
    assert KEY not in client.session

    bookings.expire(booking=both, by=both.booker)
    assert client_for(sam).post(url).status_code == 404
    assert client.get(url).status_code == 405
    client.post(url)

    assert other.code in client.session[KEY]["runs"]


def test_one_place_for_oneself_leads_straight_to_booking_it(
    client: Client, held: Booking, run: CourseRun
) -> None:
    make.run_out(held)

    page = client.get(held.get_absolute_url()).content.decode()

    assert run.get_booking_url() in page
    assert "basket again" not in page
