"""Who runs the hub and who edits, told from groups in one statement."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.permissions import is_editor, is_hub_admin, may_enter_admin
from tests.factories.accounts import make_user


def test_the_cast_may_what_their_groups_say(hannah: User, ed: User, tariq: User) -> None:
    answers = [(is_hub_admin(user), is_editor(user)) for user in (hannah, ed, tariq)]

    assert answers == [(True, False), (False, True), (False, False)]


@pytest.mark.django_db
def test_a_superuser_runs_the_hub() -> None:
    assert is_hub_admin(make_user(is_superuser=True))


def test_whoever_is_switched_off_may_nothing(hannah: User) -> None:
    hannah.is_active = False
    hannah.is_superuser = True

    assert not is_hub_admin(hannah)


def test_a_visitor_may_nothing() -> None:
    assert not may_enter_admin(AnonymousUser())


def test_asking_often_costs_one_statement(ed: User, django_assert_num_queries: Any) -> None:
    ed = User.objects.get(pk=ed.pk)

    with django_assert_num_queries(1):
        assert not is_hub_admin(ed)
        assert is_editor(ed)
        assert may_enter_admin(ed)
