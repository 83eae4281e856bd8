"""What is not published is nowhere: no list, month, feed, page, structured data or fragment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from courses.actions import runs
from courses.models import CoursePage, CourseRun
from tests.factories.courses import CoursePageFactory, CourseRunFactory, course_index, first_start

pytestmark = pytest.mark.django_db
SECRET = "Xylophone secret"


def places(run: CourseRun) -> str:
    return f"/courses/{run.page.slug}/{run.code}/places/"


def everywhere(client: Client, run: CourseRun) -> str:
    """All that a visitor can be shown about a run, put together."""
    month = f"{first_start():%Y-%m}"
    addresses = (
        "/",
        "/courses/",
        "/courses/?q=xylophone",
        "/courses/?sort=price",
        f"/courses/?view=calendar&month={month}",
        "/courses/calendar.ics",
        f"/courses/{run.page.slug}/",
        f"/courses/{run.page.slug}/?run={run.code}",
        places(run),
        "/sitemap.xml",
    )
    return "".join(client.get(address).content.decode() for address in addresses)


def a_course(title: str = SECRET, *, live: bool = True) -> CoursePage:
    course_index()
    page: CoursePage = CoursePageFactory(title=title, slug="one", live=live)
    return page


def test_it_would_be_seen_if_it_were_published(client: Client) -> None:
    run = CourseRunFactory(page=a_course(), is_open=True)

    shown = everywhere(client, run)

    assert shown.count(SECRET) > 5
    assert shown.count(run.code) > 5
    assert client.get(places(run)).status_code == 200


def test_a_draft_page_with_an_open_run(client: Client) -> None:
    run = CourseRunFactory(page=a_course(live=False), is_open=True)

    shown = everywhere(client, run)

    assert SECRET not in shown
    assert f"run={run.code}" not in shown
    assert client.get(places(run)).status_code == 404
    assert client.get(f"/courses/{run.page.slug}/").status_code == 404


def test_a_draft_run_on_a_live_page(client: Client) -> None:
    run = CourseRunFactory(page=a_course("Known"), title=SECRET)

    shown = everywhere(client, run)

    assert SECRET not in shown
    assert f"run={run.code}" not in shown
    assert client.get(places(run)).status_code == 404


def test_a_draft_run_that_was_called_off_before_anybody_saw_it(client: Client) -> None:
    run = CourseRunFactory(page=a_course("Known"), title=SECRET)
    runs.cancel(run=run, reason="We thought better of it.", by=None)

    shown = everywhere(client, run)

    assert SECRET not in shown
    assert "We thought better of it." not in shown
    assert client.get(places(run)).status_code == 404


def test_a_run_that_was_seen_and_called_off_still_says_so(client: Client) -> None:
    run = CourseRunFactory(page=a_course("Known"), is_open=True)
    runs.cancel(run=run, reason="Snow on the road.", by=None)

    shown = everywhere(client, run)

    assert "Cancelled by the hub" in shown
    assert "Snow on the road." in shown
    assert "STATUS:CANCELLED" in shown


def test_changes_of_a_live_page_that_nobody_has_published(client: Client) -> None:
    page = a_course("Known")
    run = CourseRunFactory(page=page, is_open=True)
    page.title = page.introduction = SECRET
    page.outcomes = SECRET
    page.save_revision()

    shown = everywhere(client, run)

    assert SECRET not in shown
    assert "Known" in shown


def test_not_even_to_somebody_who_is_signed_in(
    client_for: Callable[[User], Client], sam: User
) -> None:
    draft = CourseRunFactory(page=a_course("Known"), title=SECRET)
    hidden = CourseRunFactory(
        page=CoursePageFactory(title=SECRET, slug="two", live=False), is_open=True
    )

    for run in (draft, hidden):
        shown = everywhere(client_for(sam), run)
        assert SECRET not in shown
        assert f"run={run.code}" not in shown


def test_a_run_of_yesterday_is_over_everywhere_but_in_subscribed_calendars(client: Client) -> None:
    run = CourseRunFactory(
        page=a_course("Known"), is_open=True, starts=first_start() - timedelta(days=20)
    )

    assert f"run={run.code}" not in client.get("/courses/").content.decode()
    assert f"run={run.code}" not in client.get(f"/courses/{run.page.slug}/").content.decode()
    assert run.code in client.get("/courses/calendar.ics").content.decode()
