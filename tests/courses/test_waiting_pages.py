"""Waiting for a place on the pages: joining, one's own page by a signed link, the panel."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core import jobs as regular
from core.contention import DatabaseBusyError
from courses import emails_waiting, jobs
from courses.actions import bookings
from courses.enums import BookingState, EntryState
from courses.models import Booking, CourseRun, WaitingListEntry
from courses.office import numbers
from courses.views import waiting
from tests.courses.booking.pages import html_of, press, text, wish_at
from tests.factories import bookings as make
from tests.factories.accounts import make_user
from tests.factories.courses import CourseRunFactory
from tests.factories.schools import SchoolFactory

pytestmark = pytest.mark.django_db
Drain = Callable[[], list[EmailMessage]]


@pytest.fixture
def full(tariq: User) -> tuple[CourseRun, Booking]:
    """A free run with one place, which Tariq has."""
    run = CourseRunFactory(is_open=True, is_free=True, capacity=1)
    return run, make.free(run, tariq)


def join_url(run: CourseRun) -> str:
    return reverse("courses:waiting_join", args=[run.page.slug, run.code])


@pytest.mark.parametrize("number", [1, 0])
def test_a_place_whose_hold_has_run_out_is_shown_to_the_public_only_when_nobody_waits(
    tariq: User, hannah: User, sam: User, client_for: Callable[[User], Client], number: int
) -> None:
    run = CourseRunFactory(is_open=True, capacity=1)
    held = make.hold(run, tariq)
    waits = bool(number)
    if waits:
        WaitingListEntry.objects.create(run=run, booker=hannah)
    make.run_out(held)
    client = client_for(sam)
    for url, free in (
        (f"/courses/{run.page.slug}/", "1 of 1 places left"),
        ("/courses/", "1 place left"),
    ):
        page = text(client.get(url))
        assert (free in page) is not waits
        assert ("Full" in page) is waits
    page = text(client.get(run.get_booking_url()))
    assert ("Join the waiting list" in page) is waits
    assert ("Who is coming" in page) is not waits


def test_who_comes_too_late_joins_in_one_press(
    full: tuple[CourseRun, Booking], sam: User, client_for: Callable[[User], Client]
) -> None:
    run, _ = full
    client = client_for(sam)
    page = client.get(run.get_booking_url())
    assert "Join the waiting list" in page.content.decode()

    answer = client.post(join_url(run), {"quantity": 1, "for_whom": "me"}, follow=True)

    wish = WaitingListEntry.objects.get()
    assert (wish.booker, wish.quantity, wish.min_quantity, wish.is_for_booker) == (sam, 1, 1, True)
    assert "You are first in line." in answer.content.decode()
    assert wish_at(client.get(join_url(run))["Location"]) == wish


def test_a_school_may_wait_for_several_and_start_with_fewer(
    full: tuple[CourseRun, Booking], olwen: User, client_for: Callable[[User], Client]
) -> None:
    run, _ = full
    CourseRun.objects.filter(pk=run.pk).update(capacity=4, places_taken=4)
    meadow = make.school()
    make.post(olwen, meadow)
    form = {"quantity": 3, "min_quantity": 2, "for_whom": "later", "come_from": meadow.urn}

    client_for(olwen).post(join_url(run), form)

    wish = WaitingListEntry.objects.get()
    assert (wish.quantity, wish.min_quantity, wish.school) == (3, 2, meadow)
    assert not wish.is_for_booker


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"quantity": ""}, "Say how many places you wait for."),
        ({"quantity": "many"}, "Write the number of places as a figure"),
        ({"quantity": 0}, "You can wait for 1 place or more."),
        ({"quantity": 31}, "You can wait for at most 30 places."),
        ({"quantity": 2}, "This course has 1 places in all"),
        ({"quantity": 1, "min_quantity": 2}, "This can be at most 1"),
    ],
)
def test_what_cannot_be_waited_for_is_said(
    full: tuple[CourseRun, Booking],
    sam: User,
    client_for: Callable[[User], Client],
    said: dict[str, object],
    sentence: str,
) -> None:
    answer = client_for(sam).post(join_url(full[0]), {"for_whom": "me", **said})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not WaitingListEntry.objects.exists()


def test_where_there_is_room_one_is_led_to_book(
    sam: User, client_for: Callable[[User], Client]
) -> None:
    run = CourseRunFactory(is_open=True)

    answer = client_for(sam).post(join_url(run), {"quantity": 1, "for_whom": "me"})

    assert answer["Location"] == run.get_booking_url()


def test_a_run_that_is_off_says_that_there_is_no_list(
    sam: User, client_for: Callable[[User], Client]
) -> None:
    answer = client_for(sam).get(join_url(CourseRunFactory(is_cancelled=True)))

    assert answer.status_code == 409
    assert "There is no waiting list here" in answer.content.decode()


def test_who_needs_a_yes_first_is_told_so_before_and_after_accepting(
    client: Client, full: tuple[CourseRun, Booking], sam: User
) -> None:
    run, booking = full
    meadow = make.school()
    make.asked(CourseRunFactory(is_open=True), sam, at=meadow)
    wish = make.wish(run, sam, at=meadow)
    bookings.cancel(booking=booking, by=booking.booker)
    page = emails_waiting.path(wish)

    before = client.get(page).content.decode()
    after = client.post(page, {"act": "accept"}, follow=True).content.decode()

    assert "Accepting asks your school" in before
    assert "Your school is asked first" in after


def test_a_school_that_has_closed_cannot_be_named(
    full: tuple[CourseRun, Booking], sam: User, client_for: Callable[[User], Client]
) -> None:
    make.post(sam, make.school(999002, "Sam's school"))
    other = SchoolFactory(is_shut=True)

    answer = client_for(sam).post(
        join_url(full[0]), {"quantity": 1, "for_whom": "me", "come_from": other.urn}
    )

    assert answer.status_code == 422


@pytest.fixture
def offered(full: tuple[CourseRun, Booking], sam: User) -> WaitingListEntry:
    """Sam is offered Tariq's place."""
    run, booking = full
    wish = make.wish(run, sam)
    bookings.cancel(booking=booking, by=booking.booker)
    wish.refresh_from_db()
    return wish


