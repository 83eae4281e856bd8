"""Mail about accounts: our words, both kinds of body, nothing escaped twice."""

from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives

from accounts import emails

CONTEXT = {
    "code": "1234-5678",
    "ip": "127.0.0.1",
    "user_agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/130.0",
    "timestamp": None,
    "from_email": "o'brien@example.org",
    "to_email": "new@example.org",
    "deleted_email": "old@example.org",
}


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", sorted(emails.MESSAGES))
def test_every_message_has_a_subject_and_both_bodies(
    prefix: str, drain: Callable[[], list[EmailMessage]]
) -> None:
    emails.send(prefix, to="nia@example.org", context=CONTEXT)

    message = drain()[0]
    assert isinstance(message, EmailMultiAlternatives)
    assert message.subject
    assert "THIS IS A DEMONSTRATION" in message.body
    assert "<!doctype html>" in str(message.alternatives[0][0])
    for text in (message.subject, message.body, str(message.alternatives[0][0])):
        assert "{{" not in text
        assert "{%" not in text
    assert "&#x27;" not in message.body


@pytest.mark.django_db
def test_a_change_of_address_names_both(drain: Callable[[], list[EmailMessage]]) -> None:
    emails.send("account/email/email_changed", to="o'brien@example.org", context=CONTEXT)

    assert "You now sign in with new@example.org instead of o'brien@example.org." in drain()[0].body


@pytest.mark.django_db
def test_words_from_a_person_are_no_markup(drain: Callable[[], list[EmailMessage]]) -> None:
    emails.send("account/email/login_code", to="<b>x</b>@example.org", context={"code": "<script>"})

    message = drain()[0]
    assert isinstance(message, EmailMultiAlternatives)
    html = str(message.alternatives[0][0])
    assert "<script>" not in html
    assert "<b>x" not in html
