"""A new password, with a code or with the old one."""

from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from accounts.models import User
from tests.accounts.conftest import MailedCode
from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db
RESET = "/accounts/password/reset/"
CONFIRM = "/accounts/password/reset/confirm/"
COMPLETE = "/accounts/password/reset/complete/"
NEW = "four much odder words"


def test_a_mailed_code_allows_a_new_password(
    client: Client, mailed_code: MailedCode, drain: Callable[[], list[EmailMessage]]
) -> None:
    user = make_user(email="nia@school.example")

    assert client.post(RESET, {"email": "Nia@School.Example"})["Location"] == CONFIRM
    assert client.post(CONFIRM, {"code": mailed_code()})["Location"] == COMPLETE
    client.post(COMPLETE, {"password1": NEW})

    user.refresh_from_db()
    assert user.check_password(NEW)
    assert drain()[-1].subject == "Your password was changed"


def test_without_the_code_there_is_no_new_password(client: Client) -> None:
    user = make_user(email="nia@school.example")
    client.post(RESET, {"email": "nia@school.example"})
    client.post(CONFIRM, {"code": "0000-0000"})

    client.post(COMPLETE, {"password1": NEW})

    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_asking_tells_nobody_whether_there_is_an_account(
    drain: Callable[[], list[EmailMessage]],
) -> None:
    make_user(email="known@school.example")

    def pages_for(email: str) -> tuple[str, str]:
        visitor = Client()
        answer = visitor.post(RESET, {"email": email})
        lines = visitor.get(answer["Location"]).content.decode().replace(email, "A").splitlines()
        return answer["Location"], "\n".join(
            line for line in lines if "csrfmiddlewaretoken" not in line
        )

    assert pages_for("known@school.example") == pages_for("unknown@school.example")
    assert len(drain()) == 2


def test_somebody_added_by_the_hub_chooses_a_first_password_by_code(
    client: Client, mailed_code: MailedCode
) -> None:
    user = User.objects.create_user("new@hub.example", full_name="New Tutor")
    assert not user.has_usable_password()

    client.post(RESET, {"email": "new@hub.example"})
    client.post(CONFIRM, {"code": mailed_code()})
    client.post(COMPLETE, {"password1": NEW})

    user.refresh_from_db()
    assert user.check_password(NEW)


def test_changing_takes_the_password_now_and_the_new_one_once(client: Client, tariq: User) -> None:
    client.force_login(tariq)

    wrong = client.post("/accounts/password/change/", {"oldpassword": "no", "password1": NEW})
    assert "That is not your password now." in wrong.content.decode()
    client.post(
        "/accounts/password/change/", {"oldpassword": "crotchet-quaver-2026", "password1": NEW}
    )

    tariq.refresh_from_db()
    assert tariq.check_password(NEW)
