"""The catalogue and a course in a real browser: with scripts and without, by keyboard, narrow."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from courses.enums import Format
from tests.browser import checks
from tests.factories.courses import (
    CoursePageFactory,
    CourseRunFactory,
    PhaseFactory,
    VenueFactory,
    first_start,
)

LONG = "Whole-class ukulele, singing and composing for absolute beginners in Years 3 and 4"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def courses() -> None:
    """One of each kind of date."""
    ks1 = PhaseFactory(code="ks1", name="Key Stage 1")
    hall = VenueFactory()
    course = CoursePageFactory(title=LONG, slug="ukulele", phases=[ks1], trainers="<p>Somebody</p>")
    CourseRunFactory(page=course, is_open=True, sessions=3, venue=hall, places_taken=20)
    CourseRunFactory(page=course, is_cancelled=True, starts=first_start() + timedelta(days=40))
    CourseRunFactory(
        page=CoursePageFactory(title="Full evening"), is_full=True, is_free=True, venue=hall
    )
    CourseRunFactory(
        page=CoursePageFactory(title="Online evening"), is_open=True, format=Format.LIVE_ONLINE
    )
    CourseRunFactory(page=CoursePageFactory(title="Recorded"), is_open=True, is_undated=True)


ADDRESSES = (
    "/courses/",
    "/courses/?q=nothing-like-it&from=2026-13-45&phase=ks1",
    "/courses/ukulele/",
    "/courses/full-evening/",
    "/courses/recorded/",
)


def test_pages_are_accessible_and_narrow_enough(page: Page, courses: None) -> None:
    for address in ADDRESSES:
        answer = page.goto(address)
        assert answer
        assert answer.status == 200
        checks.axe(page)
        checks.fits(page)


@pytest.mark.node
def test_pages_are_valid_html(client: Client, courses: None) -> None:
    for address in ADDRESSES:
        checks.html_valid(client.get(address).content.decode())


def test_a_choice_shows_at_once_is_announced_and_keeps_its_focus(page: Page, courses: None) -> None:
    page.goto("/courses/")
    expect(page.locator("#results-title")).to_contain_text("4 dates found and 1 cancelled")

    live = page.get_by_label("Live online")
    live.focus()
    page.keyboard.press("Space")

    expect(page.locator("#results-title")).to_contain_text("1 date found")
    expect(page.locator("#announce")).to_contain_text("1 date found")
    expect(page.locator("#results")).not_to_contain_text("Full evening")
    expect(live).to_be_focused()
    expect(page).to_have_url("/courses/?format=live")
    expect(page.locator(".pick", has_text="Free").locator("small")).to_have_text("0 dates")

    page.go_back()
    expect(page.locator("#results-title")).to_contain_text("4 dates found and 1 cancelled")


def test_filters_work_without_scripts(without_javascript: Page, courses: None) -> None:
    page = without_javascript
    page.goto("/courses/")

    page.get_by_label("Live online").check()
    page.get_by_role("button", name="Show courses").click()
    expect(page.locator("#results-title")).to_contain_text("1 date found")

    page.get_by_role("link", name="Remove Live online").click()
    expect(page.locator("#results-title")).to_contain_text("4 dates found and 1 cancelled")


def test_a_course_is_reached_and_booking_begun_by_keyboard(
    page: Page, courses: None, sam: User, sign_in: Callable[[Page, User], None]
) -> None:
    sign_in(page, sam)
    page.goto("/courses/?q=ukulele")
    page.get_by_role("link", name=LONG).first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(LONG)

    book = page.get_by_role("link", name="Book a place").first
    book.focus()
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/book/$"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
