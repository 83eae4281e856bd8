"""Every mail as a reader with HTML sees it: in both themes, on a narrow telephone, with a thumb.

All mails of the hard world stand below each other in one frame: what differs is their content.
"""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser import checks
from tests.mails import promised

OPENS, CLOSES = '<div class="main">', '<div class="foot">'
#: A mail is shown inside somebody else's page, which has the landmarks.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
THUMB = 44


@pytest.fixture
def sheet(db: None) -> str:
    """One page with the content of each mail, once."""
    mails = {mail.message: mail.html for mail in promised.in_world("hard")}
    assert len(mails) > 40
    contents = [html.split(OPENS, 1)[1].split(CLOSES, 1)[0] for html in mails.values()]
    frame = next(iter(mails.values()))
    before, rest = frame.split(OPENS, 1)
    return before + OPENS + OPENS.join(contents) + CLOSES + rest.split(CLOSES, 1)[1]


def test_every_mail_can_be_read_and_pressed(chromium: Browser, sheet: str) -> None:
    checks.html_valid(sheet)
    page = chromium.new_page(viewport={"width": checks.NARROWEST, "height": 800})
    page.set_content(sheet)

    checks.fits(page)
    heights = page.locator(".button").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert len(heights) > 30
    assert min(heights) >= THUMB
    for scheme in checks.SCHEMES:
        page.emulate_media(color_scheme=scheme)
        results = Axe().run(page, options=RULES)
        assert not results.violations_count, f"{scheme}: {results.generate_report()}"
    page.close()
