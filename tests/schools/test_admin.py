"""The register in the admin: for hub administrators, to look at."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from schools.models import School
from tests.factories.schools import PostFactory, SchoolFactory

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db

LISTS = ("schools", "posts", "local_authorities", "register_imports")


@pytest.fixture
def meadow() -> School:
    return SchoolFactory(urn=999001, name="St Mary’s Demo", postcode="ZZ1 1AA")


@pytest.mark.parametrize("name", LISTS)
def test_the_hub_sees_each_list(
    hannah: User, meadow: School, client_for: SignIn, name: str
) -> None:
    assert client_for(hannah).get(f"/admin/{name}/").status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_an_editor_and_a_teacher_see_none(
    ed: User, tariq: User, meadow: School, client_for: SignIn, name: str
) -> None:
    for person in (ed, tariq):
        response = client_for(person).get(f"/admin/{name}/", follow=True)
        assert "St Mary" not in response.content.decode()
        assert response.redirect_chain or response.status_code in {403, 404}
    assert "/admin/schools/" not in client_for(ed).get("/admin/").content.decode()


def test_nobody_writes_the_register_by_hand(
    hannah: User, meadow: School, client_for: SignIn
) -> None:
    client = client_for(hannah)
    for path in ("new/", f"edit/{meadow.pk}/", f"delete/{meadow.pk}/"):
        client.post(f"/admin/schools/{path}", {"name": "Changed"})
    meadow.refresh_from_db()
    assert meadow.name == "St Mary’s Demo"
    assert School.objects.count() == 1


def test_it_is_searched_like_the_site_and_filtered(
    hannah: User, meadow: School, client_for: SignIn
) -> None:
    SchoolFactory(urn=999002, name="Other Demo", is_shut=True)
    client = client_for(hannah)
    found = client.get("/admin/schools/", {"q": "st. marys zz11aa"}).content.decode()
    assert "999001" in found
    assert "999002" not in found
    closed = client.get("/admin/schools/", {"status": "CLOSED"}).content.decode()
    assert "999002" in closed
    assert "999001" not in closed


@pytest.mark.parametrize(("kind", "start"), [("csv", b"URN"), ("xlsx", b"PK")])
def test_it_is_exported(
    hannah: User, meadow: School, client_for: SignIn, kind: str, start: bytes
) -> None:
    response = client_for(hannah).get("/admin/schools/", {"export": kind})
    assert response.getvalue().lower().startswith(start.lower())


@pytest.mark.parametrize("count", [2, 20])
def test_lists_take_as_many_statements_for_many(
    hannah: User,
    client_for: SignIn,
    count: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        person = User.objects.create_user(f"c{number}@example.org", full_name=f"C {number}")
        PostFactory(user=person)
    client = client_for(hannah)
    for name in ("schools", "posts"):
        client.get(f"/admin/{name}/")
        with django_assert_max_num_queries(16):
            client.get(f"/admin/{name}/")
