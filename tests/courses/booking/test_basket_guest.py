"""A guest fills the basket, makes an account, and goes on where they were."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from courses.models import Booking, CourseRun
from schools.models import School
from tests.courses.booking.group import LATER, NIA, OWEN, PEOPLE, boxes, fill_basket, say_school
from tests.courses.booking.pages import Drain, text
from tests.factories.accounts import PASSWORD
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db
WHO = {"email": "nora@school.example", "full_name": "Nora Example", "password1": PASSWORD}


def link(page: str, words: str) -> str:
    """Where the link with these words leads."""
    found = re.search(rf'href="([^"]+)"[^>]*>[^<]*{words}', page)
    assert found, words
    return unescape(found[1])


def test_making_an_account_keeps_the_basket_and_what_was_typed(
    run: CourseRun, school: School, drain: Drain
) -> None:
    other = CourseRunFactory(is_open=True)
    visitor = Client()
    fill_basket(visitor, {run: 2, other: 1})
    say_school(visitor, school)
    sent = boxes({run: [NIA, LATER], other: [OWEN]})
    sign_in = visitor.post(PEOPLE, sent)["Location"]

    sign_up = link(visitor.get(sign_in).content.decode(), "Make an account")
    visitor.post(sign_up, {**WHO, "next": PEOPLE})
    code = re.search(r"\b\d{4}-\d{4}\b", str(drain()[-1].body))
    assert code
    asked = visitor.post("/accounts/confirm-email/", {"code": code[0]})["Location"]
    onward = link(visitor.get(asked).content.decode(), "Not now")
    assert onward == PEOPLE

    page = visitor.get(onward).content.decode()
    for words in (*NIA, *OWEN, school.name, "Hold 3 places"):
        assert words in page
    visitor.post(PEOPLE, sent)
    booking = Booking.objects.get()
    assert booking.booker.email == WHO["email"]
    assert booking.places.count() == 3
    assert "Your basket is empty" in text(visitor.get("/basket/"))
