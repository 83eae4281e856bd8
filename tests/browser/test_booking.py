"""Booking in a real browser: by keyboard, without JavaScript, narrow, in both themes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page

from accounts.models import User
from billing.models import Order
from courses.enums import BookingState
from courses.models import Booking, CourseRun
from tests.browser import checks
from tests.browser.keyboard import tab_to
from tests.factories import bookings as make
from tests.factories.courses import CourseRunFactory

SignIn = Callable[[Page, User], None]


@pytest.fixture
def run(tariq: User) -> CourseRun:
    make.post(tariq, make.school())
    return CourseRunFactory(is_open=True, sessions=2)


def looked_at(page: Page) -> None:
    checks.fits(page)
    checks.axe(page)


@pytest.mark.promise(number=48)
def test_a_place_is_booked_and_paid_without_javascript(
    without_javascript: Page, sign_in: SignIn, tariq: User, run: CourseRun
) -> None:
    page = without_javascript
    sign_in(page, tariq)
    page.goto(run.get_booking_url())
    page.get_by_role("button", name="Hold my place").click()
    page.get_by_label("Pay now").check()
    page.get_by_role("button", name="Book for £75").click()
    page.get_by_role("button", name="Pay £75").click()

    assert page.get_by_role("heading", level=1).inner_text() == "You have a place"
    assert Booking.objects.get().state == BookingState.CONFIRMED


@pytest.mark.promise(number=8)
@pytest.mark.parametrize("tab", ["page", "without_javascript"])
def test_double_clicks_a_reload_and_the_way_back_book_once(
    tab: str, request: pytest.FixtureRequest, sign_in: SignIn, tariq: User, run: CourseRun
) -> None:
    page: Page = request.getfixturevalue(tab)
    sign_in(page, tariq)
    page.goto(run.get_booking_url())
    page.get_by_role("button", name="Hold my place").dblclick()
    page.get_by_role("heading", name="Check your answers").wait_for()
    page.reload()
    page.get_by_role("heading", name="Check your answers").wait_for()
    page.go_back()
    page.get_by_role("button", name="Hold my place").or_(book_button(page)).first.wait_for()
    page.goto(run.get_booking_url())
    page.get_by_label("Invoice Demo Meadow Primary").check()
    book_button(page).dblclick()
    page.get_by_role("heading", name="You have a place").wait_for()
    page.reload()
    page.get_by_role("heading", name="You have a place").wait_for()

    assert Booking.objects.get().state == BookingState.CONFIRMED
    assert Order.objects.get().balance().charged_pence == 7500
    run.refresh_from_db()
    assert run.places_taken == 1


def book_button(page: Page) -> Locator:
    return page.get_by_role("button", name="Book for £75")


def test_every_page_of_a_booking_stands_up_to_the_checks(
    page: Page, sign_in: SignIn, tariq: User, run: CourseRun
) -> None:
    sign_in(page, tariq)
    page.goto(run.get_booking_url())
    looked_at(page)
    page.get_by_label("Your full name").fill("")
    page.get_by_role("button", name="Hold my place").click()
    page.get_by_text("Enter your full name.").first.wait_for()
    looked_at(page)
    page.get_by_label("Your full name").fill("Tariq")
    page.get_by_role("button", name="Hold my place").click()
    page.get_by_label("Invoice Demo Meadow Primary").check()
    looked_at(page)
    page.get_by_role("button", name="Book for £75").click()
    page.get_by_role("heading", name="You have a place").wait_for()
    looked_at(page)
    page.get_by_role("link", name="Cancel this booking").click()
    looked_at(page)
    page.goto("/bookings/")
    looked_at(page)


def test_what_only_an_invoice_needs_shows_only_with_it(
    page: Page, sign_in: SignIn, tariq: User, run: CourseRun
) -> None:
    sign_in(page, tariq)
    page.goto(run.get_booking_url())
    assert not page.get_by_label("Your school", exact=True).is_visible()
    page.get_by_label("Another school").check()
    assert page.get_by_label("Your school", exact=True).is_visible()
    page.get_by_label("Demo Meadow Primary").check()
    page.get_by_role("button", name="Hold my place").click()

    number = page.get_by_label("Purchase order number")
    page.get_by_label("Pay now").check()
    assert not number.is_visible()
    page.get_by_label("Invoice Demo Meadow Primary").check()
    assert number.is_visible()


def test_a_booking_needs_no_mouse(page: Page, sign_in: SignIn, tariq: User, run: CourseRun) -> None:
    sign_in(page, tariq)
    page.goto(run.get_booking_url())
    tab_to(page, "Hold my place")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check/")
    tab_to(page, "Book for £75")
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="You have a place").wait_for()
    assert Booking.objects.get().state == BookingState.CONFIRMED
