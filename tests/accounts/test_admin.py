"""The Wagtail admin's doors, and people in it."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User
from core.models import AuditEvent
from tests.factories.accounts import make_user

ClientFor = Callable[[User], Client]
PEOPLE = "/admin/users/"


@pytest.mark.django_db
def test_a_visitor_signs_in_on_our_page_and_comes_back(client: Client, ed: User) -> None:
    response = client.get("/admin/pages/", follow=True)
    assert response.redirect_chain[-1][0] == "/accounts/login/?next=/admin/pages/"

    response = client.post(
        "/accounts/login/",
        {"login": ed.email, "password": "crotchet-quaver-2026", "next": "/admin/"},
        follow=True,
    )

    assert response.redirect_chain[-1][0] == "/admin/"
    assert response.status_code == 200


def test_somebody_without_access_gets_a_page_and_no_loop(
    client_for: ClientFor, tariq: User
) -> None:
    response = client_for(tariq).get("/admin/", follow=True)

    assert response.status_code == 403
    assert "This part is for the hub’s own people" in response.content.decode()
    assert len(response.redirect_chain) == 1


def test_the_admins_door_leads_nowhere_else(client_for: ClientFor, ed: User) -> None:
    response = client_for(ed).get("/admin/login/?next=https://evil.example/")

    assert response["Location"] == "/admin/"


def test_signing_out_of_the_admin_signs_out_of_the_site(client_for: ClientFor, ed: User) -> None:
    client = client_for(ed)

    client.post("/admin/logout/")

    assert client.get("/account/").status_code == 302


@pytest.mark.django_db
def test_the_admins_password_page_is_ours(client: Client) -> None:
    assert client.get("/admin/password_reset/")["Location"] == "/accounts/password/reset/"


def test_the_settings_page_of_the_admin_asks_for_no_first_name(
    client_for: ClientFor, ed: User
) -> None:
    page = client_for(ed).get("/admin/account/").content.decode()

    assert "first_name" not in page


def test_an_administrator_adds_somebody_who_chooses_their_own_password(
    client_for: ClientFor, hannah: User
) -> None:
    response = client_for(hannah).post(
        f"{PEOPLE}new/", {"full_name": "Nia  Bowen", "email": "Nia@hub.example"}
    )

    assert response.status_code == 302
    person = User.objects.get(email="nia@hub.example")
    assert person.full_name == "Nia Bowen"
    assert not person.has_usable_password()
    assert not person.is_superuser
    assert AuditEvent.objects.filter(verb="added", subject_id=str(person.pk)).exists()


def test_an_administrator_changes_name_and_address(client_for: ClientFor, hannah: User) -> None:
    person = make_user(email="old@hub.example")

    client_for(hannah).post(
        f"{PEOPLE}edit/{person.pk}/",
        {"full_name": "New Name", "email": "new@hub.example", "is_active": "on"},
    )

    person.refresh_from_db()
    assert (person.full_name, person.email) == ("New Name", "new@hub.example")
    assert EmailAddress.objects.get(user=person).verified is False


def test_an_address_of_somebody_else_is_refused_with_a_sentence(
    client_for: ClientFor, hannah: User, sam: User
) -> None:
    person = make_user(email="old@hub.example")

    response = client_for(hannah).post(
        f"{PEOPLE}edit/{person.pk}/",
        {"full_name": "Name", "email": "SAM@example.org", "is_active": "on"},
    )

    assert "Somebody else signs in with this e-mail address." in response.content.decode()


def test_an_administrator_makes_nobody_a_superuser(client_for: ClientFor, hannah: User) -> None:
    person = make_user()

    client_for(hannah).post(
        f"{PEOPLE}edit/{person.pk}/",
        {
            "full_name": "Name",
            "email": person.email,
            "is_active": "on",
            "is_superuser": "on",
            "is_staff": "on",
            "password1": "taken over 2026",
            "password2": "taken over 2026",
        },
    )

    person.refresh_from_db()
    assert (person.is_superuser, person.is_staff) == (False, False)
    assert not person.check_password("taken over 2026")


def test_an_administrator_cannot_change_a_superuser(client_for: ClientFor, hannah: User) -> None:
    root = make_user(email="root@hub.example", is_superuser=True)

    client_for(hannah).post(
        f"{PEOPLE}edit/{root.pk}/",
        {"full_name": "Name", "email": "mine@hub.example", "is_active": "on"},
    )

    root.refresh_from_db()
    assert root.email == "root@hub.example"


@pytest.mark.parametrize("path", ["", "new/"])
def test_an_editor_has_no_business_with_people(client_for: ClientFor, ed: User, path: str) -> None:
    response = client_for(ed).get(f"{PEOPLE}{path}")

    assert response.status_code == 302
    assert response["Location"] == "/admin/"


def test_the_list_finds_people_by_name(client_for: ClientFor, hannah: User) -> None:
    make_user(full_name="Nia Bowen")
    make_user(full_name="Somebody Else")

    page = client_for(hannah).get(f"{PEOPLE}?q=bowen").content.decode()

    assert "Nia Bowen" in page
    assert "Somebody Else" not in page


def test_the_list_exports(client_for: ClientFor, hannah: User) -> None:
    response = client_for(hannah).get(f"{PEOPLE}?export=csv")

    assert b"Hannah Okafor" in response.getvalue()
