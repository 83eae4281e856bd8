"""A real browser: the system's Chromium, driven against a live server.

A test here uses `page` (or `without_javascript`), `sign_in` and the assertions of `checks`, and
is marked `browser` by living in this folder. It really commits; the database is put back after.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.browser import checks

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE_MS = 10_000
#: What Playwright raises of itself, never an assertion of ours: how pytest writes such a failure.
LATE = r"^(Error|TimeoutError): "


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # On a busy machine a page may be late: such a test is tried once more, and the report
            # names it. A page that is wrong is an AssertionError, which fails at once.
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=LATE))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the session."""
    if not CHROMIUM.exists():
        checks.missing("Chromium")
    # Playwright keeps an event loop in this thread, in which Django would refuse its own database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def clicks_end_with_the_page_they_open() -> Iterator[None]:
    """After a click, the page that it opened is loaded: no test looks at half of one.

    Playwright itself waits only until the new page has begun.
    """
    click = Locator.click

    def click_and_wait(self: Locator, **how: Any) -> None:
        click(self, **how)
        self.page.wait_for_load_state()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Locator, "click", click_and_wait)
        yield


@pytest.fixture
def context(chromium: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A visitor's browser: addresses may be given as paths."""
    context = chromium.new_context(base_url=live_server.url, locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab, which fails the test when a script fails or the Content-Security-Policy bites."""
    page = context.new_page()
    faults = checks.watch(page)
    yield page
    assert not faults, "\n".join(faults)


@pytest.fixture
def without_javascript(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A tab of a browser that runs no script."""
    context = chromium.new_context(
        base_url=live_server.url, locale="en-GB", java_script_enabled=False
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


@pytest.fixture
def sign_in(
    live_server: LiveServer, client_for: Callable[[User], Client]
) -> Callable[[Page, User], None]:
    """Give a tab's browser the session of somebody: `sign_in(page, tariq)`."""

    def give(page: Page, user: User) -> None:
        cookie = client_for(user).cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )

    return give
