"""Reading pages as a person would: what stands where, and where links lead."""

from bs4 import BeautifulSoup, Tag
from django.test import Client


def read(client: Client, path: str) -> BeautifulSoup:
    """The page at this address; it has to answer 200."""
    response = client.get(path)
    assert response.status_code == 200, path
    return BeautifulSoup(response.content, "html.parser")


def words(client: Client, path: str) -> str:
    """All words of the page at this address, on one line."""
    return " ".join(read(client, path).get_text(" ").split())


def one(html: Tag, selector: str) -> Tag:
    """The first element that this selector finds; there has to be one."""
    found = html.select_one(selector)
    assert found is not None, selector
    return found


def said(html: Tag, selector: str) -> str:
    """Its words, on one line."""
    return " ".join(one(html, selector).get_text(" ").split())


def value(element: Tag, attribute: str) -> str:
    """An attribute as text; empty when it is missing."""
    found = element.get(attribute, "")
    return found if isinstance(found, str) else " ".join(found or ())
