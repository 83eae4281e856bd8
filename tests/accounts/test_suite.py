"""The suite's own promises, on which every other test stands."""

import socket
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.core.mail import EmailMessage
from django.test import Client
from wagtail.models import Locale, Page

from accounts import roles
from accounts.models import User
from core import mail
from tests.network import OutsideWorldError


def migrated_rows() -> tuple[int, int, int]:
    return Page.objects.count(), Locale.objects.count(), Group.objects.count()


@pytest.mark.django_db
def test_migrations_leave_a_root_page_a_locale_and_the_groups() -> None:
    pages, locales, groups = migrated_rows()

    assert pages >= 1
    assert locales == 1
    assert groups >= 2


@pytest.mark.parametrize("turn", ["first", "second"])
@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_leaves_the_database_as_it_found_it(turn: str) -> None:
    assert User.objects.count() == 0
    assert Page.objects.exists()
    assert Group.objects.filter(name=roles.HUB_ADMINISTRATORS).exists()

    User.objects.create_user(f"{turn}@example.org", full_name="Somebody")
    Group.objects.all().delete()


def test_sockets_reach_no_other_machine() -> None:
    with pytest.raises(OutsideWorldError), socket.socket() as sock:
        sock.connect(("192.0.2.1", 80))
    with pytest.raises(OutsideWorldError):
        socket.getaddrinfo("example.org", 443)


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param("rolled back", marks=pytest.mark.django_db),
        pytest.param("committed", marks=pytest.mark.django_db(transaction=True)),
    ],
)
def test_drain_sends_promised_mail(kind: str, drain: Callable[[], list[EmailMessage]]) -> None:
    mail.deliver.enqueue(
        to="tariq@example.org", subject=kind, text="a", html="b", attachments=[], reply_to=""
    )

    assert [message.subject for message in drain()] == [kind]
    assert len(drain()) == 1


@pytest.mark.django_db
def test_drain_fails_when_a_task_fails(drain: Callable[[], list[EmailMessage]]) -> None:
    mail.deliver.enqueue(
        to="a\nb@example.org", subject="x", text="", html="", attachments=[], reply_to=""
    )

    with pytest.raises(AssertionError, match="deliver"):
        drain()


def test_the_cast_are_in_their_groups(hannah: User, ed: User, sam: User) -> None:
    groups = {user.email: [group.name for group in user.groups.all()] for user in (hannah, ed, sam)}

    assert groups == {
        "hannah@example.org": ["Hub administrators"],
        "ed@example.org": ["Editors"],
        "sam@example.org": [],
    }


def test_client_for_signs_in(client_for: Callable[[User], Client], tariq: User) -> None:
    assert client_for(tariq).session["_auth_user_id"] == str(tariq.pk)
