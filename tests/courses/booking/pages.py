"""How the booking tests read pages, and what they send."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Protocol

from bs4 import BeautifulSoup
from django.core import signing
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.test import Client
from django.urls import resolve

from accounts.models import User
from courses import emails_waiting
from courses.models import Booking, CourseRun, WaitingListEntry
from schools.models import School
from tests.home.reading import value

SignIn = Callable[[User], Client]
Drain = Callable[[], list[EmailMessage]]


class Answer(Protocol):
    """Of a response, what is read here."""

    @property
    def content(self) -> bytes: ...


SCRIPT = '<script>alert("x")</script>'
FORMULA = '=HYPERLINK("http://evil.example.org","Pay")'


def text(answer: Answer) -> str:
    """A page without its tags."""
    main = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def html_of(mail: EmailMessage) -> str:
    """A mail as a reader with HTML sees it."""
    assert isinstance(mail, EmailMultiAlternatives)
    return str(mail.alternatives[0][0])


def sent_to(mails: list[EmailMessage], address: str) -> list[EmailMessage]:
    """Of these mails, what one person got."""
    return [mail for mail in mails if mail.to == [address]]


def token_of(answer: Answer) -> str:
    found = re.search(r'name="submit_token" value="([^"]+)"', answer.content.decode())
    assert found
    return found[1]


def wish_at(url: str) -> WaitingListEntry:
    """Whose page an address is. It is signed at a second: two for one wish may differ."""
    number = signing.loads(resolve(url).kwargs["token"], salt=emails_waiting.SALT)
    return WaitingListEntry.objects.get(pk=number)


def who(school: School | None = None, **changes: str) -> dict[str, str]:
    return {"name": "Tariq Aziz", "come_from": str(school.urn) if school else "myself", **changes}


def nothing_stored(run: CourseRun) -> bool:
    return not Booking.objects.exists() and CourseRun.objects.get(pk=run.pk).places_taken == 0


def same(answer: Answer, reference: str) -> str:
    """A page without what differs from one answer to the next."""
    html = answer.content.decode().replace(reference, "")
    return re.sub(r'(value|nonce)="[^"]*"', "", html)


def taken(run: CourseRun) -> int:
    count = CourseRun.objects.get(pk=run.pk).places_taken
    assert count == run.places.counted().count()
    return count


def check_url(booking: Booking) -> str:
    return f"/bookings/{booking.reference}/check/"


def press(client: Client, page: Any, words: str, **typed: str) -> Any:
    """The answer to this button of a page that was got before, with its form filled in so far."""
    html = BeautifulSoup(page.content, "html.parser")
    button = next(one for one in html.select("main button") if words in one.get_text(" "))
    form = button.find_parent("form")
    assert form
    sent = {
        value(box, "name"): value(box, "value")
        for box in form.select("input[name]")
        if value(box, "type") not in ("radio", "checkbox") or box.has_attr("checked")
    }
    if name := value(button, "name"):
        sent[name] = value(button, "value")
    return client.post(value(form, "action") or page.request["PATH_INFO"], {**sent, **typed})


def follow(client: Client, page: Any, words: str) -> Any:
    """Where a link of a page leads."""
    html = BeautifulSoup(page.content, "html.parser")
    link = next(one for one in html.select("main a[href]") if words in one.get_text(" "))
    return client.get(value(link, "href"))
