"""The hub's pages: each answers, says what it should, and leads where it says."""

from collections.abc import Callable
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.test import Client
from wagtail.models import Page

from core.context import ABOUT, NAVIGATION
from courses.models import CourseIndexPage
from home.enums import BEATS, CommitmentStatus
from home.models import Commitment, LetterPage, NewsIndexPage, RoleSetPage
from tests.factories import home as pages
from tests.factories.courses import CoursePageFactory
from tests.home.reading import one, read, said, value, words

pytestmark = pytest.mark.django_db

KEPT, WELL_ON = CommitmentStatus.KEPT, CommitmentStatus.WELL_ON
STARTED, PLANNED = CommitmentStatus.STARTED, CommitmentStatus.PLANNED
REPORT = "/what-hubs-must-do/"


@pytest.fixture
def hub(db: None) -> None:
    """Every page of the demonstration."""
    pages.hub_site()


def test_every_page_answers_and_is_in_the_sitemap(client: Client, hub: None) -> None:
    tree = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own
    found = [str(element.text) for element in tree.iter() if element.tag.endswith("}loc")]
    assert len(found) == Page.objects.live().filter(depth__gte=2).count() == 17
    for address in found:
        page = read(client, address.removeprefix("http://testserver"))
        assert len(page.find_all("h1")) == 1, address
        assert value(one(page, 'meta[name="description"]'), "content"), address


def test_no_page_carries_an_inline_style_script_or_handler(client: Client, hub: None) -> None:
    for page in Page.objects.live().filter(depth__gte=2):
        for element in read(client, page.url).find_all(True):
            assert "style" not in element.attrs, page.url
            assert not [name for name in element.attrs if name.startswith("on")], page.url
            assert element.name != "script" or element.get("src"), page.url


def test_no_page_repeats_an_id_or_leads_nowhere(client: Client, hub: None) -> None:
    pages.add(CourseIndexPage(title="Courses", slug="courses"))
    elsewhere = ("/accounts/", "/account/", "/static/", "mailto:")
    answered: dict[str, int] = {}
    for page in Page.objects.live().filter(depth__gte=2).exclude(slug="courses"):
        html = read(client, page.url)
        ids = [element["id"] for element in html.find_all(id=True)]
        assert len(ids) == len(set(ids)), page.url
        for link in html.find_all("a", href=True):
            path = value(link, "href").removeprefix("http://testserver").split("#")[0].split("?")[0]
            if not path or path.startswith(elsewhere) or path == "/courses/":
                continue
            if path not in answered:
                answered[path] = client.get(path).status_code
            assert answered[path] == 200, f"{page.url} leads to {path}"
    assert len(answered) > 10


def test_the_menu_points_at_what_is_there(client: Client, hub: None) -> None:
    pages.add(CourseIndexPage(title="Courses", slug="courses"))
    for label, path in (*NAVIGATION, *ABOUT):
        if path != "/courses/":
            assert client.get(path).status_code == 200, label
    assert Page.objects.filter(url_path="/home/courses/").exists()


def test_the_menu_shows_where_we_are(client: Client, hub: None) -> None:
    here = read(client, "/our-promises/").select("header [aria-current]")
    assert [link.get_text(strip=True) for link in here] == ["Our promises"]


def test_the_way_to_a_deep_page_is_shown(client: Client, hub: None) -> None:
    crumbs = read(client, "/what-hubs-do/roles-2011/").select("nav.crumbs li")
    assert [crumb.get_text(strip=True) for crumb in crumbs] == [
        "Home",
        "What a music hub is for",
        "The roles of 2011",
    ]


def test_the_old_address_of_the_report_leads_to_it(client: Client, hub: None) -> None:
    response = client.get("/music/hub/Pages/OfSTED-Report-What-Hubs-Must-Do.aspx")
    assert response.status_code == 301
    assert response["Location"].endswith(REPORT)


def test_the_report_lists_eleven_recommendations_with_licence_and_answers(
    client: Client, hub: None
) -> None:
    html = read(client, REPORT)
    items = html.select("ol.numbered--answered > li")
    assert len(items) == 11
    assert all(item.select_one(".numbered__answer") for item in items)
    text = said(html, "main")
    assert "Eleven recommendations" in text
    assert "Open Government Licence v3.0" in text
    assert "reference 130231" in text
    assert "Music Mark" in text
    quote = one(html, "figure.quote")
    assert said(quote, "blockquote p").startswith("“Music Hubs")
    assert "Ofsted" in said(quote, "figcaption")


