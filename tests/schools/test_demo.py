"""The demonstration's register."""

from datetime import date

import pytest

from accounts import demo as people
from core.demo import Changes
from schools import demo
from schools.enums import PostRole, PostState, StandingKind
from schools.models import Area, Post, Purchasing, School, Standing
from tests.schools.files import LIST, UPDATE, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def first() -> Changes:
    people.load(Changes())
    changes = Changes()
    demo.load(changes)
    return changes


def test_the_first_load_brings_the_register(first: Changes) -> None:
    real = rows_of(LIST).keys() | rows_of(UPDATE).keys()
    assert School.objects.real().count() == len(real)
    assert first.counts["schools"] == len(real)
    fictional = School.objects.exclude(urn__in=real)
    assert [s.urn for s in fictional.order_by("urn")] == [999001, 999002, 999003, 999004]
    assert all(s.is_fictional and s.town == "Demoton" and s.is_open for s in fictional)
    assert [s.name for s in fictional.small()] == ["Demo Hill Infant"]


def test_the_second_load_changes_nothing(first: Changes) -> None:
    before = list(School.objects.order_by("urn").values())
    again = Changes()
    demo.load(again)
    assert not again
    assert list(School.objects.order_by("urn").values()) == before


def test_people_work_at_fictional_schools_only(first: Changes) -> None:
    assert {post.school.is_fictional for post in Post.objects.select_related("school")} == {True}
    tariq = Post.objects.filter(user__email="tariq@example.org")
    assert set(tariq.values_list("role", flat=True)) == {PostRole.TEACHER, PostRole.MUSIC_LEAD}
    (waiting,) = Post.objects.waiting()
    assert (waiting.user.email, waiting.state) == ("sam@example.org", PostState.CLAIMED)


def test_two_schools_say_how_they_buy_and_two_have_a_standing(first: Changes) -> None:
    brook = Purchasing.objects.get(school__urn=demo.BROOK)
    assert (brook.needs_approval, brook.approver_email) == (True, "helena.head@example.org")
    meadow = Purchasing.objects.get(school__urn=demo.MEADOW)
    assert (meadow.needs_approval, meadow.finance_email) == (
        False,
        "finance@demo-meadow.example.org",
    )
    standings = Standing.objects.current().values_list("school__urn", "kind")
    assert set(standings) == {
        (demo.MEADOW, StandingKind.MEMBER),
        (demo.VALLEY, StandingKind.LEAD),
    }


def test_areas_change_with_the_years(first: Changes) -> None:
    county = Area.objects.get(name="Northamptonshire")
    both = Area.objects.get(name="Northamptonshire and Rutland")
    assert county.authority_codes(date(2021, 3, 31)) == {928}
    assert county.authority_codes(date(2021, 4, 1)) == {940, 941}
    assert both.authority_codes(date(2023, 3, 31)) == set()
    assert both.authority_codes(date(2023, 4, 1)) == {857, 940, 941}


def test_schools_under_a_replaced_authority_count_in_its_successors_area(first: Changes) -> None:
    day = date(2026, 11, 21)
    both = Area.objects.get(name="Northamptonshire and Rutland")
    county = Area.objects.get(name="Northamptonshire")
    assert School.objects.in_area(both, day).count() == School.objects.count()
    rutland = School.objects.filter(authority__code=857).count()
    assert rutland == 22
    assert School.objects.in_area(county, day).count() == School.objects.count() - rutland
    assert not School.objects.in_area(both, date(2020, 1, 1)).exists()
