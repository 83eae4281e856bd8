"""The hub's office page, and for whom it is not there."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from tests.factories.courses import CourseRunFactory

ClientFor = Callable[[User], Client]


def test_the_office_sees_each_coming_run_with_its_numbers(
    client_for: ClientFor, hannah: User
) -> None:
    CourseRunFactory(is_open=True, capacity=24, minimum_to_run=6, title="Ukulele")
    html = client_for(hannah).get("/office/").content.decode()
    assert "0 booked, 24 free of 24" in html
    assert "6 below minimum" in html


@pytest.mark.parametrize("name", ["tariq", "tess", "ed", "sam"])
def test_for_everybody_else_the_office_is_not_there(
    client_for: ClientFor, name: str, request: pytest.FixtureRequest
) -> None:
    person: User = request.getfixturevalue(name)
    assert client_for(person).get("/office/").status_code == 404


def test_the_office_takes_as_many_statements_for_many_runs_as_for_few(
    client_for: ClientFor, hannah: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_for(hannah)
    CourseRunFactory(is_open=True)
    with django_assert_max_num_queries(30) as few:
        client.get("/office/")
    for _ in range(9):
        CourseRunFactory(is_open=True)
    with django_assert_max_num_queries(30) as many:
        client.get("/office/")
    assert len(many) == len(few)
