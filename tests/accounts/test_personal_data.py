"""The export of what we hold, from the page and from the command line."""

import json
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command

from accounts import personal_data
from accounts.models import User


@pytest.fixture
def hobbies() -> Iterator[None]:
    """A part that some other app adds."""

    def export(user: User) -> list[str]:
        return [f"{user.full_name} plays the drum"]

    personal_data.register("hobbies", export=export)
    yield
    personal_data._exports.pop("hobbies")


def test_other_apps_add_their_part(
    tariq: User, hobbies: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("export_person", "TARIQ@example.org")

    data = json.loads(capsys.readouterr().out)
    assert data["hobbies"] == ["Tariq Aziz plays the drum"]
    assert data["account"]["e-mail"] == "tariq@example.org"


def test_one_name_belongs_to_one_app(hobbies: None) -> None:
    with pytest.raises(ValueError, match="hobbies"):
        personal_data.register("hobbies", export=lambda user: None)


@pytest.mark.django_db
def test_an_unknown_address_gets_a_sentence() -> None:
    with pytest.raises(CommandError, match=r"Nobody signs in with who@example\.org\."):
        call_command("export_person", "who@example.org")