def test_the_letter_counts_its_promises_in_four_beats(client: Client, hub: None) -> None:
    html = read(client, "/our-promises/")
    promises = html.select("ol.pledges > li")
    assert len(promises) == 9
    for promise in promises:
        drawn = len(promise.select(".pledge__how .beat--on"))
        assert f"beat {drawn} of 4" in said(promise, ".pledge__how")
    counted = [number.get_text() for number in html.select("#promises dl.figures dd")]
    assert counted == ["3", "5", "1"]
    assert "21" in said(html, ".datestamp")
    assert "Owner: the hub office" in html.get_text()


def test_a_tally_counts_started_and_well_on_as_under_way() -> None:
    tally = pages.letter(KEPT, STARTED, WELL_ON, PLANNED, WELL_ON).tally
    assert (tally.kept, tally.under_way, tally.planned, tally.total) == (1, 3, 1, 5)


def test_the_few_promises_told_show_every_status_there_is() -> None:
    letter = pages.letter(KEPT, KEPT, KEPT, WELL_ON, STARTED, PLANNED)
    told = letter.told(4)
    assert [promise.status for promise in told] == [KEPT, WELL_ON, STARTED, PLANNED]
    assert [promise.text for promise in letter.told(5)][:2] == [
        "Promise 1",
        "Promise 2",
    ]


def test_every_status_has_its_beats() -> None:
    assert sorted(BEATS.values()) == [1, 2, 3, 4]
    assert set(BEATS) == set(CommitmentStatus)


def test_the_database_refuses_an_unknown_status() -> None:
    letter = pages.letter()
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.create(page=letter, text="x", owner="x", status="MAYBE")


def test_a_role_set_is_in_force_up_to_but_not_on_its_last_day() -> None:
    roles = RoleSetPage(
        title="Roles", valid_from_date=date(2011, 11, 25), valid_until_date=date(2022, 6, 25)
    )
    days = [date(2011, 11, 24), date(2011, 11, 25), date(2022, 6, 24), date(2022, 6, 25)]
    assert [roles.is_in_force(day) for day in days] == [False, True, True, False]
    roles.valid_until_date = roles.valid_from_date
    with pytest.raises(ValidationError, match="Choose a day after"):
        roles.clean()


def test_role_pages_say_whether_they_still_hold(client: Client, hub: None) -> None:
    old, new = "/what-hubs-do/roles-2011/", "/what-hubs-do/aims-2022/"
    assert "No longer in force" in words(client, old)
    assert "First Access" in words(client, old)
    assert "In force since June 2022" in words(client, new)
    assert "one hour each week" in words(client, new)


def test_the_certificate_route_is_plain_about_who_awards(client: Client, hub: None) -> None:
    text = words(client, "/certificate-route/")
    assert "The hub is a centre." in text
    assert "We are not the awarding body" in text
    assert "£" not in text


def test_cookies_are_named(client: Client, hub: None) -> None:
    text = words(client, "/cookies/")
    assert all(name in text for name in ("sessionid", "csrftoken", "messages"))


def test_the_foot_says_that_this_is_a_demonstration(client: Client, hub: None) -> None:
    foot = said(read(client, "/"), "footer")
    assert "It is not the site of any existing hub." in foot


def test_a_front_page_that_nobody_has_filled_still_answers(client: Client) -> None:
    html = read(client, "/")
    assert said(html, "h1") == "What will you teach next?"
    assert value(one(html, 'form[role="search"]'), "action") == "/courses/"
    assert not html.select("ul.pledges")


def test_a_letter_taken_offline_leaves_the_front_page(client: Client, hub: None) -> None:
    assert read(client, "/").select("ul.pledges")
    LetterPage.objects.get().unpublish()
    assert not read(client, "/").select("ul.pledges")


