"""What a name may be."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from accounts.names import tidy, validate_name


@pytest.mark.parametrize(
    "name", ["Siân O'Brien-Ní Dhuibhir", "李小龍", "Nguyễn Thị Ánh", "نازنین‌زهرا", "X Æ A-12", "Ó"]
)
def test_names_of_all_kinds_are_names(name: str) -> None:
    validate_name(name)


@pytest.mark.parametrize("mark", ["\n", "\t", "\x00", "\x1b", "\u202e", "\u2066", "\ue000"])
def test_what_cannot_be_printed_is_no_name(mark: str) -> None:
    with pytest.raises(ValidationError):
        validate_name(f"Nia{mark}Bowen")


@given(st.text(max_size=200))
def test_tidying_twice_is_tidying_once(name: str) -> None:
    assert tidy(tidy(name)) == tidy(name)


@pytest.mark.django_db
def test_the_database_refuses_a_person_without_a_name() -> None:
    with pytest.raises(IntegrityError):
        User.objects.create_user("nobody@example.org")


@pytest.mark.django_db
def test_the_database_refuses_one_address_in_two_spellings() -> None:
    User.objects.create_user("nia@example.org", full_name="Nia")

    with pytest.raises(IntegrityError):
        User.objects.bulk_create([User(email="NIA@example.org", full_name="Nia again")])
