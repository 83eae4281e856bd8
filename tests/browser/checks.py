"""What a page must stand up to: accessibility rules in both themes, valid HTML, narrow screens."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Literal, NoReturn

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

PROJECT = Path(__file__).resolve().parents[2]
RULES = Path(__file__).with_name("htmlvalidate.json")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
NARROWEST = 320


def missing(what: str) -> NoReturn:
    """Skip for want of a program; under CI=true, where all must be there, fail instead."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and with CI=true nothing may be skipped for that.")
    pytest.skip(f"{what} is not here")


def watch(page: Page) -> list[str]:
    """A list that fills with the page's failing scripts and what its policy (CSP) refused."""
    faults: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            faults.append(message.text)

    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", note)
    return faults


def settle(page: Page) -> None:
    """Wait until what is on its way is there: a page that is being opened has no body yet."""
    page.wait_for_function("() => document.body && document.readyState === 'complete'")


def axe(page: Page) -> None:
    """Assert that axe finds no fault on this page, in light and in dark."""
    settle(page)
    reports = []
    for scheme in SCHEMES:
        # Colours on their way from one theme to the other belong to neither.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        results = Axe().run(page)
        if results.violations_count:
            reports.append(f"{page.url} in {scheme}: {results.generate_report()}")
    assert not reports, "\n\n".join(reports)


def html_valid(html: str) -> None:
    """Assert that html-validate finds no fault in this HTML: a whole page as the server sent it.

    Needs Node.js and html-validate, from the project's node_modules or the path.
    """
    program = shutil.which("html-validate", path=str(PROJECT / "node_modules" / ".bin"))
    program = program or shutil.which("html-validate")
    if not (program and shutil.which("node")):
        missing("html-validate")
    result = subprocess.run(
        [program, "--config", str(RULES), "--stdin", "--formatter", "text"],
        input=html,
        text=True,
        capture_output=True,
        check=False,
    )
    lines = html.splitlines()
    faults = []
    for fault in result.stdout.splitlines():
        place = fault.split(":")
        line = int(place[1]) if len(place) > 2 and place[1].isdigit() else 0
        faults.append(fault + (f"\n    {lines[line - 1].strip()[:200]}" if line else ""))
    assert result.returncode == 0, "\n".join(faults) or result.stderr


def fits(page: Page, width: int = NARROWEST) -> None:
    """Assert that nothing makes the page scroll sideways at this width in CSS pixels."""
    settle(page)
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": 800})
    over = page.evaluate(
        """() => {
            const limit = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= limit) return [];
            return [...document.querySelectorAll("body *")]
                .filter(node => node.getBoundingClientRect().right > limit + 1)
                .map(node => node.outerHTML.slice(0, 120));
        }"""
    )
    if before:
        page.set_viewport_size(before)
    assert not over, f"{page.url} is wider than {width} px:\n" + "\n".join(over[:10])
