"""Pages of the hub site to test with, under the front page that every hub starts with."""

from __future__ import annotations

from datetime import date
from typing import Any

from wagtail.models import Page

from core.demo import Changes
from core.models import BasePage
from home import demo
from home.enums import CommitmentStatus
from home.models import Commitment, HomePage, LetterPage, NewsIndexPage, NewsPage, StandardPage


def front() -> HomePage:
    """The front page, which is there from the first migration on."""
    page: HomePage = HomePage.objects.get()
    return page


def hub_site() -> HomePage:
    """All pages of the demonstration."""
    changes = Changes()
    demo.load_root(changes)
    demo.load(changes)
    return front()


def add(page: BasePage, *, under: Page | None = None) -> BasePage:
    """Put a page where it belongs and publish it."""
    (under or front()).add_child(instance=page)
    return page


def standard_page(title: str = "Borrow an instrument", **fields: Any) -> StandardPage:
    """A page of words."""
    page = StandardPage(title=title, **fields)
    add(page)
    return page


def news(number: int, *, under: NewsIndexPage | None = None) -> list[NewsPage]:
    """So many pieces of news, one a day, the oldest first."""
    index = under or NewsIndexPage.objects.first() or NewsIndexPage(title="News", slug="news")
    if index.pk is None:
        add(index)
    pages = [
        NewsPage(
            title=f"News number {n}",
            introduction=f"What happened on day {n}.",
            news_date=date.fromordinal(date(2026, 1, 1).toordinal() + n),
        )
        for n in range(number)
    ]
    for page in pages:
        add(page, under=index)
    return pages


def letter(*statuses: CommitmentStatus) -> LetterPage:
    """A letter with one promise for each status."""
    page = LetterPage(
        title="What we promise",
        letter_date=date(2013, 11, 21),
        addressees="all schools",
        signatory="the hub",
    )
    add(page)
    for order, status in enumerate(statuses):
        Commitment.objects.create(
            page=page,
            sort_order=order,
            text=f"Promise {order + 1}",
            owner="the hub office",
            status=status,
        )
    return page
