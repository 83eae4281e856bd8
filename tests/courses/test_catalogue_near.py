"""How far a course is: from one's school or the postcode of a school, and sorted by it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from courses import nearness
from courses.enums import Format
from courses.nearness import Point
from tests.factories.courses import (
    FREE,
    CoursePageFactory,
    CourseRunFactory,
    PhaseFactory,
    VenueFactory,
    course_index,
)
from tests.factories.schools import PostFactory, SchoolFactory

pytestmark = pytest.mark.django_db
EAST, NORTH = 475_600, 260_700
MILE = 1609.344


@pytest.fixture
def client() -> Client:
    """A catalogue with three venues north of a school at NN1 5RN, and one course online."""
    course_index()
    SchoolFactory(name="Meadow", postcode="NN1 5RN", easting=EAST, northing=NORTH)
    for title, miles in (("Far", 60), ("Close", 2.14), ("Further", 9)):
        venue = VenueFactory(name="Hall", easting=EAST, northing=NORTH + int(miles * MILE))
        CourseRunFactory(page=CoursePageFactory(title=title), is_open=True, venue=venue)
    online = CoursePageFactory(title="Online")
    CourseRunFactory(page=online, is_open=True, format=Format.LIVE_ONLINE, prices=FREE)
    return Client()


def show(client: Client, query: str) -> Any:
    response = client.get(f"/courses/{query}")
    assert response.status_code == 200
    return response.context


def titles(client: Client, query: str) -> list[str]:
    return [row.title for row in show(client, query)["rows"]]


@pytest.mark.parametrize("postcode", ["NN1 5RN", "nn15rn", " nn1  5rn ", "NN1", "nn1"])
def test_the_postcode_of_a_school_is_enough(client: Client, postcode: str) -> None:
    assert titles(client, f"?near={postcode}&within=10") == ["Close", "Further", "Online"]


def test_without_a_distance_nothing_is_left_out_and_each_says_how_far(client: Client) -> None:
    context = show(client, "?near=NN1+5RN")

    said = {row.title: row.meta for row in context["rows"]}
    assert said == {
        "Far": "Hall, 60 miles",
        "Close": "Hall, 2.1 miles",
        "Further": "Hall, 9 miles",
        "Online": "Join from anywhere; the link comes to you",
    }
    assert [chip["label"] for chip in context["applied"]] == ["Distances from NN1 5RN"]


def test_counts_beside_choices_count_what_is_near(client: Client) -> None:
    context = show(client, "?near=NN1+5RN&within=5")

    formats = next(group for group in context["groups"] if group["name"] == "format")
    assert context["found"] == 2
    assert {option["value"]: option["count"] for option in formats["options"]} == {
        "twilight": 1,
        "live": 1,
    }


def test_the_address_keeps_where_and_how_far(client: Client) -> None:
    context = show(client, "?near=nn15rn&within=10&format=twilight&sort=nearest&price=")

    assert context["here"] == "/courses/?format=twilight&near=NN1+5RN&within=10&sort=nearest"
    assert context["keep"] == "format=twilight&near=NN1+5RN&within=10&sort=nearest&"
    assert {chip["label"]: chip["remove_url"] for chip in context["applied"]} == {
        "Twilight": "/courses/?near=NN1+5RN&within=10&sort=nearest",
        "Within 10 miles of NN1 5RN, or online": "/courses/?format=twilight&sort=nearest",
    }


def test_an_unknown_postcode_is_said_and_nothing_else_is_lost(client: Client) -> None:
    response = client.get("/courses/?near=ZZ8+8ZZ&within=5&format=twilight&q=far")

    page = response.content.decode()
    assert "We know no school at ZZ8 8ZZ, so distance was left out." in page
    assert [row.title for row in response.context["rows"]] == ["Far"]
    assert [chip["label"] for chip in response.context["applied"]] == ["“far”", "Twilight"]
    assert 'name="near" value="ZZ8 8ZZ"' in page


def test_a_school_whose_place_is_not_known_cannot_be_measured_from(client: Client) -> None:
    SchoolFactory(postcode="ZZ7 7ZZ", easting=None, northing=None)

    assert "We know no school at ZZ7 7ZZ" in client.get("/courses/?near=ZZ7+7ZZ").content.decode()


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("soonest", ["Far", "Close", "Further", "Online"]),
        ("nearest", ["Close", "Further", "Far", "Online"]),
        ("price", ["Online", "Far", "Close", "Further"]),
    ],
)
def test_the_list_can_be_sorted(client: Client, sort: str, expected: list[str]) -> None:
    assert titles(client, f"?near=NN1+5RN&sort={sort}") == expected


def test_by_distance_is_offered_where_there_is_somewhere_to_measure_from(client: Client) -> None:
    def offered(query: str) -> list[str]:
        return [sort["label"] for sort in show(client, query)["sorts"]]

    assert offered("") == ["Soonest", "Lowest price"]
    assert offered("?near=NN1") == ["Soonest", "Nearest", "Lowest price"]


def test_whoever_has_a_school_measures_from_there_unless_they_ask_otherwise(
    client: Client, client_for: Callable[[User], Client], sam: User
) -> None:
    own = SchoolFactory(
        name="Own", postcode="NN9 9AA", easting=EAST, northing=NORTH + int(60 * MILE)
    )
    PostFactory(user=sam, school=own)
    signed_in = client_for(sam)

    assert titles(signed_in, "?near=5") == ["Far", "Online"]
    assert titles(signed_in, "?near=&within=5") == ["Far", "Online"]
    assert titles(signed_in, "?near=NN1+5RN&within=5") == ["Close", "Online"]
    assert titles(signed_in, "?sort=nearest")[0] == "Far"
    meta = {row.title: row.meta for row in show(signed_in, "")["rows"]}
    assert meta["Far"] == "Hall, less than a mile"
    hint = "Empty: from Own. Or the postcode of another school."
    assert hint in signed_in.get("/courses/").content.decode()


def test_a_district_is_measured_from_the_middle_of_its_schools(client: Client) -> None:
    SchoolFactory(postcode="NN1 9AA", easting=EAST + 1000, northing=NORTH)
    SchoolFactory(postcode="NN10 9AA", easting=EAST + 90_000, northing=NORTH)

    point = nearness.at_postcode("NN1")

    assert point == Point(easting=EAST + 500, northing=NORTH, name="NN1")


@pytest.mark.parametrize(
    ("miles", "words"),
    [
        (0.0, "less than a mile"),
        (0.96, "1 mile"),
        (1.04, "1 mile"),
        (2.14, "2.1 miles"),
        (9.96, "10 miles"),
        (60.4, "60 miles"),
    ],
)
def test_distances_are_said_as_people_say_them(miles: float, words: str) -> None:
    assert nearness.in_words(miles) == words


@pytest.mark.parametrize("number", [2, 20])
def test_a_postcode_costs_one_statement_more(
    client: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        CourseRunFactory(
            is_open=True, venue=VenueFactory(), page=CoursePageFactory(phases=[PhaseFactory()])
        )
    client.get("/courses/")

    with django_assert_num_queries(11):
        client.get("/courses/")
    with django_assert_num_queries(12):
        client.get("/courses/?near=NN1+5RN&within=10&sort=nearest")
