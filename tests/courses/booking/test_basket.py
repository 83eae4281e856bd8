"""The basket, and booking for several people: nothing typed is lost, all is held or nothing."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.models import User
from courses.actions import runs
from courses.enums import BookingState
from courses.models import Booking, CourseRun, Place, WaitingListEntry
from schools.models import School
from tests.courses.booking.group import (
    LATER,
    NIA,
    OWEN,
    PEOPLE,
    PIP,
    boxes,
    fill_basket,
    hold,
    say_school,
)
from tests.courses.booking.pages import SCRIPT, SignIn, follow, press, text, token_of
from tests.factories import bookings as make
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(db: None) -> CourseRun:
    return CourseRunFactory(is_open=True, capacity=5, title="The other one")


def test_a_course_page_leads_into_the_basket_and_gives_visitors_no_cookie(run: CourseRun) -> None:
    visitor = Client()

    page = visitor.get(run.get_absolute_url())

    assert f"/basket/add/{run.code}/" in page.content.decode()
    assert not visitor.cookies
    assert "How many places?" in text(visitor.get(f"/basket/add/{run.code}/"))


def test_the_basket_holds_runs_with_numbers_that_can_be_changed(
    run: CourseRun, other: CourseRun
) -> None:
    visitor = Client()
    assert "Your basket is empty" in text(visitor.get("/basket/"))
    fill_basket(visitor, {run: 2, other: 1})
    assert "3 places on 2 courses" in text(visitor.get("/basket/"))

    visitor.post("/basket/change/", {"code": run.code, "number": 3})
    visitor.post("/basket/remove/", {"code": other.code})

    assert "3 places on 1 course." in text(visitor.get("/basket/"))


@pytest.mark.parametrize("number", ["0", "-1", "31", "", "two", "9" * 99])
def test_an_impossible_number_is_refused_in_words(run: CourseRun, number: str) -> None:
    visitor = Client()

    answer = visitor.post(f"/basket/add/{run.code}/", {"number": number})
    assert answer.status_code == 422
    assert "Enter a number from 1 to 30." in text(answer)

    fill_basket(visitor, {run: 2})
    visitor.post("/basket/change/", {"code": run.code, "number": number})
    assert "Enter a number from 1 to 30." in text(visitor.get("/basket/"))


def test_the_basket_says_at_once_when_something_has_gone(run: CourseRun, other: CourseRun) -> None:
    visitor = Client()
    fill_basket(visitor, {run: 2, other: 2})
    CourseRun.objects.filter(pk=run.pk).update(places_taken=2)
    page = text(visitor.get("/basket/"))
    assert "You want 2, and only 1 is left." in page
    assert "Go on: who is coming" not in page

    CourseRun.objects.filter(pk=run.pk).update(places_taken=3)
    page = text(visitor.get("/basket/"))
    assert "Nobody can book this now." in page

    runs.cancel(run=other, reason="Ill.", by=None)
    assert "Cancelled by the hub" in text(visitor.get("/basket/"))


def test_a_guest_begins_signs_in_and_finds_everything_again(
    run: CourseRun, other: CourseRun, school: School
) -> None:
    visitor = Client()
    make_user(email="nora@school.example")
    fill_basket(visitor, {run: 2, other: 1})
    say_school(visitor, school)
    sent = boxes({run: [NIA, LATER], other: [OWEN]})
    answer = visitor.post(PEOPLE, sent)
    assert answer["Location"] == "/accounts/login/?next=%2Fbasket%2Fpeople%2F"
    assert not Booking.objects.exists()

    visitor.post(answer["Location"], {"login": "nora@school.example", "password": PASSWORD})
    page = visitor.get(PEOPLE).content.decode()

    for words in (*NIA, *OWEN, school.name, "Hold 3 places"):
        assert words in page
    visitor.post(PEOPLE, sent)
    assert Booking.objects.get().places.count() == 3
    assert "Your basket is empty" in text(visitor.get("/basket/"))


def test_signing_out_empties_the_basket(client: Client, run: CourseRun) -> None:
    fill_basket(client, {run: 2})

    client.post("/accounts/logout/")

    assert "Your basket is empty" in text(client.get("/basket/"))


def test_people_are_held_together_some_named_later(
    client: Client, run: CourseRun, other: CourseRun, school: School
) -> None:
    booking = hold(client, {run: [NIA, OWEN, LATER], other: [NIA]}, at=school)

    assert (booking.state, booking.school) == (BookingState.HELD, school)
    found = [(one.run, one.attendee and one.attendee.email) for one in booking.places.all()]
    assert found == [
        (run, "nia@example.org"),
        (run, "owen@example.org"),
        (run, None),
        (other, "nia@example.org"),
    ]
    unnamed = booking.places.get(attendee=None)
    assert unnamed.name_by is not None


def test_one_press_takes_the_same_people_to_the_next_course(
    client: Client, run: CourseRun, other: CourseRun, school: School
) -> None:
    fill_basket(client, {run: 2, other: 1})
    say_school(client, school)

    page = client.post(PEOPLE, {**boxes({run: [NIA, OWEN], other: [("", "")]}), "same": other.code})

    html = page.content.decode()
    assert html.count('value="nia@example.org"') == 2
    assert html.count('value="owen@example.org"') == 2
    assert "Hold 4 places" in text(page)


def test_a_person_more_or_less_keeps_what_was_typed(
    client: Client, run: CourseRun, school: School
) -> None:
    fill_basket(client, {run: 1})
    say_school(client, school)

    more = client.post(PEOPLE, {**boxes({run: [("Ni", "not an address")]}), "add": run.code})
    html = more.content.decode()
    assert 'value="not an address"' in html
    assert "Person 2" in html
    assert "put right" not in html
    found = re.search(rf'<input[^>]* name="{run.code}-1-name"[^>]*>', html)
    assert found
    assert "data-focus" in found[0]

    sent = boxes({run: [("Ni", "x"), OWEN]})
    fewer = client.post(PEOPLE, {**sent, "take_out": f"{run.code}-0"})
    assert "owen@example.org" in fewer.content.decode()
    assert "Person 2" not in text(fewer)


@pytest.mark.parametrize(
    ("person", "said"),
    [
        (("Nia", ""), "Enter their e-mail address: the way in goes there."),
        (("", "nia@example.org"), "Enter whose address nia@example.org is."),
        (("Nia", "nia@"), "Write the e-mail address like name@example.org."),
        (("x" * 160, "nia@example.org"), "Shorten the name to 150 characters. It has 160."),
        ((" ", " "), "Enter who comes, or tick that you say it later."),
        (OWEN, "owen@example.org is there twice"),
        (("Owen", "OWEN@Example.org "), "owen@example.org is there twice"),
    ],
)
def test_each_mistake_is_said_and_everything_typed_is_kept(
    client: Client, run: CourseRun, school: School, person: tuple[str, str], said: str
) -> None:
    fill_basket(client, {run: 2})
    say_school(client, school)

    answer = client.post(PEOPLE, boxes({run: [OWEN, person]}))

    assert answer.status_code == 422
    assert said in text(answer)
    assert "One thing to put right Person 2: " in text(answer)
    again = client.get(PEOPLE).content.decode()
    assert "owen@example.org" in again
    assert person[0].strip() in again
    assert not Booking.objects.exists()


@pytest.mark.promise(number=9)
def test_somebody_who_has_a_place_already_is_said_by_their_address(
    client: Client, run: CourseRun, school: School, sam: User
) -> None:
    make.hold(run, sam, email="nia@example.org")
    fill_basket(client, {run: 2})
    say_school(client, school)

    answer = client.post(PEOPLE, boxes({run: [("Nia", "NIA@example.org"), OWEN]}))

    assert answer.status_code == 422
    assert f"nia@example.org already has a place on “{run.title}”." in text(answer)
    assert not Place.objects.filter(attendee__email="owen@example.org").exists()


@pytest.mark.promise(number=3)
def test_four_when_three_are_left_takes_none_and_offers_three(
    client: Client, run: CourseRun, school: School
) -> None:
    fill_basket(client, {run: 4})
    say_school(client, school)
    people = boxes({run: [NIA, LATER, OWEN, PIP]})

    answer = client.post(PEOPLE, people)

    assert answer.status_code == 409
    assert f"Only 3 places are left on “{run.title}”, and you asked for 4." in text(answer)
    assert "Take 3 places" in text(answer)
    assert "Wait for 4" not in text(answer)  # the course has three in all
    assert not Booking.objects.exists()
    assert CourseRun.objects.get(pk=run.pk).places_taken == 0

    fewer = client.post(PEOPLE, {**people, "only": f"{run.code}:3"})
    html = fewer.content.decode()
    assert all(email in html for _, email in (NIA, OWEN, PIP))
    assert "Hold 3 places" in text(fewer)


@pytest.mark.promise(number=3)
def test_four_when_three_are_left_may_wait_for_four_in_place_of_three(
    client: Client, school: School
) -> None:
    run = CourseRunFactory(is_open=True, capacity=5, places_taken=2)
    fill_basket(client, {run: 4})
    say_school(client, school)
    answer = client.post(PEOPLE, boxes({run: [NIA, LATER, OWEN, PIP]}))

    press(client, follow(client, answer, "Wait for 4"), "Join the list")

    wish = WaitingListEntry.objects.get()
    assert (wish.run, wish.quantity, wish.min_quantity, wish.school) == (run, 4, 4, school)
    assert "nia@example.org" in client.get(PEOPLE).content.decode()


@pytest.mark.promise(number=4)
def test_one_full_course_of_two_holds_nothing_and_keeps_the_names(
    client: Client, run: CourseRun, other: CourseRun, school: School
) -> None:
    fill_basket(client, {run: 1, other: 1})
    say_school(client, school)
    CourseRun.objects.filter(pk=other.pk).update(places_taken=5)
    people = boxes({run: [NIA], other: [OWEN]})

    answer = client.post(PEOPLE, people)

    assert answer.status_code == 409
    assert "“The other one” is full" in text(answer)
    for page in (answer, client.get(PEOPLE)):
        assert all(words in page.content.decode() for words in (*NIA, *OWEN))
    assert not Booking.objects.exists()
    assert CourseRun.objects.get(pk=run.pk).places_taken == 0

    left = client.post(PEOPLE, {**people, "leave_out": other.code})
    assert "The other one" not in text(left)
    client.post(PEOPLE, boxes({run: [NIA]}))
    assert Booking.objects.get().places.count() == 1


@pytest.mark.promise(number=8)
def test_pressing_twice_books_once(client: Client, run: CourseRun, school: School) -> None:
    fill_basket(client, {run: 2})
    say_school(client, school)
    sent = {**boxes({run: [NIA, OWEN]}), "submit_token": token_of(client.get(PEOPLE))}

    answers = [client.post(PEOPLE, sent, follow=True) for _ in range(2)]

    assert all("Check your answers" in text(answer) for answer in answers)
    assert Booking.objects.count() == 1


def test_held_people_and_their_school_can_be_changed(
    client: Client, run: CourseRun, other: CourseRun, school: School
) -> None:
    booking = hold(client, {run: [NIA, LATER], other: [NIA]}, at=school)
    url = f"/bookings/{booking.reference}/change/"
    assert "nia@example.org" in client.get(url).content.decode()

    twice = client.post(url, {"come_from": "myself", **boxes({run: [NIA, NIA], other: [OWEN]})})
    assert twice.status_code == 422
    assert "nia@example.org is there twice" in text(twice)

    client.post(url, {"come_from": "myself", **boxes({run: [PIP, NIA], other: [OWEN]})})

    booking.refresh_from_db()
    assert booking.school is None
    emails = [one.attendee and one.attendee.email for one in booking.places.all()]
    assert emails == ["pip@example.org", "nia@example.org", "owen@example.org"]


def test_the_check_page_has_every_course_person_price_and_the_sum(
    client: Client, run: CourseRun, other: CourseRun, school: School
) -> None:
    booking = hold(client, {run: [NIA, LATER], other: [OWEN]}, at=school)

    page = text(client.get(f"/bookings/{booking.reference}/check/"))

    for words in (
        "Nia Bowen nia@example.org",
        "You name somebody later",
        "2 places, the price for schools, £75 each £150",
        "The other one: 1 place, the price for schools £75",
        "You can cancel until",
        "Book for £225",
    ):
        assert words in page


def test_a_script_for_a_name_is_only_ever_text(
    client: Client, run: CourseRun, school: School
) -> None:
    fill_basket(client, {run: 1})
    say_school(client, school)

    answer = client.post(PEOPLE, boxes({run: [(SCRIPT, "nia@example.org")]}), follow=True)

    assert SCRIPT not in answer.content.decode()
    assert "&lt;script&gt;" in answer.content.decode()


def test_a_basket_of_somebody_else_is_not_there(
    client: Client, run: CourseRun, client_for: SignIn, sam: User
) -> None:
    fill_basket(client, {run: 2})

    assert "Your basket is empty" in text(client_for(sam).get("/basket/"))
