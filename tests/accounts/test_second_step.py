"""The second step: an authenticator app and its recovery codes."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db
ACTIVATE = "/accounts/2fa/totp/activate/"
SIGN_IN = "/accounts/login/"
SECOND = "/accounts/2fa/authenticate/"


def app_code(secret: str) -> str:
    """What an authenticator app with this key shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return f"{hotp_value(secret, counter):06d}"


def with_app(client: Client) -> tuple[User, str]:
    """Somebody who set up an app, and its key."""
    user = make_user(email="nia@school.example")
    client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get(ACTIVATE).content.decode()
    found = re.search(r'class="secret-key">(\w+)<', page)
    assert found is not None
    client.post(ACTIVATE, {"code": app_code(found[1])})
    return user, found[1]


def test_setting_up_shows_a_picture_and_gives_recovery_codes(
    client: Client,
    drain: Callable[[], list[EmailMessage]],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        user, _ = with_app(client)

    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}
    codes = client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert len(re.findall(r"<li>\d{8}</li>", codes)) == 10
    assert "Your authenticator app is switched on" in [message.subject for message in drain()]


def test_the_password_alone_is_not_enough_any_more(client: Client) -> None:
    user, secret = with_app(client)
    visitor = Client()

    response = visitor.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
    assert response["Location"] == SECOND
    assert "_auth_user_id" not in visitor.session
    wrong = visitor.post(SECOND, {"code": "000000"})
    assert "That is not the code" in wrong.content.decode()

    Authenticator.objects.filter(user=user, type="totp").update(last_used_at=None)
    cache.clear()  # an app's code works once; the next would come half a minute later
    visitor.post(SECOND, {"code": app_code(secret)})
    assert "_auth_user_id" in visitor.session


def test_a_recovery_code_lets_in_once(client: Client) -> None:
    user, _ = with_app(client)
    code = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]

    def attempt() -> bool:
        visitor = Client()
        visitor.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
        visitor.post(SECOND, {"code": code})
        return "_auth_user_id" in visitor.session

    assert attempt()
    assert not attempt()


def test_a_mailed_code_does_not_go_round_the_second_step(
    client: Client, drain: Callable[[], list[EmailMessage]]
) -> None:
    user, _ = with_app(client)
    visitor = Client()
    visitor.post("/accounts/login/code/", {"email": user.email})
    found = re.search(r"\d{4}-\d{4}", str(drain()[-1].body))
    assert found is not None

    response = visitor.post("/accounts/login/code/confirm/", {"code": found[0]})

    assert response["Location"] == SECOND
    assert "_auth_user_id" not in visitor.session


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/2fa/",
        "/accounts/2fa/webauthn/",
        "/accounts/2fa/recovery-codes/",
        "/accounts/sessions/",
        "/accounts/email/",
        "/accounts/password/change/",
    ],
)
def test_pages_about_an_account_are_for_its_owner(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
