"""How the demonstration's pages are made: once, linked by name, with a first revision each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import escape
from wagtail.models import Page

from core.demo import Changes
from core.models import BasePage

Fields = Mapping[str, Any]


class Links:
    """Pages of the demonstration by their key, for links that survive a moved page."""

    def __init__(self, pages: Mapping[str, Page]) -> None:
        self.pages = pages

    def to(self, key: str, words: str) -> str:
        """A link in rich text, such as Wagtail's editor writes it."""
        return f'<a linktype="page" id="{self.pages[key].pk}">{escape(words)}</a>'

    def choice(self, key: str) -> Page:
        """The page, as a chooser takes it."""
        return self.pages[key]


@dataclass(frozen=True, kw_only=True)
class Spec:
    """A page to make: where, what, and the parts that may link to other pages."""

    key: str
    parent: str
    model: type[BasePage]
    title: str
    slug: str
    introduction: str
    fields: Fields = field(default_factory=dict)
    linked: Callable[[Links], Fields] = lambda _: {}
    children: Callable[[BasePage, Links], int] = lambda _page, _links: 0


def build(specs: list[Spec], *, front: Page, changes: Changes) -> Mapping[str, Page]:
    """Make the pages that are not there yet, parents first; leave every other page alone.

    All are made before any is filled, so that pages may link to each other both ways.
    """
    pages: dict[str, Page] = {"front": front}
    fresh: list[tuple[Spec, BasePage]] = []
    for spec in specs:
        parent = pages[spec.parent]
        found = Page.objects.child_of(parent).filter(slug=spec.slug).first()
        if found is None:
            page = spec.model(
                title=spec.title,
                slug=spec.slug,
                introduction=spec.introduction,
                live=False,
                **spec.fields,
            )
            parent.add_child(instance=page)
            fresh.append((spec, page))
        pages[spec.key] = found.specific if found else page
    links = Links(pages)
    for spec, page in fresh:
        fill(page, spec.linked(links))
        changes.note("records on pages", spec.children(page, links))
        publish(page)
    changes.note("pages", len(fresh))
    return pages


def fill(page: BasePage, fields: Fields) -> None:
    """Set fields; lists become StreamField bodies."""
    for name, value in fields.items():
        setattr(page, name, value)


def publish(page: BasePage) -> None:
    """Keep a first revision and publish it, so that an editor finds a history."""
    page.save()
    page.save_revision(log_action=False).publish(log_action=False)
