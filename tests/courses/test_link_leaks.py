"""A joining link is for people with a confirmed place, from its hour on, and for nobody else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core import mail as outgoing
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.models import AuditEvent
from courses.actions import bookings, runs
from courses.enums import Format, RunState
from courses.models import Booking, CoursePage, CourseRun
from tests.factories import bookings as make
from tests.factories.courses import CoursePageFactory, CourseRunFactory

pytestmark = pytest.mark.django_db
Drain = Callable[[], list[EmailMessage]]
LINK = "https://meet.example.org/quavers-only"
LISTS = ("course_runs", "course_bookings", "course_places", "course_prices", "waiting_list")
EVERYBODYS = ("/courses/", "/courses/?view=calendar", "/courses/calendar.ics", "/search/?q=online")


def made(hours: int) -> CourseRun:
    """An online run that begins in so many hours; its link is released 48 hours before."""
    run: CourseRun = CourseRunFactory(
        is_open=True,
        is_free=True,
        format=Format.LIVE_ONLINE,
        starts=timezone.now() + timedelta(hours=hours),
    )
    run.sessions.update(joining_link=LINK)
    return run


def addresses(booking: Booking) -> Iterator[str]:
    """Every page and file of a booking and its places."""
    yield booking.get_absolute_url()
    yield reverse("courses:booking_calendar", args=[booking.reference])
    yield "/bookings/"
    yield "/account/"
    for place in booking.places.all():
        yield place.get_joining_url()
        yield reverse("courses:join_calendar", args=[place.join_token])


def leaks(client: Client, where: Iterator[str] | list[str]) -> list[str]:
    found = []
    for address in where:
        answer = client.get(address, follow=True)
        content = answer.getvalue() if answer.streaming else answer.content
        if LINK.encode() in content:
            found.append(address)
    return found


def mails_with_it(drain: Drain) -> list[str]:
    found = []
    for mail in drain():
        parts = [str(mail.body), *(str(part[0]) for part in getattr(mail, "alternatives", ()))]
        for attachment in mail.attachments:
            raw = attachment[1]
            parts.append(raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw))
        if any(LINK in part for part in parts):
            found.append(f"{mail.subject} to {mail.to[0]}")
    return found


def test_before_its_hour_nobody_has_it_and_from_then_on_whoever_is_confirmed(
    tariq: User, client_for: Callable[[User], Client], drain: Drain
) -> None:
    run = made(hours=49)
    booking = make.free(run, tariq)
    session = run.sessions.get()
    later = session.end_at + timedelta(minutes=10)
    runs.reschedule(session=session, start_at=session.start_at, end_at=later, by=None)

    assert leaks(client_for(tariq), addresses(booking)) == []
    assert mails_with_it(drain) == []
    with time_machine.travel(session.start_at - timedelta(hours=47), tick=False):
        shown = leaks(client_for(tariq), addresses(booking))
        later += timedelta(minutes=10)
        runs.reschedule(session=session, start_at=session.start_at, end_at=later, by=None)
        assert len(mails_with_it(drain)) == 1

    assert booking.get_absolute_url() in shown
    assert reverse("courses:booking_calendar", args=[booking.reference]) in shown


@pytest.mark.parametrize("how", ["held", "expired", "cancelled", "asked", "called off"])
def test_without_a_confirmed_place_it_is_nowhere_even_in_its_hour(
    how: str, tariq: User, client_for: Callable[[User], Client], drain: Drain
) -> None:
    run = made(hours=47)
    wants_approval = how == "asked"
    meadow = make.school()
    booking = make.asked(run, tariq, at=meadow) if wants_approval else make.hold(run, tariq)
    if how == "expired":
        bookings.expire(booking=make.run_out(booking), by=None)
    if how in ("cancelled", "called off"):
        booking = bookings.confirm(booking=booking, by=tariq)
        drain()
        outgoing.outbox.clear()
    if how == "cancelled":
        bookings.cancel(booking=booking, by=tariq)
    if how == "called off":
        runs.cancel(run=run, reason="Snow.", by=None)

    assert leaks(client_for(tariq), addresses(booking)) == []
    assert mails_with_it(drain) == []


def test_the_public_pages_files_and_the_trail_never_have_it(client: Client, hannah: User) -> None:
    run = made(hours=47)
    runs.copy(run=run, starts_on=timezone.localdate() + timedelta(days=30), by=hannah)
    page = run.get_absolute_url()

    assert leaks(client, [page, *EVERYBODYS]) == []
    assert "application/ld+json" in client.get(page).content.decode()
    assert LINK not in str(list(AuditEvent.objects.values_list("data", flat=True)))


def test_exports_of_the_office_leave_it_out(
    hannah: User, tariq: User, client_for: Callable[[User], Client]
) -> None:
    make.free(made(hours=47), tariq)
    office = client_for(hannah)

    lists = [reverse(f"{name}:index") for name in LISTS]
    assert leaks(office, [*lists, *(f"{address}?export=csv" for address in lists)]) == []
    for address in lists:
        book = office.get(f"{address}?export=xlsx").getvalue()
        with zipfile.ZipFile(io.BytesIO(book)) as parts:
            assert all(LINK.encode() not in parts.read(name) for name in parts.namelist())


@pytest.mark.parametrize("hidden", ["draft run", "unpublished page"])
def test_a_draft_of_either_kind_leaks_no_run(
    hidden: str, tariq: User, client_for: Callable[[User], Client]
) -> None:
    page: CoursePage = CoursePageFactory(title="Only for our eyes")
    run = CourseRunFactory(page=page, is_open=hidden != "draft run")
    if hidden == "unpublished page":
        page.unpublish()
    other = CourseRunFactory(page=page, state=RunState.DRAFT)

    client = client_for(tariq)
    for address in EVERYBODYS:
        if hidden == "unpublished page":
            assert b"Only for our eyes" not in client.get(address).content, address
        for one in (run, other):
            assert one.code.encode() not in client.get(address).content, address
    shown = client.get(f"/courses/{page.slug}/?run={run.code}")
    assert shown.status_code == (404 if hidden == "unpublished page" else 200)
    assert run.get_booking_url().encode() not in shown.content
    assert b"startDate" not in shown.content
    for one in (run, other):
        assert client.get(one.get_booking_url()).status_code == 404
        assert client.post(one.get_booking_url(), {}).status_code == 404
    assert run.places_taken == 0


def test_whoever_unpublishes_a_page_with_open_runs_is_told_first(
    hannah: User, client_for: Callable[[User], Client]
) -> None:
    run, quiet = CourseRunFactory(is_open=True, places_taken=3), CourseRunFactory()
    office = client_for(hannah)

    def unpublish(page: CoursePage, **data: str) -> str:
        address = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
        return office.post(address, data, follow=True).content.decode()

    unpublish(quiet.page)
    assert not CoursePage.objects.get(pk=quiet.page_id).live
    warned = unpublish(run.page)
    assert "3 of 24" in warned
    assert CoursePage.objects.get(pk=run.page_id).live
    unpublish(run.page, despite_runs="yes")
    assert not CoursePage.objects.get(pk=run.page_id).live
    assert CourseRun.objects.get(pk=run.pk).places_taken == 3


def test_unpublishing_the_whole_catalogue_names_the_runs_below_it(
    hannah: User, client_for: Callable[[User], Client]
) -> None:
    run = CourseRunFactory(is_open=True)
    catalogue = run.page.get_parent()
    address = reverse("wagtailadmin_pages:unpublish", args=[catalogue.pk])

    page = client_for(hannah).post(address, {"include_descendants": "on"}).content.decode()

    assert "Unpublish all the same" in page
    assert 'name="include_descendants"' in page


def test_many_pages_at_once_are_warned_of_afterwards(
    hannah: User, client_for: Callable[[User], Client]
) -> None:
    run = CourseRunFactory(is_open=True)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])

    done = client_for(hannah).post(f"{address}?id={run.page_id}&next=/admin/", follow=True)

    assert not CoursePage.objects.get(pk=run.page_id).live
    assert "1 run of these courses can be seen no more" in done.content.decode()
