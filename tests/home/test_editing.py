"""Ed edits: pages from blocks, drafts, preview, schedule, review. What is not his is not there."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.menu import admin_menu
from wagtail.models import Page, Revision, TaskState, Workflow
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    rich_text,
    streamfield,
)

from accounts.models import User
from core import jobs
from home.models import PublicationPage
from home.roles import REVIEW, ensure_roles
from schools.enums import PostState
from tests.factories import bookings as make
from tests.factories import home as pages
from tests.factories.courses import CourseRunFactory
from tests.home.reading import read, said, value

pytestmark = pytest.mark.django_db

WRITTEN = "/what-was-said/"


@pytest.fixture
def as_ed(client: Client, ed: User) -> Client:
    client.force_login(ed)
    return client


@pytest.fixture
def as_hannah(hannah: User) -> Client:
    client = Client()
    client.force_login(hannah)
    return client


def written(**changes: Any) -> dict[str, Any]:
    """The form of a page like the one of 2013, as the browser sends it: fields and blocks only."""
    data: dict[str, Any] = {
        "title": "What was said",
        "slug": "what-was-said",
        "introduction": "A report, and the answers to it.",
        "publisher": "Ofsted",
        "publication_date": "2013-11-15",
        "reference": "130231",
        "address": "",
        "quotation": "Music Hubs ... can challenge and support school leaders",
        "quotation_source": "Ofsted, 2013",
        "opening": "Hubs should:",
        "attribution": "Open Government Licence v3.0",
        "body": streamfield(
            [
                ("text", rich_text("<p>Music is not taught well in every school.</p>")),
                ("heading", "What we answered"),
            ]
        ),
        "recommendations": inline_formset(
            [
                {"text": "promote themselves", "response": rich_text("<p>We ask first.</p>")},
                {"text": "engage all schools", "response": rich_text("<p>Each is called.</p>")},
            ]
        ),
        "responses": streamfield(
            [
                (
                    "quotation",
                    {"words": "take time", "source": "Music Mark, 2013", "address": ""},
                ),
                ("notice", {"tone": "info", "text": rich_text("<p>It stays with us.</p>")}),
            ]
        ),
        "comments": inline_formset([]),
        "go_live_at": "",
        "expire_at": "",
        "seo_title": "",
        "search_description": "",
    }
    return nested_form_data({**data, **changes})


def add(client: Client, **changes: Any) -> Any:
    url = reverse("wagtailadmin_pages:add", args=["home", "publicationpage", pages.front().pk])
    return client.post(url, written(**changes))


def edit(page: Page, client: Client, **changes: Any) -> Any:
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), changes)


def the_page() -> PublicationPage:
    page: PublicationPage = PublicationPage.objects.get(slug="what-was-said")
    return page


def test_an_editor_builds_and_publishes_a_page_without_html(as_ed: Client) -> None:
    response = add(as_ed, **{"action-publish": "action-publish"})
    assert response.status_code == 302, response.context["form"].errors
    html = read(Client(), WRITTEN)
    assert said(html, "h1") == "What was said"
    assert "can challenge and support school leaders”" in html.get_text()
    recommended = html.select("ol.numbered > li .numbered__said")
    assert [item.get_text(strip=True) for item in recommended] == [
        "promote themselves",
        "engage all schools",
    ]
    assert "Music Mark, 2013" in html.select("figure.quote")[-1].get_text()
    assert html.find("h2", id="what-we-answered")


def test_a_draft_is_for_editors_only(as_ed: Client) -> None:
    add(as_ed)
    assert not the_page().live
    assert Client().get(WRITTEN).status_code == 404
    draft = as_ed.get(reverse("wagtailadmin_pages:view_draft", args=[the_page().pk]))
    assert b"Music is not taught well" in draft.content


def test_a_half_written_draft_can_be_kept(as_ed: Client) -> None:
    assert add(as_ed, publisher="", opening="").status_code == 302
    refused = add(as_ed, slug="again", publisher="", **{"action-publish": "action-publish"})
    assert refused.status_code == 200
    assert "publisher" in refused.context["form"].errors


def test_an_editor_sees_a_preview_of_what_is_not_saved(as_ed: Client) -> None:
    url = reverse(
        "wagtailadmin_pages:preview_on_add", args=["home", "publicationpage", pages.front().pk]
    )
    assert as_ed.post(url, written(title="Only looking")).json()["is_valid"]
    shown = as_ed.get(url)
    assert b"Only looking" in shown.content
    assert b"promote themselves" in shown.content
    assert not PublicationPage.objects.exists()


def test_a_page_goes_live_on_the_day_that_was_set(as_ed: Client) -> None:
    day = timezone.localtime() + timedelta(days=2)
    add(
        as_ed,
        go_live_at=f"{day:%Y-%m-%d %H:%M}",
        **{"action-publish": "action-publish"},
    )
    assert Client().get(WRITTEN).status_code == 404
    assert Revision.objects.filter(approved_go_live_at__isnull=False).count() == 1
    jobs.run_due()
    assert not the_page().live
    with time_machine.travel(day + timedelta(minutes=1)):
        assert "home.jobs.publish_scheduled" in jobs.run_due()
    assert Client().get(WRITTEN).status_code == 200


def test_a_review_ends_with_the_hub_administrator(as_ed: Client, as_hannah: Client) -> None:
    add(as_ed, **{"action-submit": "action-submit"})
    page = the_page()
    state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    assert state.workflow_state.workflow.name == REVIEW
    assert Client().get(WRITTEN).status_code == 404
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    as_ed.post(url, {})
    assert not the_page().live
    as_hannah.post(url, {})
    assert Client().get(WRITTEN).status_code == 200


def test_a_vague_link_is_refused_with_a_sentence(as_ed: Client) -> None:
    body = streamfield([("text", rich_text('<p><a href="https://a.example/">click here</a></p>'))])
    response = add(as_ed, body=body)
    assert response.status_code == 200
    assert "does not say where the link goes" in response.content.decode()
    assert not PublicationPage.objects.exists()


def test_what_an_editor_pastes_cannot_run(as_ed: Client) -> None:
    evil = (
        "<p>Sing &lt;script&gt;alert(1)&lt;/script&gt; "
        '<a href="javascript:alert(2)">all courses</a></p>'
    )
    add(
        as_ed,
        title="<script>alert(3)</script>",
        body=streamfield([("text", rich_text(evil))]),
        **{"action-publish": "action-publish"},
    )
    html = Client().get(WRITTEN).content.decode()
    assert "Sing" in html
    assert "<script>alert" not in html
    assert "javascript:" not in html


def menu(client: Client) -> set[str]:
    """The names of the entries of this person's menu in the admin."""
    response = client.get(reverse("wagtailadmin_home"))
    assert response.status_code == 200
    return {item.name for item in admin_menu.menu_items_for_request(response.wsgi_request)}


