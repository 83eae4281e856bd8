"""Changing the address that one signs in with."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.test import Client

from accounts.actions import people
from accounts.exceptions import AddressTakenError
from accounts.models import User
from tests.accounts.conftest import MailedCode
from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db
CHANGE = "/accounts/email/"


def signed_in(client: Client, user: User) -> Client:
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def test_the_new_address_counts_once_its_code_is_typed(
    client: Client, mailed_code: MailedCode, drain: Callable[[], list[EmailMessage]]
) -> None:
    user = make_user(email="old@school.example")
    signed_in(client, user)

    response = client.post(CHANGE, {"action_add": "1", "email": "New@school.example"})
    assert response["Location"] == "/accounts/confirm-email/"
    user.refresh_from_db()
    assert user.email == "old@school.example"
    client.post("/accounts/confirm-email/", {"code": mailed_code()})

    user.refresh_from_db()
    assert user.email == "new@school.example"
    notice = drain()[-1]
    assert notice.to == ["old@school.example"]
    assert "You now sign in with new@school.example instead of old@school.example." in notice.body


def test_somebody_elses_address_cannot_be_taken(client: Client, mailed_code: MailedCode) -> None:
    """Not even with the code: whoever could read both mailboxes would make one person of two."""
    user = make_user(email="old@school.example")
    make_user(email="taken@school.example")
    signed_in(client, user)

    client.post(CHANGE, {"action_add": "1", "email": "taken@school.example"})
    response = client.post("/accounts/confirm-email/", {"code": mailed_code()})

    assert "Somebody else signs in with this e-mail address." in response.content.decode()
    user.refresh_from_db()
    assert user.email == "old@school.example"


def test_it_must_still_be_you(client: Client) -> None:
    user = make_user(email="old@school.example")
    client.force_login(user)

    response = client.post(CHANGE, {"action_add": "1", "email": "new@school.example"})

    assert response["Location"].startswith("/accounts/reauthenticate/")


def test_an_administrators_change_must_be_proved_by_the_person(hannah: User) -> None:
    user = make_user(email="old@school.example")

    people.change_address(user=user, email=" New@School.Example", by=hannah)

    assert user.email == "new@school.example"
    assert list(EmailAddress.objects.filter(user=user).values_list("email", "verified")) == [
        ("new@school.example", False)
    ]


def test_an_administrator_cannot_give_out_a_taken_address(hannah: User) -> None:
    user = make_user(email="old@school.example")
    make_user(email="taken@school.example")

    with pytest.raises(AddressTakenError):
        people.change_address(user=user, email="taken@school.example", by=hannah)