@pytest.mark.promise(number=39)
def test_the_public_still_finds_the_course_full(client: Client, offered: WaitingListEntry) -> None:
    run = offered.run

    for path in ("/courses/", run.get_absolute_url(), f"{run.get_absolute_url()}places/"):
        page = client.get(path).content.decode()
        assert "Full" in page
        assert run.get_booking_url() not in page


@pytest.mark.promise(number=41)
def test_an_offer_nobody_answers_is_the_next_persons_within_a_minute(
    full: tuple[CourseRun, Booking], sam: User, olwen: User
) -> None:
    """Every regular job is run in its turn, as a worker runs them."""
    run, booking = full
    first, second = make.wish(run, sam), make.wish(run, olwen)
    bookings.cancel(booking=booking, by=booking.booker)
    first.refresh_from_db()
    assert first.offer
    assert first.offer.hold_expires_at

    for seconds, state in ((-5, EntryState.WAITING), (55, EntryState.OFFERED)):
        with time_machine.travel(first.offer.hold_expires_at + timedelta(seconds=seconds)):
            regular.run_due()
        second.refresh_from_db()
        assert second.state == state


@pytest.mark.promise(number=40)
def test_a_free_place_is_accepted_with_one_press_and_without_signing_in(
    client: Client, offered: WaitingListEntry, drain: Callable[[], list[EmailMessage]]
) -> None:
    page = emails_waiting.path(offered)
    assert "1 place for you" in client.get(page).content.decode()

    answer = client.post(page, {"act": "accept"}, follow=True)
    client.post(page, {"act": "accept"})

    assert "You have accepted" in answer.content.decode()
    booking = Booking.objects.get(booker=offered.booker)
    assert booking.state == BookingState.CONFIRMED
    assert not WaitingListEntry.objects.live().exists()
    confirmations = [
        m for m in drain() if booking.reference in m.body and m.to == ["sam@example.org"]
    ]
    assert len(confirmations) == 1


def test_an_offers_reference_leads_whom_it_is_for_to_its_answers(
    offered: WaitingListEntry, client_for: Callable[[User], Client]
) -> None:
    assert offered.offer is not None
    url = offered.offer.get_absolute_url()

    assert client_for(offered.booker).get(url)["Location"].startswith("/waiting/")
    assert client_for(make_user(email="other@school.example")).get(url).status_code == 404


@pytest.mark.promise(number=43)
def test_looking_at_the_page_changes_nothing(client: Client, offered: WaitingListEntry) -> None:
    client.get(emails_waiting.path(offered))
    client.get(emails_waiting.path(offered) + "?leave")

    offered.refresh_from_db()
    assert offered.state == EntryState.OFFERED


@pytest.mark.promise(number=43)
@pytest.mark.parametrize(
    ("button", "state"),
    [
        ("Accept", EntryState.ACCEPTED),
        ("Decline", EntryState.DECLINED),
        ("Leave the list", EntryState.WITHDRAWN),
    ],
)
def test_the_mail_leads_a_browser_that_knows_nobody_to_one_press(
    full: tuple[CourseRun, Booking], sam: User, drain: Drain, button: str, state: EntryState
) -> None:
    """A mail scanner that fetches every link of the mail has answered nothing before."""
    run, booking = full
    wish = make.wish(run, sam)
    if button != "Leave the list":
        bookings.cancel(booking=booking, by=booking.booker)
    wish.refresh_from_db()
    before, mail = wish.state, [mail for mail in drain() if mail.to == [sam.email]][-1]
    links = re.findall(r"https?://[^/\s]+(/[^\s\"<>]*)", mail.body + html_of(mail))
    for link in links:
        Client().get(link)
        Client().head(link)
    wish.refresh_from_db()
    assert wish.state == before

    browser = Client(enforce_csrf_checks=True)
    answer = browser.get(next(link for link in links if "/waiting/" in link))
    assert press(browser, answer, button).status_code == 302
    wish.refresh_from_db()
    assert wish.state == state


