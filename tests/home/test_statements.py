"""How often a page asks the database: the same for a small hub and a large one."""

from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from home.enums import CommitmentStatus
from home.models import Commitment, LetterPage, NewsIndexPage
from tests.factories import home as pages
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db

MOST = 12


@pytest.fixture
def hub(db: None) -> None:
    pages.hub_site()


def grow() -> None:
    """Ten times the news, promises and courses of a small hub."""
    pages.news(40, under=NewsIndexPage.objects.get())
    letter = LetterPage.objects.get()
    for n in range(90):
        Commitment.objects.create(
            page=letter,
            sort_order=100 + n,
            text=f"More {n}",
            owner="us",
            status=CommitmentStatus.PLANNED,
        )
    for _ in range(10):
        CourseRunFactory(is_open=True)


def count(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as statements:
        assert client.get(path).status_code == 200
    return len(statements)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/news/",
        "/our-promises/",
        "/what-hubs-must-do/",
        "/certificate-route/",
        "/help-for-schools/",
        "/what-hubs-do/roles-2011/",
    ],
)
def test_a_page_asks_as_often_for_a_large_hub_as_for_a_small_one(
    client: Client, hub: None, path: str
) -> None:
    CourseRunFactory(is_open=True)
    count(client, path)  # the addresses of sites and content types are remembered
    small = count(client, path)
    grow()
    large = count(client, path)
    assert small <= MOST
    assert large <= small


def test_searching_asks_as_often_for_a_large_hub_as_for_a_small_one(
    client: Client, drain: Callable[[], list[EmailMessage]]
) -> None:
    pages.news(2)
    drain()
    count(client, "/search/?q=news")
    small = count(client, "/search/?q=news")
    for n in range(18):
        pages.standard_page(f"News of an old page {n}")
    drain()
    large = count(client, "/search/?q=news")
    assert small <= MOST
    assert large <= small
