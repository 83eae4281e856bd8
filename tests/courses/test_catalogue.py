"""The catalogue: what is found, how it is said, and that no address breaks it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from courses import search_words
from courses.actions.runs import PriceLine
from courses.enums import Audience, Format, RunState
from courses.models import CourseRun
from tests.factories.courses import (
    CoursePageFactory,
    CourseRunFactory,
    PhaseFactory,
    VenueFactory,
    course_index,
    first_start,
)

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 12


@pytest.fixture
def client() -> Client:
    course_index()
    return Client()


def get(client: Client, query: str = "") -> str:
    response = client.get(f"/courses/{query}")
    assert response.status_code == 200
    return response.content.decode()


def a_run(title: str, **traits: Any) -> CourseRun:
    page = CoursePageFactory(title=title, **traits.pop("page", {}))
    return CourseRunFactory(page=page, **{"is_open": True, **traits})


def titles(client: Client, query: str = "") -> list[str]:
    response = client.get(f"/courses/{query}")
    assert response.status_code == 200
    return [row.title for row in response.context["rows"]]


def test_dates_are_listed_soonest_first_and_undated_last(client: Client) -> None:
    a_run("Recorded", is_undated=True)
    a_run("Later", starts=first_start() + timedelta(days=30))
    a_run("Sooner")

    assert titles(client) == ["Sooner", "Later", "Recorded"]


def test_drafts_past_dates_and_unpublished_courses_stay_out(client: Client) -> None:
    CourseRunFactory(page=CoursePageFactory(title="Draft"))
    a_run("Past", starts=timezone.now() - timedelta(days=2))
    a_run("Unpublished").page.unpublish()

    page = get(client)

    assert "Draft" not in page
    assert "Past" not in page
    assert "Unpublished" not in page
    assert "No courses just now" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?format=twilight", ["Evening"]),
        ("?format=ONE_DAY", ["Day"]),
        ("?format=one-day&format=live", ["Day", "Online"]),
        ("?format=live_online", ["Online"]),
        ("?format=in-school", []),
        ("?format=nonsense", ["Evening", "Day", "Online"]),
        ("?phase=ks1", ["Evening"]),
        ("?phase=ks1&phase=ks2", ["Evening", "Day"]),
        ("?phase=nonsense", ["Evening", "Day", "Online"]),
        ("?price=free", ["Online"]),
        ("?price=0", ["Online"]),
        ("?price=40", ["Evening", "Online"]),
        ("?price=£40", ["Evening", "Online"]),
        ("?q=online", ["Online"]),
        ("?area=rutland&near=NN1+1AA", ["Evening", "Day", "Online"]),
        ("?phase=ks2&format=twilight", []),
    ],
)
def test_each_filter_keeps_what_fits(client: Client, query: str, expected: list[str]) -> None:
    ks1, ks2 = PhaseFactory(code="ks1"), PhaseFactory(code="ks2")
    dear = (PriceLine(audience=Audience.SCHOOL, net_pence=12000),)
    a_run("Evening", page={"phases": [ks1]})
    a_run("Day", page={"phases": [ks2]}, format=Format.ONE_DAY, prices=dear)
    a_run("Online", format=Format.LIVE_ONLINE, is_free=True)

    assert titles(client, query) == expected


def test_dates_filter_by_whole_days_in_london(client: Client) -> None:
    run = a_run("Evening")
    begins = timezone.localtime(run.starts_at).date()
    day = timedelta(days=1)

    assert titles(client, f"?from={begins}&to={begins}") == ["Evening"]
    assert titles(client, f"?from={begins + day}") == []
    assert titles(client, f"?to={begins - day}") == []


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("first access", "Whole-class ukulele"),
        ("First Access ukulele", "Whole-class ukulele"),
        ("wcet", "Whole-class ukulele"),
        ("songs", "A song a day"),
        ("SONG", "A song a day"),
        ("learn by ear", "A song a day"),
        ("ks1", "Singing in Key Stage 1"),
        ("choir", "Singing in Key Stage 1"),
    ],
)
def test_search_finds_what_people_mean(client: Client, words: str, title: str) -> None:
    a_run("Whole-class ukulele", page={"outcomes": "Tune thirty"})
    a_run("A song a day", page={"outcomes": "Learn one by ear"})
    a_run("Singing in Key Stage 1", page={"outcomes": "Breathe", "introduction": "Easy."})

    assert titles(client, f"?q={quote(words)}") == [title]


def test_a_hundred_percent_sign_is_searched_for_as_itself(client: Client) -> None:
    a_run("Plain")
    a_run("100% percussion")

    assert titles(client, "?q=100%25") == ["100% percussion"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?from=2026-13-45", "could not read the date “2026-13-45”"),
        ("?to=tomorrow", "could not read the date “tomorrow”"),
        ("?from=9999-12-31", "could not read the date"),
        ("?to=0001-01-01", "could not read the date"),
        ("?from=2027-03-02&to=2027-03-01", "The last date is before the first"),
        ("?price=abc", "could not read the price “abc”"),
        ("?price=-1", "could not read the price"),
        ("?price=NaN", "could not read the price"),
        ("?price=1e400", "could not read the price"),
        ("?price=Infinity", "could not read the price"),
        ("?q=" + "x" * 5000, "first 200 letters"),
        ("?q=%25", "We cannot search for “%”. Type a word"),
        ("?q=*", "We cannot search for “*”. Type a word"),
        ("?near=10", "Sign in and tell us your school"),
        ("?near=NN1+1AA", "We know no school at NN1 1AA"),
        ("?near=Demoton", "could not read the place “demoton”"),
        ("?within=far", "could not read the distance “far”"),
        ("?sort=nonsense", "sort by soonest, nearest or price"),
        ("?sort=nearest", "To sort by distance we need the postcode"),
        ("?view=calendar&month=2027-13", "could not read that month"),
        ("?near=0", "could not read the distance “0”"),
        ("?format=nonsense", "We know no format called “nonsense”"),
        ("?phase=nonsense", "We know no phase called “nonsense”"),
    ],
)
def test_what_cannot_be_read_is_said_and_left_out(
    client: Client, query: str, sentence: str
) -> None:
    a_run("Evening")

    page = get(client, query)

    swapped = page[page.index('id="results"') :].split("</section>")[0]
    assert sentence in swapped


@pytest.mark.parametrize(
    "query",
    ["?q=%25", "?q=*", "?near=NN1+1AA", "?near=NN1+1AA&within=5", "?near=here", "?price=abc"],
)
def test_what_is_left_out_narrows_nothing_and_has_no_chip(client: Client, query: str) -> None:
    a_run("Evening")

    response = client.get(f"/courses/{query}")

    assert [row.title for row in response.context["rows"]] == ["Evening"]
    assert response.context["applied"] == []


def test_what_is_called_off_is_counted_apart(client: Client) -> None:
    ks1 = PhaseFactory(code="ks1")
    a_run("On", page={"phases": [ks1]})
    a_run("Off", page={"phases": [ks1]}, is_cancelled=True)

    response = client.get("/courses/")
    page = " ".join(response.content.decode().split())

    assert "1 date found and 1 cancelled" in page
    assert len(response.context["rows"]) == 2
    assert '<small>1<span class="vh"> date</span></small>' in page
    assert "1 courses" not in page
    assert "2 dates" not in page


def test_pages_go_on_past_the_dates_that_are_called_off(client: Client) -> None:
    for number in range(12):
        a_run(f"On {number}")
    a_run("Off", is_cancelled=True, starts=first_start() + timedelta(days=40))

    assert titles(client, "?page=2") == ["Off"]


@pytest.mark.parametrize(
    "query",
    [
        "?page=999",
        "?page=-1",
        "?page=abc",
        "?page=" + "9" * 5000,
        "?q=%00",
        "?q=a%00b",
        "?phase=%00",
        "?format=%00",
        "?price=%00",
        "?from=%00",
        "?near=%00",
        "?near=" + "9" * 5000,
        "?near=0",
        "?near=%00&within=%00",
        "?sort=%00&view=%00",
        "?view=calendar&month=%00",
        "?view=calendar&month=9999-12",
        "?view=calendar&month=2000-01&page=99",
        "?view=calendar&month=2100-12",
        "?view=calendar&month=" + "1" * 5000,
        "?q=%22%27%28%29*:^",
        "?q=" + quote("<script>alert(1)</script>"),
        "?" + "phase=ks1&" * 500,
        "?q=%ff%fe",
    ],
)
def test_no_address_breaks_the_page(client: Client, query: str) -> None:
    a_run("Evening")

    page = get(client, query)

    assert "<script>alert" not in page


def test_a_filter_can_be_taken_away_alone(client: Client) -> None:
    PhaseFactory(code="ks1", name="Key Stage 1")
    response = client.get("/courses/?q=ukulele&phase=ks1&format=live_online&price=40&page=3")

    chips = {chip["label"]: chip["remove_url"] for chip in response.context["applied"]}
    assert chips == {
        "“ukulele”": "/courses/?phase=ks1&format=live&price=40",
        "Key Stage 1": "/courses/?q=ukulele&format=live&price=40",
        "Live online": "/courses/?q=ukulele&phase=ks1&price=40",
        "£40 or less": "/courses/?q=ukulele&phase=ks1&format=live",
    }
    assert "Nothing fits all of that" in response.content.decode()


def test_counts_beside_choices_say_what_each_choice_would_find(client: Client) -> None:
    ks1, ks2 = PhaseFactory(code="ks1"), PhaseFactory(code="ks2")
    a_run("One", page={"phases": [ks1, ks2]})
    a_run("Two", page={"phases": [ks2]}, is_free=True)
    a_run("Three", format=Format.ONE_DAY)

    groups = client.get("/courses/?format=twilight").context["groups"]
    shown = {
        (group["name"], str(option["value"])): option["count"]
        for group in groups
        if group["kind"] in ("check", "radio")
        for option in group["options"]
    }
    assert shown == {
        ("phase", "eyfs"): 0,
        ("phase", "ks1"): 1,
        ("phase", "ks2"): 2,
        ("phase", "ks3"): 0,
        ("phase", "ks4"): 0,
        ("format", "one-day"): 1,
        ("format", "twilight"): 2,
        ("price", ""): 2,
        ("price", "free"): 1,
        ("price", "40"): 2,
        ("price", "75"): 2,
    }


@pytest.mark.parametrize(
    ("traits", "words"),
    [
        ({"is_full": True}, "Full"),
        ({"places_taken": 22}, "2 places left"),
        ({"places_taken": 23}, "1 place left"),
        ({"places_taken": 4}, "20 places left"),
        ({"is_cancelled": True}, "Cancelled by the hub"),
        ({"state": RunState.CLOSED}, "Booking closed"),
        ({"is_undated": True}, "Start any time"),
        ({"booking_opens_at": first_start() - timedelta(days=2)}, "Booking opens"),
    ],
)
def test_each_date_says_where_it_stands(
    client: Client, traits: dict[str, object], words: str
) -> None:
    a_run("Evening", **traits)

    assert words in get(client)


def test_a_cancelled_date_shows_no_price(client: Client) -> None:
    a_run("Evening", is_cancelled=True)

    row = client.get("/courses/").context["rows"][0]

    assert (row.off, row.price) == (True, "")


def test_pages_keep_the_filters(client: Client) -> None:
    for number in range(13):
        a_run(f"Evening {number}")

    response = client.get("/courses/?format=twilight&page=2")

    assert len(response.context["rows"]) == 1
    assert 'href="?format=twilight&amp;page=1"' in response.content.decode()


def test_htmx_is_told_the_short_address(client: Client) -> None:
    response = client.get(
        "/courses/?q=&format=twilight&price=&from=&to=", headers={"HX-Request": "true"}
    )

    assert response["HX-Push-Url"] == "/courses/?format=twilight"
    assert 'id="results"' in response.content.decode()


@pytest.mark.parametrize("number", [3, 30])
def test_statements_do_not_grow_with_the_courses(
    client: Client, number: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    phase, hall = PhaseFactory(), VenueFactory()
    for title in range(number):
        a_run(f"Course {title}", page={"phases": [phase]}, venue=hall, sessions=2)
        a_run(f"Full {title}", is_full=True)
    client.get("/courses/")

    with django_assert_max_num_queries(MOST_STATEMENTS):
        get(client, "?q=course&phase=ks1&format=twilight")
    with django_assert_max_num_queries(MOST_STATEMENTS):
        get(client)


def test_words_are_tidied_to_two_hundred_letters_without_control_characters() -> None:
    assert search_words.tidy("  A\x00b\n c ") == "a b c"
    assert len(search_words.tidy("word " * 500)) <= search_words.LONGEST


def test_the_signed_in_price_is_theirs(client_for: Callable[[User], Client], sam: User) -> None:
    course_index()
    a_run("Evening")

    row = client_for(sam).get("/courses/").context["rows"][0]

    assert (row.price, row.price_note) == (
        "£40",
        "the price for people without a school; full price £75",
    )
