"""One's own pages: my CPD, my details, my data."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from core.models import AuditEvent

ClientFor = Callable[[User], Client]
PAGES = ["/account/", "/account/profile/", "/account/data/", "/account/data/download/"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_a_visitor_signs_in_first_and_comes_back(client: Client, path: str) -> None:
    response = client.get(path)

    assert response["Location"] == f"/accounts/login/?next={path}"


def test_my_cpd_names_its_person(client_for: ClientFor, tariq: User) -> None:
    page = client_for(tariq).get("/account/").content.decode()

    assert "Tariq Aziz" in page


def test_somebody_changes_their_name(client_for: ClientFor, tariq: User) -> None:
    client_for(tariq).post("/account/profile/", {"full_name": " Tariq  M. Aziz "})

    tariq.refresh_from_db()
    assert tariq.full_name == "Tariq M. Aziz"
    event = AuditEvent.objects.get(verb="renamed")
    assert (event.actor_id, event.subject_id) == (tariq.pk, str(tariq.pk))


@pytest.mark.parametrize("name", ["", "x" * 151, "Tariq\x00Aziz"])
def test_a_name_that_is_none_changes_nothing(client_for: ClientFor, tariq: User, name: str) -> None:
    response = client_for(tariq).post("/account/profile/", {"full_name": name})

    assert response.status_code == 200
    assert "to put right" in response.content.decode()
    tariq.refresh_from_db()
    assert tariq.full_name == "Tariq Aziz"


def test_the_download_holds_ones_own_data_and_no_secret(
    client_for: ClientFor, tariq: User, sam: User
) -> None:
    response = client_for(tariq).get("/account/data/download/")

    assert response["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert "no-store" in response["Cache-Control"]
    text = response.content.decode()
    assert json.loads(text)["account"]["full name"] == "Tariq Aziz"
    assert tariq.password not in text
    assert sam.email not in text


@pytest.mark.parametrize(
    ("who", "sees", "does_not_see"),
    [
        ("tariq", "My CPD", "Edit the site"),
        ("tariq", "My certificate", "Hub office"),
        ("ed", "Edit the site", "Hub office"),
        ("ed", "Edit the site", "My certificate"),
        ("hannah", "Hub office", "My certificate"),
        ("hannah", "Hub office", "nothing like this"),
    ],
)
def test_the_menu_shows_what_concerns_its_person(
    request: pytest.FixtureRequest,
    client_for: ClientFor,
    who: str,
    sees: str,
    does_not_see: str,
) -> None:
    page = client_for(request.getfixturevalue(who)).get("/account/profile/").content.decode()

    assert sees in page
    assert does_not_see not in page
