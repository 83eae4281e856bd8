"""Blocks as a StreamField stores them, so that content reads as content."""

from collections.abc import Iterable
from typing import Any

from wagtail.models import Page

Block = tuple[str, Any]


def text(*paragraphs: str) -> Block:
    """Paragraphs of rich text."""
    return "text", "".join(f"<p>{words}</p>" for words in paragraphs)


def bullets(*items: str) -> Block:
    return "text", "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


def heading(words: str) -> Block:
    return "heading", words


def quotation(words: str, source: str) -> Block:
    return "quotation", {"words": words, "source": source}


def figures(*pairs: tuple[str, str], source: str) -> Block:
    return "figures", {
        "figures": [{"number": number, "counts": counts} for number, counts in pairs],
        "source": source,
    }


def steps(title: str, *pairs: tuple[str, str]) -> Block:
    return "steps", {
        "heading": title,
        "steps": [{"title": step, "text": f"<p>{words}</p>"} for step, words in pairs],
    }


def questions(title: str, pairs: Iterable[tuple[str, str]]) -> Block:
    return "accordion", {
        "heading": title,
        "questions": [{"question": asked, "answer": f"<p>{said}</p>"} for asked, said in pairs],
    }


def notice(words: str, tone: str = "info") -> Block:
    return "notice", {"tone": tone, "text": f"<p>{words}</p>"}


def action(title: str, words: str, *, label: str, page: Page) -> Block:
    return "action", {"heading": title, "text": words, "link": {"words": label, "page": page}}


def leads(title: str, *links: tuple[str, Page, str]) -> Block:
    """Featured links: words, page, and a sentence each."""
    return "featured_links", {
        "heading": title,
        "links": [{"words": words, "page": page, "text": said} for words, page, said in links],
    }
