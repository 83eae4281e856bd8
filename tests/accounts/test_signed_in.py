"""Who is signed in: looked up once a request, with groups and work, and never as they were."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts import menu, roles
from accounts.backends import PersonBackend
from accounts.models import User
from accounts.permissions import is_editor, is_hub_admin
from tests.factories.courses import CourseRunFactory
from tests.statements import recorded

pytestmark = pytest.mark.django_db


def labels(user: User) -> list[str]:
    return [item.label for item in menu.of(user)]


def test_a_person_with_groups_and_a_desk_is_looked_up_in_one_statement(tariq: User) -> None:
    tariq.groups.set(Group.objects.filter(name__in=(roles.EDITORS, roles.HUB_ADMINISTRATORS)))
    CourseRunFactory(sessions=1).sessions.get().tutors.add(tariq)

    with recorded() as statements:
        found = PersonBackend().get_user(tariq.pk)
        assert found == tariq
        assert is_editor(found)
        assert is_hub_admin(found)
        shown = labels(found)

    assert len(statements) == 1, statements
    assert {"Tutor’s desk", "Hub office", "Edit the site"} <= set(shown)


def test_a_person_without_any_has_a_plain_menu_in_as_many(tariq: User) -> None:
    with recorded() as statements:
        found = PersonBackend().get_user(tariq.pk)
        assert found is not None
        shown = labels(found)

    assert len(statements) == 1, statements
    assert shown == labels(User.objects.get(pk=tariq.pk))
    assert not {"Tutor’s desk", "Hub office", "Edit the site"} & set(shown)


def test_what_is_taken_away_is_gone_at_the_next_request(
    hannah: User, client_for: Callable[[User], Client]
) -> None:
    client = client_for(hannah)
    assert client.get("/office/").status_code == 200

    hannah.groups.clear()

    assert client.get("/office/").status_code == 404


def test_whoever_is_switched_off_or_gone_is_nobody(tariq: User) -> None:
    User.objects.filter(pk=tariq.pk).update(is_active=False)

    assert PersonBackend().get_user(tariq.pk) is None
    assert PersonBackend().get_user(tariq.pk + 999) is None
