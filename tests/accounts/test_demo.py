"""The people of the demonstration."""

import pytest
from django.test import Client

from accounts import demo
from accounts.models import User
from core.demo import PASSWORD, PEOPLE, Changes

pytestmark = pytest.mark.django_db


def test_everybody_of_the_demonstration_can_sign_in(client: Client) -> None:
    demo.load(Changes())

    for person in PEOPLE:
        visitor = Client()
        visitor.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
        assert "_auth_user_id" in visitor.session, person.name


def test_loading_twice_changes_nothing() -> None:
    first, second = Changes(), Changes()

    demo.load(first)
    demo.load(second)

    assert first.counts["people"] == len(PEOPLE) == User.objects.count()
    assert not second
