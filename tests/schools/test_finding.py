"""Look-up: what people type, and what they find."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from schools import folding, lookup
from schools.enums import SchoolStatus
from schools.models import School
from tests.factories.schools import SchoolFactory, SchoolLinkFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def meadow() -> School:
    """A school with a saint, a postcode and a namesake elsewhere."""
    SchoolFactory(
        urn=999201, name="St. Mary's C of E Primary", town="Elsewhere", postcode="ZZ10 1AA"
    )
    return SchoolFactory(
        urn=999200, name="St Mary’s Church of England Primary", town="Démoton", postcode="ZZ1 1AA"
    )


@pytest.mark.parametrize(
    "typed",
    [
        "st mary demoton",
        "St. Mary's CE, Demoton",
        "SAINT MARYS DEMO",
        "zz1 1aa",
        "zz11aa",
        "ZZ11",
        "999200",
        "demoton mary",
    ],
)
def test_it_is_found_however_it_is_typed(meadow: School, typed: str) -> None:
    assert lookup.look_up(typed).schools == (meadow,)


def test_the_outward_code_finds_its_own_before_longer_ones(meadow: School) -> None:
    assert [school.urn for school in lookup.look_up("zz1").schools] == [999200, 999201]


def test_open_schools_come_first() -> None:
    SchoolFactory(urn=999300, name="Demo A", is_shut=True)
    SchoolFactory(urn=999301, name="Demo B", status=SchoolStatus.PROPOSED)
    replaced = SchoolFactory(urn=999302, name="Demo C")
    SchoolFactory(urn=999303, name="Demo D")
    SchoolLinkFactory(predecessor=replaced, successor=SchoolFactory(urn=999304, name="Demo E"))

    found = [school.urn for school in lookup.look_up("demo").schools]

    assert found == [999303, 999304, 999301, 999300, 999302]


def test_at_most_twenty_and_it_says_so() -> None:
    SchoolFactory.create_batch(25, name="Demo Same")
    answer = lookup.look_up("demo same")
    assert len(answer.schools) == 20
    assert "first 20" in answer.message


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("NN99 9zz", "We know no school with the postcode NN99 9ZZ. Try the first half, NN99"),
        ("nn98", "We know no school with the postcode NN98. Try the school’s name"),
        ("123456", "There is no school with the URN 123456."),
        ("Hogwarts", "No school found for “Hogwarts”."),
        ("???", "No school found for “???”."),
    ],
)
def test_nothing_found_says_what_to_do(meadow: School, typed: str, sentence: str) -> None:
    assert lookup.look_up(typed).message.startswith(sentence)


@pytest.mark.parametrize("count", [3, 30])
def test_a_look_up_is_one_statement(
    django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    SchoolFactory.create_batch(count, name="Demo Many")
    with django_assert_num_queries(1):
        lookup.look_up("demo many zz9")


@given(st.text(max_size=300))
def test_anything_may_be_typed(typed: str) -> None:
    answer = lookup.look_up(typed)
    assert bool(answer.message) == bool(answer.typed)


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    once = folding.fold(text)
    assert folding.fold(once) == once
    assert once.isascii()


def test_the_page_works_without_javascript(client: Client, meadow: School) -> None:
    page = client.get("/schools/find/", {"q": "mary demoton"}).content.decode()
    assert "1 school for" in page
    assert "/account/school/?school=999200" in page
    assert "Open Government Licence" in page


def test_htmx_gets_the_results_alone(client: Client, meadow: School) -> None:
    response = client.get("/schools/find/", {"q": "mary"}, headers={"HX-Request": "true"})
    assert "<html" not in response.content.decode()
    assert "HX-Request" in response["Vary"]


def test_the_combobox_gets_public_facts(client: Client, meadow: School) -> None:
    answer = client.get("/schools/find.json", {"q": "demoton"}).json()
    assert answer == {
        "schools": [
            {
                "urn": 999200,
                "label": "St Mary’s Church of England Primary, Démoton (999200)",
                "name": "St Mary’s Church of England Primary",
                "place": "Démoton, ZZ1 1AA",
                "is_closed": False,
            }
        ],
        "message": "",
    }


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "x" * 5000, "'; drop table", "%"])
def test_hostile_text_is_shown_safely(client: Client, typed: str) -> None:
    response = client.get("/schools/find/", {"q": typed})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()
    assert client.get("/schools/find.json", {"q": typed}).json()["schools"] == []


def test_a_school_is_succeeded_through_several_steps_and_circles() -> None:
    first, second, third = SchoolFactory.create_batch(3)
    SchoolLinkFactory(predecessor=first, successor=second)
    SchoolLinkFactory(predecessor=second, successor=third)
    assert first.current() == third

    SchoolLinkFactory(predecessor=third, successor=first)
    assert first.current() == third
    assert third.current() == second


def test_nobody_succeeds_a_school_that_split() -> None:
    first, second = SchoolFactory.create_batch(2)
    SchoolLinkFactory(predecessor=first, successor=second, kind="SPLIT")
    assert first.current() == first


def test_small_schools_are_those_up_to_the_limit() -> None:
    SchoolFactory(urn=999400, pupils_on_roll=120)
    SchoolFactory(urn=999401, pupils_on_roll="120.5")
    SchoolFactory(urn=999402, pupils_on_roll=None)
    assert [school.urn for school in School.objects.small()] == [999400]
    assert [s.urn for s in School.objects.all() if s.is_small] == [999400]
