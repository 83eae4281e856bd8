"""Moving through a page with the Tab key alone."""

from __future__ import annotations

from playwright.sync_api import Page

MOST_STEPS = 90
#: What the thing with the focus is called: its own words, or those of its label.
CALLED = "((here) => here.innerText || here.labels?.[0]?.innerText || '')(document.activeElement)"


def tab_to(page: Page, words: str, *, role: str = "") -> None:
    """Press Tab until the thing with these words, or an input of this type, has the focus."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        said = page.evaluate(CALLED)
        kind = page.evaluate("document.activeElement.type || ''")
        if (role and kind == role) or (words and words in said):
            return
    raise AssertionError(f"Tab never came to {words or role}.")


def press(page: Page, words: str) -> None:
    """Tab to the link or button with these words, and press it."""
    tab_to(page, words)
    page.keyboard.press("Enter")


def write(page: Page, label: str, text: str) -> None:
    """Tab to the next box with this label, and write into it instead of what is there."""
    tab_to(page, label)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
