"""Making an account: e-mail, name, password, a mailed code, and on to where they were going."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from tests.accounts.conftest import MailedCode
from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db
SIGN_UP = "/accounts/signup/"
VERIFY = "/accounts/confirm-email/"
NEW = {"email": "new@school.example", "full_name": "Nia Bowen", "password1": PASSWORD}


def test_somebody_new_types_the_mailed_code_and_is_signed_in(
    client: Client, mailed_code: MailedCode
) -> None:
    response = client.post(SIGN_UP, NEW)
    assert response["Location"] == VERIFY
    assert "_auth_user_id" not in client.session

    response = client.post(VERIFY, {"code": mailed_code()})

    person = User.objects.get(email="new@school.example")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert person.full_name == "Nia Bowen"
    assert response["Location"] == "/account/school/"


def test_only_sign_up_says_which_address_to_use(client: Client) -> None:
    advice = "Use the address that you read at school or at home"

    assert advice in client.get(SIGN_UP).content.decode()
    assert "address that" not in client.get("/accounts/login/").content.decode()


def test_the_page_they_came_from_is_kept_all_the_way(
    client: Client, mailed_code: MailedCode
) -> None:
    page = client.get(f"{SIGN_UP}?next=/courses/singing/7/book/")
    assert 'name="next" value="/courses/singing/7/book/"' in page.content.decode()
    client.post(SIGN_UP, {**NEW, "next": "/courses/singing/7/book/"})

    response = client.post(VERIFY, {"code": mailed_code()})

    assert response["Location"] == "/account/school/?next=%2Fcourses%2Fsinging%2F7%2Fbook%2F"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil"]
)
def test_no_link_leads_on_to_another_site(
    client: Client, mailed_code: MailedCode, elsewhere: str
) -> None:
    client.post(SIGN_UP, {**NEW, "next": elsewhere})

    response = client.post(VERIFY, {"code": mailed_code(), "next": elsewhere})

    assert response["Location"] == "/account/school/"


def test_a_wrong_code_lets_nobody_in_and_the_third_ends_it(
    client: Client, mailed_code: MailedCode
) -> None:
    client.post(SIGN_UP, NEW)
    code = mailed_code()

    for _ in range(2):
        response = client.post(VERIFY, {"code": "0000-0000"})
        assert "That is not the code" in response.content.decode()
    assert client.post(VERIFY, {"code": "0000-0000"})["Location"] == "/accounts/login/"

    client.post(VERIFY, {"code": code})
    assert "_auth_user_id" not in client.session


def test_an_address_with_an_account_gets_the_same_pages_and_another_mail(
    client: Client, drain: Callable[[], list[EmailMessage]]
) -> None:
    make_user(email="known@school.example")

    def pages_for(email: str) -> tuple[int, str, str]:
        visitor = Client()
        answer = visitor.post(SIGN_UP, {**NEW, "email": email})
        page = visitor.get(VERIFY).content.decode()
        page = page.replace(email, "ADDRESS")
        return answer.status_code, answer["Location"], _without_tokens(page)

    assert pages_for("known@school.example") == pages_for("fresh@school.example")
    subjects = {message.to[0]: message.subject for message in drain()}
    assert subjects["known@school.example"] == "You already have an account"
    assert "is your code" in subjects["fresh@school.example"]
    assert User.objects.filter(email="known@school.example").count() == 1


def _without_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


def test_an_address_in_other_letters_is_the_same_address(
    client: Client, drain: Callable[[], list[EmailMessage]]
) -> None:
    make_user(email="known@school.example")

    client.post(SIGN_UP, {**NEW, "email": "KNOWN@School.Example"})

    assert User.objects.count() == 1
    assert [message.subject for message in drain()] == ["You already have an account"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("x" * 5000, "Your name can have up to 150 characters. This one has 5,000."),
        ("Nia\x07Bowen", "cannot be printed"),
        ("Nia\u202eBowen", "cannot be printed"),
        ("   ", "Type your full name."),
    ],
)
def test_a_name_that_is_none_gets_a_sentence(client: Client, name: str, sentence: str) -> None:
    response = client.post(SIGN_UP, {**NEW, "full_name": name})

    assert sentence in response.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("field", ["email", "full_name", "password1", "next"])
def test_script_in_a_field_comes_back_as_text(client: Client, field: str) -> None:
    script = '"><script>alert(1)</script>'

    response = client.post(SIGN_UP, {**NEW, "password1": "short", field: script})

    assert "<script>alert" not in response.content.decode()


def test_a_name_may_contain_what_looks_like_script_and_shows_as_text(
    client: Client, mailed_code: MailedCode
) -> None:
    client.post(SIGN_UP, {**NEW, "full_name": "<script>alert(1)</script> O'Brien"})
    client.post(VERIFY, {"code": mailed_code()})

    page = client.get("/account/").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; O&#x27;Brien" in page


@pytest.mark.parametrize("password", ["short", "password123", "niabowen2026", "new@school.example"])
def test_a_weak_password_is_refused(client: Client, password: str) -> None:
    client.post(SIGN_UP, {**NEW, "full_name": "Niabowen", "password1": password})

    assert not User.objects.exists()


def test_an_address_too_long_for_the_database_gets_a_sentence(client: Client) -> None:
    long = "a" * 60 + "@" + ".".join(["b" * 60] * 4) + ".example"

    response = client.post(SIGN_UP, {**NEW, "email": long})

    assert "This e-mail address is too long." in response.content.decode()


def test_the_request_promises_the_mail_and_does_not_send_it(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    client.post(SIGN_UP, NEW)

    assert mailoutbox == []
    assert DBTaskResult.objects.filter(task_path="core.mail.deliver").count() == 1


def test_a_new_code_can_be_asked_for(client: Client, mailed_code: MailedCode) -> None:
    client.post(SIGN_UP, NEW)
    first = mailed_code()

    with_patience(client)
    second = mailed_code()

    assert second != first
    client.post(VERIFY, {"code": second})
    assert "_auth_user_id" in client.session


def with_patience(client: Client) -> None:
    """Ask for a new code, ten seconds later."""
    cache.clear()
    client.post(VERIFY, {"action": "resend"})
