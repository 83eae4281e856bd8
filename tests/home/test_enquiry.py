"""Asking the hub's office: who hears of it, and who does not."""

from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.test import Client

from accounts.models import User
from tests.home.reading import one, read, value

pytestmark = pytest.mark.django_db

ASK = "/contact/ask/"
ASKED = {
    "name": "Nia Example",
    "email": "nia@school.example",
    "school": "Demo Meadow Primary",
    "question": "Do you lend drums?\nWe have none.",
}
Drain = Callable[[], list[EmailMessage]]


def test_a_question_reaches_the_office_which_answers_by_replying(
    client: Client, drain: Drain
) -> None:
    answer = client.post(ASK, ASKED, follow=True)
    assert "Your question has gone" in answer.content.decode()
    [mail] = drain()
    assert mail.to == ["hub@example.org"]
    assert mail.reply_to == ["nia@school.example"]
    assert mail.subject == "Nia Example asks (Demo Meadow Primary)"
    assert "Do you lend drums?\nWe have none." in str(mail.body)


def test_what_is_typed_is_shown_as_words_in_the_mail(client: Client, drain: Drain) -> None:
    script = "<script>alert(1)</script>"
    client.post(ASK, dict.fromkeys(("name", "school", "question"), script) | {"email": "a@b.uk"})
    [mail] = drain()
    assert isinstance(mail, EmailMultiAlternatives)
    html = str(mail.alternatives[0][0])
    assert script not in html
    assert "&lt;script&gt;" in html


def test_a_machine_that_fills_in_everything_is_told_the_same_and_nobody_hears_of_it(
    client: Client, drain: Drain
) -> None:
    answer = client.post(ASK, ASKED | {"website": "https://spam.example"}, follow=True)
    assert "Your question has gone" in answer.content.decode()
    assert drain() == []


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("question", "", "Write your question."),
        ("email", "nia at school", "Enter an e-mail address, like name@school.example"),
        ("name", "x" * 5000, "Shorten this to 120 characters. It has 5000."),
        ("name", "Nia\nBcc: all@example.org", "Use letters, numbers and ordinary signs"),
        ("question", "x" * 4001, "Shorten this to 4000 characters. It has 4001."),
    ],
)
def test_a_form_that_is_wrong_comes_back_with_what_was_typed(
    client: Client, drain: Drain, field: str, typed: str, says: str
) -> None:
    answer = client.post(ASK, ASKED | {field: typed})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert says in html
    assert "<title>Error: Ask the hub" in html
    kept = "Nia Example" if field != "name" else "nia@school.example"
    assert kept in html
    assert drain() == []


def test_five_in_an_hour_and_no_more(client: Client, drain: Drain) -> None:
    answers = [client.post(ASK, ASKED).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]
    assert len(drain()) == 5


def test_who_is_signed_in_need_not_say_who_they_are(
    client_for: Callable[[User], Client], tariq: User
) -> None:
    page = read(client_for(tariq), ASK)
    assert value(one(page, "[name=name]"), "value") == tariq.full_name
    assert value(one(page, "[name=email]"), "value") == tariq.email
