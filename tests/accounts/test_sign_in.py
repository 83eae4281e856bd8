"""Signing in: password, code, who must not, how often, and where it leads."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.test import Client

from accounts.models import User
from tests.accounts.conftest import MailedCode
from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db
SIGN_IN = "/accounts/login/"
CODE = "/accounts/login/code/"


def test_the_right_password_leads_to_my_cpd(client: Client) -> None:
    make_user(email="nia@school.example")

    response = client.post(SIGN_IN, {"login": "nia@school.example", "password": PASSWORD})

    assert response["Location"] == "/account/"


@pytest.mark.parametrize(
    ("who", "desk"), [("hannah", "/office/"), ("ed", "/admin/"), ("tariq", "/account/")]
)
def test_each_person_comes_to_their_own_desk(
    request: pytest.FixtureRequest, client: Client, who: str, desk: str
) -> None:
    person = request.getfixturevalue(who)

    answer = client.post(SIGN_IN, {"login": person.email, "password": "crotchet-quaver-2026"})

    assert answer["Location"] == desk


def test_a_page_that_was_asked_for_comes_before_the_desk(client: Client, hannah: User) -> None:
    sent = {"login": hannah.email, "password": "crotchet-quaver-2026", "next": "/my-school/"}

    assert client.post(SIGN_IN, sent)["Location"] == "/my-school/"


@pytest.mark.parametrize("page", ["login", "signup"])
def test_whoever_was_booking_reads_that_they_go_on_with_it(client: Client, page: str) -> None:
    said = "You go on with the course that you chose"
    asked = {"next": "/courses/singing/abc123/book/"}
    assert said in client.get(f"/accounts/{page}/", asked).content.decode()
    assert said not in client.get(f"/accounts/{page}/", {"next": "/office/"}).content.decode()


def test_letters_in_the_address_may_be_of_any_case(client: Client) -> None:
    make_user(email="nia@school.example")

    client.post(SIGN_IN, {"login": " NIA@School.Example ", "password": PASSWORD})

    assert "_auth_user_id" in client.session


@pytest.mark.parametrize(
    ("next_page", "leads_to"),
    [
        ("/my-school/", "/my-school/"),
        ("https://evil.example/", "/account/"),
        ("//e.x", "/account/"),
    ],
)
def test_signing_in_leads_on_within_this_site_only(
    client: Client, next_page: str, leads_to: str
) -> None:
    make_user(email="nia@school.example")

    response = client.post(
        SIGN_IN, {"login": "nia@school.example", "password": PASSWORD, "next": next_page}
    )

    assert response["Location"] == leads_to


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: Client) -> None:
    make_user(email="known@school.example")

    def answer(email: str) -> str:
        page = Client().post(SIGN_IN, {"login": email, "password": "wrong wrong wrong"})
        lines = page.content.decode().replace(email, "ADDRESS").splitlines()
        return "\n".join(line for line in lines if "csrfmiddlewaretoken" not in line)

    known = answer("known@school.example")
    assert known == answer("unknown@school.example")
    assert "We know no account with this e-mail address and password." in known


def test_somebody_unverified_is_asked_for_a_code_first(
    client: Client, mailed_code: MailedCode
) -> None:
    make_user(email="nia@school.example", verified=False)

    response = client.post(SIGN_IN, {"login": "nia@school.example", "password": PASSWORD})

    assert response["Location"] == "/accounts/confirm-email/"
    assert "_auth_user_id" not in client.session
    client.post("/accounts/confirm-email/", {"code": mailed_code()})
    assert "_auth_user_id" in client.session


def test_an_account_that_is_switched_off_lets_nobody_in(client: Client) -> None:
    make_user(email="nia@school.example", is_active=False)

    response = client.post(
        SIGN_IN, {"login": "nia@school.example", "password": PASSWORD}, follow=True
    )

    assert "This account is switched off" in response.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(("stay", "lasts"), [({}, False), ({"remember": "on"}, True)])
def test_a_shared_computer_forgets_unless_asked_to_remember(
    client: Client, stay: dict[str, str], *, lasts: bool
) -> None:
    make_user(email="nia@school.example")

    client.post(SIGN_IN, {"login": "nia@school.example", "password": PASSWORD, **stay})

    assert client.session.get_expire_at_browser_close() is not lasts


def test_the_sixth_wrong_password_for_an_address_is_too_many(client: Client) -> None:
    make_user(email="nia@school.example")
    wrong = {"login": "nia@school.example", "password": "wrong wrong wrong"}
    for _ in range(5):
        client.post(SIGN_IN, wrong)

    right = client.post(SIGN_IN, {"login": "nia@school.example", "password": PASSWORD})

    assert "Too many tries. Wait five minutes, then try again." in right.content.decode()
    assert "_auth_user_id" not in client.session


def test_too_many_requests_from_one_place_get_429(client: Client) -> None:
    for _ in range(60):
        client.post("/accounts/signup/", {})

    assert client.post("/accounts/signup/", {}).status_code == 429


def test_a_mailed_code_signs_in(client: Client, mailed_code: MailedCode) -> None:
    make_user(email="nia@school.example")

    client.post(CODE, {"email": "nia@school.example"})
    client.post("/accounts/login/code/confirm/", {"code": mailed_code()})

    assert "_auth_user_id" in client.session


def test_asking_for_a_code_tells_nobody_whether_there_is_an_account(
    drain: Callable[[], list[EmailMessage]],
) -> None:
    make_user(email="known@school.example")

    def pages_for(email: str) -> tuple[str, str]:
        visitor = Client()
        answer = visitor.post(CODE, {"email": email})
        lines = visitor.get(answer["Location"]).content.decode().replace(email, "A").splitlines()
        return answer["Location"], "\n".join(
            line for line in lines if "csrfmiddlewaretoken" not in line
        )

    assert pages_for("known@school.example") == pages_for("unknown@school.example")
    subjects = {message.to[0]: message.subject for message in drain()}
    assert subjects["unknown@school.example"] == "There is no account with this address"


def test_signing_out_everywhere_else_leaves_this_place(client: Client, tariq: User) -> None:
    credentials = {"login": tariq.email, "password": "crotchet-quaver-2026"}
    other = Client(headers={"user-agent": "Mozilla/5.0 (iPhone) Safari"})
    for visitor in (other, client):
        visitor.post(SIGN_IN, credentials)

    page = client.get("/accounts/sessions/").content.decode()
    assert "Safari on an iPhone" in page
    client.post("/accounts/sessions/")

    assert other.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200
    assert Session.objects.count() == 1


def test_signing_out_takes_a_post(client: Client, tariq: User) -> None:
    client.force_login(tariq)

    client.get("/accounts/logout/")
    assert "_auth_user_id" in client.session

    assert client.post("/accounts/logout/")["Location"] == "/"
    assert "_auth_user_id" not in client.session
