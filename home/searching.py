"""How the site is searched."""

import re
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import and_, or_

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page
from wagtail.search.query import Phrase, PlainText, SearchQuery

from core import synonyms
from courses.models import CoursePage

MOST_WORDS = 8


def search(query: str, *, under: Page | None) -> Sequence[Page]:
    """Live, unrestricted pages at or under `under` about all of these words, best first.

    Those that say it in their title come before those that say it in their text, and among each
    courses come before other pages. They are plain pages: see `specific`.

    A thing with several names is found by any of them. Only letters and digits reach the index,
    so quotation marks and operators of the index's own language mean nothing. Nothing left to
    look for finds nothing.
    """
    understood = synonyms.understand(query)
    parts = [reduce(or_, (Phrase(_plain(name)) for name in names)) for names in understood.things]
    if words := _plain(understood.rest):
        parts.append(PlainText(words, operator="and"))
    if under is None or not parts:
        return []
    wanted: SearchQuery = reduce(and_, parts)
    pages = Page.objects.live().public().descendant_of(under, inclusive=True)
    course = ContentType.objects.get_for_model(CoursePage).pk

    def place(page: Page) -> tuple[bool, bool]:
        return not _says(page.title, understood), page.content_type_id != course

    return sorted(pages.search(wanted), key=place)


def specific(plain: Iterable[Page]) -> list[Page]:
    """The same pages in their order, each with the fields of its own kind."""
    pages = list(plain)
    ours = Page.objects.filter(pk__in=[page.pk for page in pages]).defer_streamfields().specific()
    by_key = {page.pk: page for page in ours}
    return [by_key[page.pk] for page in pages if page.pk in by_key]


def _says(title: str, understood: synonyms.Understood) -> bool:
    """Whether a title names every thing, and holds every other word, that was looked for."""
    words = f" {_plain(title)} ".casefold()
    return all(
        any(f" {_plain(name)}" in words for name in names) for names in understood.things
    ) and all(f" {word} " in words for word in _plain(understood.rest).split())


def _plain(words: str) -> str:
    return " ".join(re.findall(r"\w+", words)[:MOST_WORDS])