@pytest.mark.promise(number=43)
def test_declining_and_leaving_need_no_account(client: Client, offered: WaitingListEntry) -> None:
    page = emails_waiting.path(offered)

    answer = client.post(page, {"act": "decline"}, follow=True)

    assert "You have declined" in answer.content.decode()
    assert client.post(page, {"act": "accept"}).status_code == 409
    assert client.post(page, {"act": "nonsense"}).status_code == 200


def test_leaving_by_the_link_in_the_mail(
    client: Client, full: tuple[CourseRun, Booking], sam: User
) -> None:
    wish = make.wish(full[0], sam)

    answer = client.post(emails_waiting.path(wish), {"act": "leave"}, follow=True)

    assert "You have left the list" in answer.content.decode()
    wish.refresh_from_db()
    assert wish.state == EntryState.WITHDRAWN


def test_a_priced_place_is_held_and_the_way_to_pay_comes_by_mail(
    client: Client, tariq: User, sam: User, drain: Callable[[], list[EmailMessage]]
) -> None:
    run = CourseRunFactory(is_open=True, capacity=1)
    booking = make.paid(run, tariq)
    wish = make.wish(run, sam)
    bookings.cancel(booking=booking, by=tariq)
    page = emails_waiting.path(wish)
    assert "It costs £40." in client.get(page).content.decode()

    answer = client.post(page, {"act": "accept"}, follow=True)

    assert "Finish your booking" in answer.content.decode()
    assert [m.to for m in drain() if m.subject.startswith("One more step")] == [["sam@example.org"]]


def test_a_link_that_was_touched_leads_nowhere(client: Client, offered: WaitingListEntry) -> None:
    page = emails_waiting.path(offered)

    assert client.get(page[:-2] + "x/").status_code == 404


def test_the_panel_shows_what_one_waits_for_in_a_steady_number_of_statements(
    full: tuple[CourseRun, Booking], sam: User, client_for: Callable[[User], Client]
) -> None:
    client = client_for(sam)

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert "Waiting lists" in client.get("/account/").content.decode()
        return len(queries)

    make.wish(full[0], sam)
    few = statements()
    for _ in range(5):
        make.wish(CourseRunFactory(is_full=True), sam)

    assert statements() == few


def test_the_list_of_a_run_that_has_begun_is_closed_and_said_once(
    full: tuple[CourseRun, Booking], sam: User, drain: Callable[[], list[EmailMessage]]
) -> None:
    run, _ = full
    wish = make.wish(run, sam)
    assert jobs.close_waiting_lists() == 0
    CourseRun.objects.filter(pk=run.pk).update(waiting_closes_at="2020-01-01T00:00Z")

    assert (jobs.close_waiting_lists(), jobs.close_waiting_lists()) == (1, 0)

    wish.refresh_from_db()
    assert wish.state == EntryState.CLOSED
    assert len([m for m in drain() if m.subject.startswith("The waiting list is closed")]) == 1


def test_an_answer_that_met_somebody_elses_lock_is_asked_for_again_kindly(
    full: tuple[CourseRun, Booking], sam: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish = make.wish(full[0], sam)

    def met_a_lock(**kwargs: object) -> None:
        raise DatabaseBusyError

    monkeypatch.setitem(waiting.ACTS, "leave", met_a_lock)
    answer = client.post(emails_waiting.path(wish), {"act": "leave"})

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    wish.refresh_from_db()
    assert wish.state == EntryState.WAITING


def test_everybody_counts_the_places_that_are_waited_for(
    full: tuple[CourseRun, Booking], sam: User, olwen: User, client_for: Callable[[User], Client]
) -> None:
    run, _ = full
    CourseRun.objects.filter(pk=run.pk).update(capacity=5, places_taken=5)
    make.wish(run, olwen, quantity=4)
    assert "4 places are waited for now." in text(client_for(sam).get(join_url(run)))

    wish = make.wish(run, sam)

    assert "4 places are waited for before yours." in text(Client().get(emails_waiting.path(wish)))
    assert "Full. 5 places waited for" in text(Client().get("/courses/"))
    assert numbers.of([run])[run.pk].waiting == 5
