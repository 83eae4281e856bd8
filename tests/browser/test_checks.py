"""The checks themselves: each must see the fault it is there for."""

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser import checks

GOOD = (
    '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>A page</title></head>'
    "<body><main><h1>A page</h1></main></body></html>"
)


def test_axe_sees_a_picture_without_words(page: Page) -> None:
    page.set_content(GOOD)
    checks.axe(page)

    page.set_content(GOOD.replace("</h1>", '</h1><img src="data:,">'))
    with pytest.raises(AssertionError, match="image-alt"):
        checks.axe(page)


def test_html_validate_sees_an_inline_style() -> None:
    checks.html_valid(GOOD)

    with pytest.raises(AssertionError, match="no-inline-style"):
        checks.html_valid(GOOD.replace("<h1>", '<h1 style="color: red">'))


def test_a_wide_table_does_not_fit(page: Page) -> None:
    page.set_content(GOOD)
    checks.fits(page)

    page.set_content(GOOD.replace("</h1>", "</h1><table><td>" + "wide" * 200 + "</table>"))
    with pytest.raises(AssertionError, match="wider than 320"):
        checks.fits(page)


def test_an_inline_script_is_refused_and_seen(context: BrowserContext) -> None:
    page = context.new_page()
    faults = checks.watch(page)
    page.goto("/accounts/login/")
    assert faults == []

    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "document.title = 'taken over'";
            document.body.append(script);
        }"""
    )

    assert page.title() != "taken over"
    assert "Content Security Policy" in faults[0]
