"""What is decided on the office's page can be sent: its forms carry the token against forgery."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from schools.enums import PostState
from tests.factories import bookings as make


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/office/", "/my-school/999001/"])
def test_every_form_carries_its_token(
    client_for: Callable[[User], Client], hannah: User, sam: User, page: str
) -> None:
    make.post(sam, make.school(), PostState.CLAIMED)

    html = client_for(hannah).get(page).content.decode()

    forms = re.findall(r'<form method="post".*?</form>', html, re.DOTALL)
    assert forms
    assert all("csrfmiddlewaretoken" in form for form in forms)
