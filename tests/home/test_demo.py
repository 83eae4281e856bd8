"""The demonstration's pages: once and for all, and never on a real hub."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings
from wagtail.models import Page, Revision, Site

from core.demo import Changes
from home import demo
from home.models import HomePage, NewsPage
from tests.factories import home as pages

pytestmark = pytest.mark.django_db


def test_loading_twice_changes_nothing() -> None:
    pages.hub_site()
    before = Revision.objects.count(), list(Page.objects.values_list("pk", "latest_revision"))
    changes = Changes()
    demo.load_root(changes)
    demo.load(changes)
    assert not changes
    assert before == (
        Revision.objects.count(),
        list(Page.objects.values_list("pk", "latest_revision")),
    )


def test_what_an_editor_changed_stays_changed() -> None:
    front = pages.hub_site()
    front.headline = "Sing tomorrow"
    front.save_revision().publish()
    NewsPage.objects.first().delete()
    changes = Changes()
    demo.load(changes)
    assert HomePage.objects.get().headline == "Sing tomorrow"
    assert changes.counts == {"pages": 1}


def test_the_site_stands_at_the_address_of_the_settings(settings: Settings) -> None:
    settings.BASE_URL = "http://127.0.0.1:8104"
    demo.load_root(Changes())
    site = Site.objects.get()
    assert (site.hostname, site.port) == ("127.0.0.1", 8104)
    assert site.root_page.specific == HomePage.objects.get()


def test_every_page_can_be_edited_and_has_a_history() -> None:
    pages.hub_site()
    for page in Page.objects.filter(depth__gte=2).specific():
        assert page.latest_revision is not None, page
        page.full_clean()


def test_a_real_hub_refuses_the_demonstration(settings: Settings) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="real hub"):
        call_command("demo", stdout=StringIO())
    assert not NewsPage.objects.exists()


def test_the_command_says_what_it_did_and_then_that_there_is_nothing_to_do() -> None:
    first, second = StringIO(), StringIO()
    call_command("demo", stdout=first)
    call_command("demo", stdout=second)
    assert "pages" in first.getvalue()
    assert "ready" in first.getvalue()
    assert second.getvalue().strip() == (
        "Nothing to do: the demonstration content is already there."
    )
