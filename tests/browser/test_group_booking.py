"""An office manager books three people, one without a name, on two courses; the head says yes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from courses import emails_approval
from courses.enums import BookingState
from courses.models import Booking, CourseRun
from schools.actions import purchasing
from schools.actions.purchasing import Rules
from tests.browser import checks
from tests.browser.keyboard import press, tab_to, write
from tests.factories import bookings as make
from tests.factories.courses import CourseRunFactory

SignIn = Callable[[Page, User], None]


@pytest.fixture
def courses(olwen: User) -> list[CourseRun]:
    school = make.school()
    make.post(olwen, school)
    rules = Rules(
        needs_approval=True,
        approver_name="Helena Example",
        approver_email="helena.head@example.org",
    )
    purchasing.set_rules(school=school, rules=rules, by=olwen)
    return [CourseRunFactory(is_open=True, sessions=2) for _ in range(2)]


def book(page: Page, courses: list[CourseRun]) -> None:
    """From the course pages to the question to the head."""
    for run in courses:
        page.goto(run.get_absolute_url())
        page.get_by_role("link", name="Add to basket").click()
        page.get_by_role("button", name="Put in my basket").click()
        page.get_by_role("heading", name="Your basket").wait_for()
    checks.fits(page)
    page.get_by_role("link", name="Go on: who is coming").click()
    page.get_by_role("button", name="Continue").click()
    for number in (2, 3):
        page.get_by_role("button", name=re.compile("^Add another person")).first.click()
        page.get_by_role("group", name=re.compile(f"^Person {number}")).wait_for()
    first = page.locator("section.coming__part").first
    for row, name in enumerate(("Nia", "Owen")):
        first.get_by_label("Full name").nth(row).fill(f"{name} Example")
        first.get_by_label("E-mail address").nth(row).fill(f"{name.lower()}@example.org")
    first.get_by_label("I say who comes later").nth(2).check()
    checks.fits(page)
    page.get_by_role("button", name=re.compile("^The same people")).click()
    page.get_by_role("button", name="Hold 6 places").click()
    page.get_by_role("heading", name="Check your answers").wait_for()
    checks.fits(page)
    page.get_by_role("button", name="Ask Helena Example to approve").click()
    page.get_by_text("Waiting for approval").first.wait_for()


def say_yes(page: Page) -> None:
    """Helena, by the link in her mail."""
    page.goto("/" + emails_approval.link(Booking.objects.get()).split("/", 3)[3])
    checks.fits(page)
    page.get_by_role("button", name="Yes, book it").click()
    page.get_by_role("heading", name="Yes: it is booked").wait_for()
    booking = Booking.objects.get()
    assert booking.state == BookingState.CONFIRMED
    assert booking.places.count() == 6
    assert booking.places.filter(attendee=None).count() == 2


def test_it_works_with_scripts_and_each_page_stands_up_to_the_checks(
    page: Page, sign_in: SignIn, olwen: User, courses: list[CourseRun]
) -> None:
    sign_in(page, olwen)
    book(page, courses)
    checks.axe(page)
    say_yes(page)
    checks.axe(page)


def test_it_works_without_scripts(
    without_javascript: Page, sign_in: SignIn, olwen: User, courses: list[CourseRun]
) -> None:
    sign_in(without_javascript, olwen)
    book(without_javascript, courses)
    say_yes(without_javascript)


def test_it_needs_no_mouse(
    page: Page, sign_in: SignIn, olwen: User, courses: list[CourseRun]
) -> None:
    sign_in(page, olwen)
    heading = page.get_by_role("heading", level=1)
    for run in courses:
        page.goto(run.get_absolute_url())
        press(page, "Add to basket")
        expect(heading).to_have_text("How many places?")
        write(page, "How many places?", "2")
        page.keyboard.press("Enter")
        expect(heading).to_have_text("Your basket")
    press(page, "Go on: who is coming")
    expect(heading).to_have_text("The school")
    press(page, "Continue")
    expect(heading).to_have_text("Who is coming?")
    write(page, "Full name", "Nia Example")
    write(page, "E-mail address", "nia@example.org")
    tab_to(page, "Full name")
    tab_to(page, "I say who comes later")
    page.keyboard.press("Space")
    press(page, "The same people")
    expect(page.get_by_label("Full name").nth(2)).to_have_value("Nia Example")
    press(page, "Hold 4 places")
    expect(heading).to_have_text("Check your answers")
    press(page, "Ask Helena Example to approve")
    expect(heading).to_have_text("Your school is asked first")

    booking = Booking.objects.get()
    assert booking.state == BookingState.PENDING_APPROVAL
    assert booking.places.count() == 4
    assert booking.places.filter(attendee=None).count() == 2
