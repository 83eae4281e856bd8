"""A page that is not for everybody is for nobody else, wherever it would have shown."""

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from accounts.models import User
from home.models import NewsIndexPage, SectionPage, StandardPage
from tests.factories import home as pages

pytestmark = pytest.mark.django_db


def restrict(page: Page) -> None:
    """Only people who are signed in."""
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


@pytest.fixture
def section(db: None) -> SectionPage:
    section = SectionPage(title="For governors", slug="governors")
    pages.add(section)
    pages.add(StandardPage(title="Minutes", slug="minutes"), under=section)
    return section


def test_a_page_below_a_restricted_one_is_restricted(
    client: Client, section: SectionPage, tariq: User
) -> None:
    assert client.get("/governors/minutes/").status_code == 200
    restrict(section)
    for path in ("/governors/", "/governors/minutes/"):
        assert client.get(path)["Location"].startswith("/accounts/login/"), path
    client.force_login(tariq)
    assert client.get("/governors/minutes/").status_code == 200


def test_a_page_beside_a_restricted_one_is_not(client: Client, section: SectionPage) -> None:
    pages.standard_page("Open to all")
    restrict(section)
    assert client.get("/open-to-all/").status_code == 200


def test_an_alias_is_restricted_like_the_page_it_shows(
    client: Client, section: SectionPage
) -> None:
    minutes = StandardPage.objects.get(slug="minutes")
    minutes.create_alias(parent=pages.front(), update_slug="the-minutes")
    assert client.get("/the-minutes/").status_code == 200
    restrict(minutes)
    assert client.get("/the-minutes/").status_code == 302


def test_our_answer_is_wagtails_answer(section: SectionPage) -> None:
    minutes = StandardPage.objects.get(slug="minutes")
    for page in (pages.front(), section, minutes):
        restrict(page)
    ours = set(minutes.get_view_restrictions())
    assert ours == set(Page.get_view_restrictions(minutes))
    assert len(ours) == 3


def test_restricted_news_is_in_no_list_and_no_feed(client: Client) -> None:
    hidden, shown = pages.news(2)
    restrict(hidden)
    for path in ("/", "/news/", "/news/feed/"):
        html = client.get(path).content.decode()
        assert shown.title in html, path
        assert hidden.title not in html, path
    restrict(NewsIndexPage.objects.get())
    for path in ("/", "/news/feed/"):
        assert shown.title not in client.get(path).content.decode(), path


def test_a_section_lists_only_what_anybody_may_read(client: Client, section: SectionPage) -> None:
    assert b"Minutes" in client.get("/governors/").content
    restrict(StandardPage.objects.get(slug="minutes"))
    assert b"Minutes" not in client.get("/governors/").content