def test_news_is_listed_newest_first_ten_at_a_time(client: Client) -> None:
    pages.news(12)
    first = [link.get_text() for link in read(client, "/news/").select(".news h2 a")]
    assert first == [f"News number {n}" for n in range(11, 1, -1)]
    second = [link.get_text() for link in read(client, "/news/?page=2").select(".news h2 a")]
    assert second == ["News number 1", "News number 0"]
    assert read(client, "/news/?page=nonsense").select(".news h2 a")


def test_an_empty_list_of_news_says_so(client: Client) -> None:
    pages.add(NewsIndexPage(title="News", slug="news"))
    assert "No news yet" in words(client, "/news/")


def test_the_feed_is_rss_with_the_newest_news(client: Client) -> None:
    newest = pages.news(25)[-1]
    newest.unpublish()
    response = client.get("/news/feed/")
    assert response["Content-Type"].startswith("application/rss+xml")
    channel = ET.fromstring(response.content).find("channel")  # noqa: S314 - our own
    assert channel is not None
    items = channel.findall("item")
    assert [item.findtext("title") for item in items[:2]] == ["News number 23", "News number 22"]
    assert len(items) == 20
    assert items[0].findtext("description") == "What happened on day 23."
    assert (items[0].findtext("link") or "").endswith("/news/news-number-23/")


def test_a_page_of_words_is_refused_under_a_list_of_news() -> None:
    assert not NewsIndexPage.can_create_at(pages.hub_site())
    allowed = {model.__name__ for model in NewsIndexPage.allowed_subpage_models()}
    assert allowed == {"NewsPage"}


def test_search_finds_a_thing_by_any_of_its_names(
    client: Client, hub: None, drain: Callable[[], list[EmailMessage]]
) -> None:
    drain()
    for name in ("First Access", "wcet", "Wider Opportunities", "whole-class"):
        results = [link.get_text() for link in read(client, f"/search/?q={name}").select("h2 a")]
        assert "The roles of 2011" in results, name
        assert "Cookies: only the necessary ones" not in results, name


def test_search_puts_courses_and_pages_that_say_it_in_their_title_first(
    client: Client, drain: Callable[[], list[EmailMessage]]
) -> None:
    pages.standard_page("Where to ask", introduction="Bassoon, bassoon and more bassoon.")
    CoursePageFactory(title="Low notes", introduction="For the bassoon.")
    pages.standard_page("Borrow a bassoon")
    CoursePageFactory(title="The bassoon for beginners")
    drain()
    found = read(client, "/search/?q=bassoon").select("h2 a")
    assert [link.get_text() for link in found] == [
        "The bassoon for beginners",
        "Borrow a bassoon",
        "Low notes",
        "Where to ask",
    ]


def test_search_finds_only_what_is_public(
    client: Client, drain: Callable[[], list[EmailMessage]]
) -> None:
    pages.standard_page("Borrow a bassoon")
    hidden = pages.standard_page("Bassoons that nobody may see")
    hidden.unpublish()
    drain()
    found = read(client, "/search/?q=bassoon").select("h2 a")
    assert [link.get_text() for link in found] == ["Borrow a bassoon"]


def test_search_says_what_to_do_when_nothing_is_found(client: Client, hub: None) -> None:
    text = words(client, "/search/?q=xylophonically")
    assert "Nothing found" in text
    assert "See all courses" in text


@pytest.mark.parametrize(
    "query", ["", "%20", "%22", "%27%20OR%201%3D1", "NEAR(", "*", "%00", "%25s", "a" * 5000]
)
def test_search_takes_anything_somebody_may_type(client: Client, query: str) -> None:
    response = client.get(f"/search/?q={query}")
    assert response.status_code == 200
    assert b'name="robots" content="noindex"' in response.content


def test_search_shows_what_was_asked_as_words(client: Client) -> None:
    html = client.get("/search/?q=<script>alert(1)</script>").content.decode()
    assert "<script>alert" not in html


def test_search_results_come_in_pages(
    client: Client, drain: Callable[[], list[EmailMessage]]
) -> None:
    for n in range(12):
        pages.standard_page(f"Bassoon {n}")
    drain()
    first = read(client, "/search/?q=bassoon")
    assert len(first.select("h2 a")) == 10
    assert "12 pages found" in " ".join(first.get_text(" ").split())
    assert len(read(client, "/search/?q=bassoon&page=2").select("h2 a")) == 2
