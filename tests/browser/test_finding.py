"""Finding a course: filters, the month, how far, and being told of the next one."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from courses import emails_interests
from courses.actions import interests
from courses.enums import Format
from courses.models import CourseRun, SavedInterest
from tests.browser import checks
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.courses import (
    CoursePageFactory,
    CourseRunFactory,
    PhaseFactory,
    VenueFactory,
    first_start,
)
from tests.factories.schools import SchoolFactory

pytestmark = pytest.mark.django_db(transaction=True)
EAST, NORTH = 475_600, 260_700


@pytest.fixture
def sam_at_home() -> User:
    return make_user(email="samira@example.org", full_name="Samira Example-With-A-Very-Long-Name")


@pytest.fixture
def courses() -> None:
    """Three kinds of date in one month, and a school to measure from."""
    SchoolFactory(postcode="NN1 5RN", easting=EAST, northing=NORTH)
    ks1 = PhaseFactory(code="ks1", name="Key Stage 1")
    far = VenueFactory(name="Far Hall", easting=EAST, northing=NORTH + 40_000)
    near = VenueFactory(name="Near Hall", easting=EAST, northing=NORTH + 3_380)
    singing = CoursePageFactory(
        title="Singing with confidence in Key Stage 1 and beyond, together", slug="singing"
    )
    CourseRunFactory(page=singing, is_open=True, venue=far, places_taken=18)
    day = CoursePageFactory(title="Assessing musically", phases=[ks1])
    CourseRunFactory(page=day, is_open=True, venue=near, format=Format.ONE_DAY)
    online = CoursePageFactory(title="Planning online")
    CourseRunFactory(
        page=online, is_open=True, format=Format.LIVE_ONLINE, starts=first_start() + timedelta(1)
    )


def month(page: Page) -> str:
    found = re.search(r"month=(\d{4}-\d\d)", page.url)
    assert found
    return found[1]


def sign_in_by_hand(page: Page, user: User) -> None:
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").first.click()


def test_from_a_filter_to_the_month_to_the_nearest_to_being_told(
    page: Page, courses: None, sam_at_home: User
) -> None:
    page.goto("/courses/")
    page.get_by_role("link", name="Calendar", exact=True).click()
    calendar = page.get_by_role("table", name="Courses in")
    expect(calendar.get_by_role("link", name="Assessing musically")).to_be_visible()

    page.get_by_label("One day").check()
    expect(page.locator("#results-title")).to_have_text("1 date found")
    expect(calendar.get_by_role("link", name="Planning online")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"format=one-day&view=calendar&month="))
    shown = month(page)
    page.locator(".cal").get_by_role("link").last.scroll_into_view_if_needed()
    page.locator(".cal__turn a[rel=next]").click()
    expect(page.get_by_text("The first course is on")).to_be_visible()
    assert month(page) > shown
    page.locator(".notice a").click()
    expect(calendar.get_by_role("link", name="Assessing musically")).to_be_visible()

    page.get_by_role("link", name="List", exact=True).click()
    expect(page.get_by_label("One day")).to_be_checked()
    page.get_by_label("Near").fill("nn1 5rn")
    page.get_by_label("How far").select_option("10")
    expect(page.locator("#results")).to_contain_text("Near Hall, 2.1 miles")
    page.get_by_role("link", name="Nearest").click()
    expect(page.get_by_role("link", name="Nearest")).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="Tell me of new courses like these").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tell me of new courses")
    expect(page.locator("main")).to_contain_text("Within 10 miles of NN1 5RN")
    page.get_by_role("button", name="Sign in and save this").click()
    sign_in_by_hand(page, sam_at_home)

    expect(page.get_by_text("Saved. When new courses like these come")).to_be_visible()
    saved = SavedInterest.objects.get(user=sam_at_home)
    assert saved.query == "format=one-day&near=NN1+5RN&within=10"
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused", exact=True)).to_be_visible()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Nothing saved yet")).to_be_visible()


def test_the_same_without_scripts(
    without_javascript: Page, courses: None, sam_at_home: User
) -> None:
    page = without_javascript
    page.goto("/courses/")
    page.get_by_role("link", name="Calendar", exact=True).click()
    page.get_by_label("One day").check()
    page.get_by_label("Near").fill("NN1")
    page.get_by_role("button", name="Show courses").click()

    calendar = page.get_by_role("table", name="Courses in")
    expect(calendar.get_by_role("link", name="Assessing musically")).to_be_visible()
    expect(calendar.get_by_role("link", name="Planning online")).to_have_count(0)
    page.get_by_role("link", name="List", exact=True).click()
    expect(page.locator("#results")).to_contain_text("Near Hall, 2.1 miles")
    page.get_by_role("link", name="Tell me of new courses like these").click()
    page.get_by_role("button", name="Sign in and save this").click()
    sign_in_by_hand(page, sam_at_home)
    expect(page.get_by_role("link", name="One day · Distances from NN1")).to_be_visible()

    page.goto(emails_interests.stop_url(sam_at_home).removeprefix("http://testserver"))
    page.get_by_role("button", name="Stop these mails").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The mails have stopped")
    assert not SavedInterest.objects.get(user=sam_at_home).is_mailed


def test_places_left_are_live_while_the_page_is_looked_at(page: Page, courses: None) -> None:
    page.clock.install()
    page.goto("/courses/singing/")
    panel = page.locator("#live-places")
    expect(panel).to_contain_text("6 of 24 places left")
    run = CourseRun.objects.get(page__slug="singing")
    book = page.locator("#way-in")
    book.focus()

    CourseRun.objects.filter(pk=run.pk).update(places_taken=23)
    page.clock.run_for(31_000)
    expect(panel).to_contain_text("1 of 24 places left")
    expect(book).to_be_focused()

    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    page.clock.run_for(95_000)
    assert asked == []
    page.evaluate("Object.defineProperty(document, 'hidden', {value: false})")
    CourseRun.objects.filter(pk=run.pk).update(places_taken=24)
    page.clock.run_for(31_000)
    expect(panel).to_contain_text("Full")
    expect(page.locator("#live-places").get_by_role("link", name="Book a place")).to_have_count(0)


def addresses(user: User) -> list[str]:
    stop = emails_interests.stop_url(user).removeprefix("http://testserver")
    return [
        "/courses/?view=calendar",
        "/courses/?view=calendar&month=2099-01",
        "/courses/?near=NN1+5RN&within=10&sort=nearest",
        "/courses/?near=ZZ8+8ZZ&sort=nearest&view=calendar",
        "/account/interests/new/?phase=ks1",
        "/account/interests/",
        stop,
        "/courses/singing/",
    ]


def interested(user: User) -> None:
    interests.save(query="phase=ks1&near=NN1+5RN&within=10", by=user)
    paused = interests.save(query=f"q={'ukulele' * 8}", by=user)
    interests.pause(interest=paused, by=user)


def test_every_page_is_accessible_and_narrow_enough(
    page: Page, courses: None, sam_at_home: User
) -> None:
    interested(sam_at_home)
    page.goto("/accounts/login/")
    sign_in_by_hand(page, sam_at_home)
    page.wait_for_url(lambda url: "login" not in url)
    for address in addresses(sam_at_home):
        answer = page.goto(address)
        assert answer
        assert answer.status == 200
        checks.axe(page)
        checks.fits(page)


@pytest.mark.node
def test_every_page_is_valid_html(client: Client, courses: None, sam_at_home: User) -> None:
    interested(sam_at_home)
    client.force_login(sam_at_home, backend="accounts.backends.PersonBackend")
    for address in addresses(sam_at_home):
        checks.html_valid(client.get(address).content.decode())
