"""Methods that the site does not take are refused as such, not as a stale form."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "BREW"])
@pytest.mark.parametrize("path", ["/", "/courses/", "/account/", "/accounts/login/", "/nowhere/"])
def test_other_methods_get_405_and_the_list(path: str, method: str) -> None:
    answer = Client(enforce_csrf_checks=True).generic(method, path)

    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, POST, OPTIONS"


def test_a_form_without_its_token_is_still_stale() -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@b.example"})

    assert answer.status_code == 403


def test_the_admin_keeps_the_method_with_which_it_drops_a_preview() -> None:
    assert Client().delete("/admin/pages/1/edit/preview/").status_code == 302
