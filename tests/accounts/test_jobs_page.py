"""The admin's page about the site's own work: who sees it, what it shows, its three verbs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core import jobs, mail
from core.models import ScheduledJob
from tests.cast import person

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
PAGE = "/admin/jobs/"


def dead_mail(to: str = "sam@example.org") -> str:
    """A mail that could not be delivered in all its tries; its id."""
    task = mail.deliver.enqueue(
        message="courses/booking_confirmed",
        to=to,
        subject="Private subject",
        text="Private words",
        html="<p>Private words</p>",
        attachments=[],
        reply_to="",
    )
    DBTaskResult.objects.filter(pk=task.id).update(
        status=TaskResultStatus.FAILED,
        finished_at=timezone.now(),
        worker_ids=["worker"] * jobs.MAX_ATTEMPTS,
        traceback="Traceback\n  in deliver\nSMTPServerDisconnected: gone",
    )
    return str(task.id)


@pytest.fixture
def page(client_for: ClientFor, hannah: User) -> Client:
    return client_for(hannah)


def test_it_shows_what_failed_and_nothing_that_was_written(page: Client) -> None:
    dead_mail()
    said = page.get(PAGE).content.decode()
    assert "courses/booking_confirmed to example.org" in said
    assert "SMTPServerDisconnected: gone" in said
    assert "Private" not in said
    assert "sam@" not in said


def test_without_faults_it_says_so_and_lists_every_job(page: Client) -> None:
    said = page.get(PAGE).content.decode()
    assert "Nothing. Everything that was promised has been sent" in said
    for name in jobs.schedules():
        assert name in said
    assert "End holds that have run out." in said


def test_one_is_tried_again(page: Client) -> None:
    dead = dead_mail()
    answer = page.post(reverse("jobs:retry", args=[dead]), follow=True)
    assert "is tried again within a minute" in answer.content.decode()
    assert DBTaskResult.objects.get(pk=dead).status == TaskResultStatus.READY


def test_all_are_tried_again(page: Client) -> None:
    dead_mail()
    dead_mail("olwen@example.org")
    answer = page.post(reverse("jobs:retry_all"), follow=True)
    assert "2 tasks are tried again within a minute" in answer.content.decode()


def test_one_is_set_aside_and_a_second_press_says_that_it_was(page: Client) -> None:
    dead = dead_mail()
    address = reverse("jobs:set_aside", args=[dead])
    assert "is set aside" in page.post(address, follow=True).content.decode()
    assert "since you opened the page" in page.post(address, follow=True).content.decode()


@pytest.mark.parametrize("name", ["ed", "sam", "tess"])
def test_nobody_else_gets_in(client_for: ClientFor, name: str) -> None:
    dead = dead_mail()
    browser = client_for(person(name))
    assert browser.get(PAGE).status_code == 302
    for verb in ("retry", "set_aside"):
        assert browser.post(reverse(f"jobs:{verb}", args=[dead])).status_code == 302
    assert browser.post(reverse("jobs:retry_all")).status_code == 302
    assert DBTaskResult.objects.get(pk=dead).status == TaskResultStatus.FAILED


def test_its_verbs_are_not_for_links(page: Client) -> None:
    assert page.get(reverse("jobs:retry", args=[dead_mail()])).status_code == 405


def test_the_office_and_the_admins_front_warn_until_it_is_dealt_with(page: Client) -> None:
    dead = dead_mail()
    for path in ("/office/", "/admin/"):
        assert "1 task has failed for good" in page.get(path).content.decode(), path
    page.post(reverse("jobs:set_aside", args=[dead]))
    for path in ("/office/", "/admin/"):
        assert "failed for good" not in page.get(path).content.decode(), path


def test_the_office_is_told_when_the_worker_has_stopped(page: Client) -> None:
    long_ago = timezone.now() - timedelta(hours=3)
    for name in jobs.schedules():
        ScheduledJob.objects.create(name=name, next_run_at=long_ago, last_run_at=long_ago)
    assert "The worker has stopped." in page.get("/office/").content.decode()


def test_editors_are_not_told(client_for: ClientFor, ed: User) -> None:
    dead_mail()
    assert "failed for good" not in client_for(ed).get("/admin/").content.decode()


def test_it_takes_as_many_statements_however_much_has_failed(
    page: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    dead_mail()
    page.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        page.get(PAGE)
    for _ in range(9):
        dead_mail()
    with django_assert_num_queries(len(few)):
        page.get(PAGE)
