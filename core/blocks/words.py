"""Rules about words that every block keeps."""

import re

from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError

VAGUE = frozenset(
    {
        "click",
        "click here",
        "click this link",
        "details",
        "find out more",
        "further information",
        "here",
        "learn more",
        "link",
        "more",
        "more details",
        "more info",
        "more information",
        "read more",
        "see more",
        "this",
        "this link",
        "this page",
        "web page",
    }
)


def is_vague(text: str) -> bool:
    """Would somebody who hears only the links of a page not know where this one goes?"""
    return re.sub(r"[^a-z ]", "", text.casefold()).strip() in VAGUE


def refuse_vague_link(text: str) -> None:
    """Raise ValidationError, with a sentence, when a link's words do not say where it goes."""
    if is_vague(text):
        raise ValidationError(
            f"“{text.strip()}” does not say where the link goes. Some people hear only the links "
            "of a page, one after another. Link the words that name what it opens.",
            code="vague_link",
        )


def refuse_vague_links(html: str) -> None:
    """The same for every link in a piece of rich text."""
    for link in BeautifulSoup(html, "html.parser").find_all("a"):
        refuse_vague_link(link.get_text(" ", strip=True))