def test_an_editor_finds_only_an_editors_work(as_ed: Client) -> None:
    assert menu(as_ed) == {"explorer", "images", "documents", "help"}


def test_the_hub_administrator_finds_reports_and_settings_too(as_hannah: Client) -> None:
    assert menu(as_hannah) >= {"explorer", "images", "documents", "help", "reports", "settings"}


def test_the_admin_opens_with_the_hubs_own_news_for_those_who_run_it(
    as_ed: Client, as_hannah: Client, sam: User
) -> None:
    run = CourseRunFactory(is_open=True, starts=timezone.now() + timedelta(days=9))
    make.post(sam, make.school(), PostState.CLAIMED)
    home = as_hannah.get(reverse("wagtailadmin_home")).content.decode()
    assert f"0 booked, {run.capacity} free of {run.capacity}" in home
    assert "Sam" in home
    assert 'href="/office/#claims"' in home
    assert "hub-coming-runs" not in as_ed.get(reverse("wagtailadmin_home")).content.decode()


def test_there_are_no_lists_of_what_the_hub_has_not(as_ed: Client) -> None:
    assert as_ed.get("/admin/forms/").status_code == 404


NOT_AN_EDITORS = [
    "wagtailusers_users:index",
    "wagtailusers_groups:index",
    "wagtailsites:index",
    "wagtailredirects:index",
    "wagtailadmin_collections:index",
    "wagtailadmin_workflows:index",
    "wagtailadmin_reports:locked_pages",
]


