"""What the tests of accounts share."""

import re
from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage

MailedCode = Callable[[], str]


@pytest.fixture
def mailed_code(drain: Callable[[], list[EmailMessage]]) -> MailedCode:
    """The code in the newest mail."""

    def read() -> str:
        found = re.search(r"\b\d{4}-\d{4}\b", str(drain()[-1].body))
        assert found is not None
        return found[0]

    return read
