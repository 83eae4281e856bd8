"""Every page of booking for a school, narrow, in both themes, as valid HTML, with long names."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from billing.enums import Terms
from courses import emails_approval
from courses.actions import bookings
from courses.models import Booking, CourseRun
from schools.models import School
from tests.browser import checks
from tests.factories import bookings as make
from tests.factories import changes as scene
from tests.factories.courses import CourseRunFactory

SignIn = Callable[[Page, User], None]
LONG = "wolfeschlegelsteinhausenbergerdorff".ljust(52, "x")


@pytest.fixture
def run(db: None) -> CourseRun:
    return CourseRunFactory(is_open=True, capacity=9, starts=scene.evening(30), sessions=2)


@pytest.fixture
def school(tariq: User) -> School:
    found = make.school()
    make.post(tariq, found)
    return found


def opened(page: Page, path: str, heading: str, status: int = 200) -> None:
    """Go there, and look at the page in every way that it must stand up to."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == status, path
    looked_at(page, heading)


def looked_at(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    checks.fits(page)
    checks.axe(page)
    html = page.content()
    if "combobox" in html:  # the script's own, to look a school up: what the server sent has none
        html = page.request.get(page.url).text()
    checks.html_valid(html)


def asked(run: CourseRun, by: User, at: School) -> Booking:
    """For somebody with a long name and somebody without one; the head is asked."""
    make.asked(run, by, at=at)
    seats = [
        bookings.Seat(run=run, name=LONG, email=f"{LONG}@example.org"),
        bookings.Seat(run=run),
    ]
    held = bookings.hold(seats=seats, school=at, by=by, submit_token=LONG)
    return bookings.confirm(booking=held, by=by, terms=Terms.INVOICE)


def test_the_basket_of_a_guest(page: Page, run: CourseRun) -> None:
    other = CourseRunFactory(is_open=True, capacity=3)
    opened(page, "/basket/", "Your basket")
    opened(page, f"/basket/add/{run.code}/?places=2", "How many places?")
    page.get_by_role("button", name="Put in my basket").click()
    page.get_by_text("2 places on 1 course").wait_for()
    page.goto(f"/basket/add/{other.code}/?places=9")
    page.get_by_role("button", name="Put in my basket").click()
    page.get_by_text("You want 9, and only 3 are left").wait_for()
    looked_at(page, "Your basket")
    page.get_by_role("button", name="Take 3").click()
    page.get_by_role("link", name="Go on: who is coming").click()
    page.get_by_role("button", name="Continue").click()
    page.locator(".error-summary").wait_for()
    looked_at(page, "The school")
    page.get_by_label("A school: I look it up").check()
    expect(page.get_by_label("Your school", exact=True)).to_be_visible()
    looked_at(page, "The school")
    page.get_by_label("No school").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Who is coming?").wait_for()
    page.get_by_label("Full name").first.fill(LONG)
    page.get_by_role("button", name="Go on: sign in").click()
    page.locator(".error-summary").wait_for()
    looked_at(page, "Who is coming?")


def test_the_pages_of_what_is_held_and_what_is_asked(
    page: Page, sign_in: SignIn, tariq: User, hannah: User, run: CourseRun, school: School
) -> None:
    sign_in(page, tariq)
    held = bookings.hold(
        seats=[
            bookings.Seat(run=run, name=LONG, email=f"{LONG}@example.org"),
            bookings.Seat(run=run),
        ],
        school=school,
        by=tariq,
        submit_token="a" * 24,
    )
    opened(page, f"/bookings/{held.reference}/check/", "Check your answers")
    opened(page, f"/bookings/{held.reference}/change/", "Who is coming?")
    bookings.expire(booking=held, by=tariq)
    opened(page, held.get_absolute_url(), "We no longer hold these places")

    waiting = asked(run, tariq, school)
    opened(page, waiting.get_absolute_url(), "Your school is asked first")
    sign_in(page, hannah)
    opened(page, waiting.get_absolute_url(), "The school is asked first")
    link = "/" + emails_approval.link(waiting).split("/", 3)[3]
    page.context.clear_cookies()
    opened(page, link, "Shall we book this?")
    page.get_by_role("button", name="No, do not book it").click()
    page.get_by_role("heading", name="No: nothing is booked").wait_for()
    looked_at(page, "No: nothing is booked")
    sign_in(page, tariq)
    opened(page, waiting.get_absolute_url(), "Your school said no")


def test_an_approval_that_is_over(
    page: Page, sign_in: SignIn, tariq: User, run: CourseRun, school: School
) -> None:
    waiting = make.run_out(asked(run, tariq, school))
    link = "/" + emails_approval.link(waiting).split("/", 3)[3]
    opened(page, link, "The time to decide is over", 410)
    sign_in(page, tariq)
    opened(page, waiting.get_absolute_url(), "The time to decide is over")
    page.context.clear_cookies()
    CourseRun.objects.update(starts_at="2020-01-01T09:00Z", ends_at="2020-01-01T10:00Z")
    opened(page, link, "This link has ended", 410)


def test_what_follows_a_booking_for_several(
    page: Page, sign_in: SignIn, tariq: User, run: CourseRun, school: School
) -> None:
    booking = scene.booked(run, by=tariq, people=(LONG, "", ""), at=school)
    theirs = scene.place_of(booking, LONG).get_joining_url()
    sign_in(page, tariq)
    opened(page, f"/bookings/{booking.reference}/number/", "Purchase order number")
    opened(page, f"/bookings/{booking.reference}/names/", "Who is coming?")
    page.get_by_label("Full name").first.fill(LONG)
    page.get_by_role("button", name="Save the names").click()
    page.locator(".error-summary").wait_for()
    looked_at(page, "Who is coming?")

    page.context.clear_cookies()
    opened(page, f"{theirs}cannot-come/", "You cannot come?")
    page.get_by_role("button", name="Tell them that I cannot come").click()
    page.get_by_role("heading", name="Thank you for telling us").wait_for()
    looked_at(page, "Thank you for telling us")
    opened(page, theirs, "This address leads to no place", 404)