@pytest.mark.parametrize("name", NOT_AN_EDITORS)
def test_an_editor_is_refused_what_is_not_theirs(as_ed: Client, name: str) -> None:
    response = as_ed.get(reverse(name))
    assert response.status_code == 302
    assert response["Location"] == reverse("wagtailadmin_home")


def entries(client: Client) -> set[str]:
    """Every address in this person's menu of the admin, submenus included."""
    request = client.get(reverse("wagtailadmin_home")).wsgi_request
    found: set[str] = set()
    waiting = list(admin_menu.menu_items_for_request(request))
    while waiting:
        item = waiting.pop()
        if hasattr(item, "menu"):
            waiting += item.menu.menu_items_for_request(request)
        elif item.url.startswith("/admin/"):
            found.add(item.url)
    return found


def test_an_editor_is_refused_everything_else_in_the_administrators_menu(
    as_ed: Client, as_hannah: Client
) -> None:
    others = entries(as_hannah) - entries(as_ed)
    reports = {url for url in others if url.startswith("/admin/reports/")}
    assert len(others - reports) > 3
    for url in sorted(others - reports):
        assert as_hannah.get(url).status_code == 200, url
        assert as_ed.get(url).status_code in (302, 403, 404), url


def test_a_teacher_does_not_get_into_the_admin(client: Client, tariq: User) -> None:
    client.force_login(tariq)
    for path in ("/admin/", "/admin/pages/", "/admin/images/"):
        assert client.get(path).status_code in (302, 403, 404), path
    add(client)
    assert not PublicationPage.objects.exists()


def test_nobody_signed_in_is_sent_to_the_sites_own_sign_in(client: Client) -> None:
    response = client.get("/admin/pages/", follow=True)
    assert response.redirect_chain[-1][0] == "/accounts/login/?next=/admin/pages/"


def test_an_editor_cannot_delete_a_part_of_the_site(as_ed: Client, as_hannah: Client) -> None:
    pages.hub_site()
    section = Page.objects.get(slug="what-hubs-do")
    url = reverse("wagtailadmin_pages:delete", args=[section.pk])
    as_ed.post(url, {})
    assert Page.objects.filter(pk=section.pk).exists()
    as_hannah.post(url, {})
    assert not Page.objects.filter(pk=section.pk).exists()


def test_roles_can_be_ensured_again_without_change() -> None:
    workflows = Workflow.objects.count()
    ensure_roles()
    assert Workflow.objects.count() == workflows == 1


def test_the_admin_begins_with_what_an_editor_comes_for(as_ed: Client) -> None:
    pages.hub_site()
    links = read(as_ed, reverse("wagtailadmin_home")).select("#hub-welcome-content a")
    doing = {link.get_text(strip=True): value(link, "href") for link in links}
    for label, url in doing.items():
        if url.startswith("/"):
            assert as_ed.get(url).status_code == 200, label
    assert "Write a piece of news" in doing


def test_the_admin_calls_nobody_outside(as_ed: Client, as_hannah: Client) -> None:
    pages.hub_site()
    front = pages.front().pk
    addresses = [
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_explore", args=[front]),
        reverse("wagtailadmin_pages:edit", args=[front]),
        reverse("wagtailadmin_account"),
        reverse("wagtailimages:index"),
    ]
    for client in (as_ed, as_hannah):
        for address in addresses:
            assert not calls_outside(read(client, address)), address


def calls_outside(html: BeautifulSoup) -> list[str]:
    """Addresses of elsewhere that a browser would load on its own: sources, not links."""
    loaded = [
        value(element, attribute)
        for attribute in ("src", "srcset", "action", "data-url", "poster")
        for element in html.select(f"[{attribute}]")
    ]
    loaded += [value(element, "href") for element in html.select("link[href]")]
    return [address for address in loaded if address.startswith(("http:", "https:", "//"))]


def test_the_help_menu_leads_nowhere_else(as_ed: Client) -> None:
    html = as_ed.get(reverse("wagtailadmin_home")).content.decode()
    assert "whats-new" not in html
    assert "gravatar" not in html
    assert "releases.wagtail" not in html
