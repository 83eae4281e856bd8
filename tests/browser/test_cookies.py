"""What a device keeps is what the page about cookies says, by name and for as long."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import BrowserContext, Page
from wagtail.models import Page as WagtailPage

from courses.enums import Format
from home.demo import policies
from home.demo.building import Links
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.courses import CoursePageFactory, CourseRunFactory

COOKIES = {"sessionid", "csrftoken", "messages"}
NOTE = "htmx-current-path-for-history"
TWO_WEEKS = 14 * 24 * 60 * 60


def kept(page: Page) -> dict[str, list[str]]:
    """The names in both of the browser's stores."""
    names: dict[str, list[str]] = page.evaluate(
        "() => ({local: Object.keys(localStorage), session: Object.keys(sessionStorage)})"
    )
    return names


def until(context: BrowserContext, name: str) -> float:
    """When this cookie ends, in seconds of the epoch; -1 when with the browser."""
    return next(cookie["expires"] for cookie in context.cookies() if cookie["name"] == name)


def test_the_page_names_what_is_kept(db: None) -> None:
    page = WagtailPage.objects.get(depth=1)
    said = str(policies.cookie_words(Links({"privacy": page})))

    of_registers = ("register-", "register-pages")
    assert all(f"<b>{name}</b>" in said for name in (*COOKIES, NOTE, *of_registers))


@pytest.mark.parametrize("stays", [False, True])
def test_nothing_else_is_kept(page: Page, context: BrowserContext, *, stays: bool) -> None:
    make_user(email="nia@school.example")
    for kind in (Format.TWILIGHT, Format.LIVE_ONLINE):
        CourseRunFactory(page=CoursePageFactory(title=f"{kind}"), is_open=True, format=kind)
    page.goto("/courses/")
    assert context.cookies() == []
    page.locator("form.filters").get_by_label("Live online").first.check()
    page.wait_for_url("**/courses/?**")
    with page.expect_event("load"):  # going back asks the server again, which takes a moment
        page.go_back()
    page.goto("/accounts/login/?next=/account/profile/")
    page.get_by_label("E-mail").fill("nia@school.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Stay signed in").set_checked(stays)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Full name").fill("Nia Bowen")
    page.get_by_role("button", name="Save my name").click()
    page.get_by_text("Your name is changed.").wait_for()

    assert {cookie["name"] for cookie in context.cookies()} <= COOKIES
    assert kept(page) == {"local": [], "session": [NOTE]}
    ends = until(context, "sessionid")
    if stays:
        assert ends == pytest.approx(time.time() + TWO_WEEKS, abs=120)
    else:
        assert ends == -1


def test_a_mailed_code_also_signs_in_until_the_browser_closes(
    page: Page, context: BrowserContext
) -> None:
    make_user(email="nia@school.example")
    page.goto("/accounts/login/code/")
    page.get_by_label("E-mail").fill("nia@school.example")
    page.locator("main").get_by_role("button").first.click()
    page.get_by_label("Code").wait_for()

    assert until(context, "sessionid") == -1
