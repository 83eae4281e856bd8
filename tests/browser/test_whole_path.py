"""From the catalogue to a booked place with the keys alone, on the smallest screens there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from courses.enums import BookingState
from courses.models import Booking, CourseRun
from tests.browser import checks
from tests.browser.conftest import PATIENCE_MS
from tests.factories import bookings as make
from tests.factories.courses import CourseRunFactory

SignIn = Callable[[Page, User], None]
PHONE: ViewportSize = {"width": 320, "height": 568}
#: 1280 by 1024 pixels at 400 %.
ZOOMED: ViewportSize = {"width": 320, "height": 256}
#: Whether most of what has the focus can be seen: on the screen, and nothing lies over it.
IS_SEEN = """() => {
    const focus = document.activeElement;
    const shown = focus.labels?.[0] ?? focus;
    const box = shown.getBoundingClientRect();
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
    const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return shown.contains(there) || there?.contains(shown);
}"""
WORDS = """() => {
    const focus = document.activeElement;
    return focus.labels?.[0]?.innerText ?? focus.innerText ?? "";
}"""


@pytest.fixture(
    params=[(PHONE, True), (ZOOMED, True), (PHONE, False)],
    ids=["phone", "400 per cent", "without scripts"],
)
def tab(
    request: pytest.FixtureRequest, chromium: Browser, live_server: LiveServer
) -> Iterator[Page]:
    """A small screen, with scripts or without."""
    size, has_scripts = request.param
    context = chromium.new_context(
        base_url=live_server.url,
        locale="en-GB",
        viewport=size,
        device_scale_factor=4 if size is ZOOMED else 1,
        java_script_enabled=has_scripts,
        reduced_motion="reduce",  # a page on its way hides what it is going to show
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    faults = checks.watch(page)
    yield page
    context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def run(tariq: User) -> CourseRun:
    make.post(tariq, make.school())
    return CourseRunFactory(is_open=True, sessions=2)


def tab_to(page: Page, words: str, *, most: int = 120) -> None:
    """Press Tab until what says these words has the focus; each stop on the way can be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        said = page.evaluate(WORDS)
        assert page.evaluate(IS_SEEN), f"“{said}” has the focus and cannot be seen."
        if words in said:
            return
    raise AssertionError(f"Tab never came to “{words}”.")


def arrive(page: Page, heading: str) -> None:
    page.get_by_role("heading", level=1, name=heading).wait_for()
    checks.fits(page)


@pytest.mark.promise(number=48)
def test_from_the_catalogue_to_a_booked_place(
    tab: Page, sign_in: SignIn, tariq: User, run: CourseRun
) -> None:
    sign_in(tab, tariq)
    tab.goto("/courses/")
    for words, heading in (
        (run.title, run.title),
        ("Book a place", "Who is coming?"),
        ("Hold my place", "Check your answers"),
    ):
        tab_to(tab, words)
        tab.keyboard.press("Enter")
        arrive(tab, heading)
    tab_to(tab, "Invoice Demo Meadow Primary")
    tab.keyboard.press("Space")
    tab_to(tab, "Book for £75")
    tab.keyboard.press("Enter")
    arrive(tab, "You have a place")

    assert Booking.objects.get().state == BookingState.CONFIRMED
