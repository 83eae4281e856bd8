"""Full, closed or called off: nothing is stored, and the page says what else there is."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client

from accounts.models import User
from billing.enums import Terms
from billing.models import Order
from core import contention
from courses.actions import places, runs
from courses.enums import BookingState, RunState
from courses.models import Booking, CourseRun, WaitingListEntry
from schools.enums import SchoolStatus
from schools.models import School
from tests.courses.booking.group import LATER, NIA, boxes, fill_basket, say_school
from tests.courses.booking.pages import (
    SignIn,
    check_url,
    nothing_stored,
    press,
    taken,
    text,
    who,
)
from tests.factories import bookings as make
from tests.factories.courses import CourseRunFactory
from tests.factories.schools import SchoolFactory

pytestmark = pytest.mark.django_db
WISH = {"for_whom": "me", "come_from": "myself"}


def test_when_the_last_place_has_just_gone_there_are_other_dates(
    run: CourseRun, client: Client, sam: User
) -> None:
    other = CourseRunFactory(is_open=True, page=run.page)
    CourseRun.objects.filter(pk=run.pk).update(places_taken=3)

    answer = client.post(run.get_booking_url(), who())

    assert answer.status_code == 409
    assert "The last place has just gone" in text(answer)
    assert "Nothing is booked and nothing was charged." in text(answer)
    assert other.code in answer.content.decode()
    assert not Booking.objects.exists()


@pytest.mark.promise(number=1)
def test_of_two_who_want_the_last_place_one_has_it_and_the_other_waits_in_one_press(
    client: Client, sam: User, client_for: SignIn
) -> None:
    run = CourseRunFactory(is_open=True, capacity=1)
    url, sams = run.get_booking_url(), client_for(sam)
    pages = [one.get(url) for one in (client, sams)]

    first = press(client, pages[0], "Hold my place", come_from="myself")
    second = press(sams, pages[1], "Hold my place", come_from="myself")

    assert first["Location"] == check_url(Booking.objects.get())
    assert second.status_code == 409
    assert "The last place has just gone" in text(second)
    assert taken(run) == 1
    waits = press(sams, second, "Join the waiting list")
    assert WaitingListEntry.objects.get().booker == sam
    assert "You are first in line." in text(sams.get(waits["Location"]))


@pytest.mark.promise(number=1)
@pytest.mark.parametrize("chosen", ["myself", "999001", "999002"])
def test_who_joins_from_there_waits_for_whom_they_wanted_to_book(
    run: CourseRun, client: Client, tariq: User, school: School, chosen: str
) -> None:
    if chosen == "999002":
        make.post(tariq, make.school(999002, "Demo Brook Junior"))
    page = client.get(run.get_booking_url())
    CourseRun.objects.filter(pk=run.pk).update(places_taken=3)

    gone = press(client, page, "Hold my place", come_from=chosen)
    press(client, gone, "Join the waiting list")

    wish = WaitingListEntry.objects.get()
    assert (str(wish.school.urn) if wish.school else "myself") == chosen


@pytest.mark.parametrize("has_named_one", [True, False])
def test_a_school_that_was_looked_up_is_waited_for_too(
    run: CourseRun, tariq: User, client_for: SignIn, *, has_named_one: bool
) -> None:
    if has_named_one:
        make.post(tariq, make.school())
    other, client = SchoolFactory(), client_for(tariq)
    page = client.get(run.get_booking_url())
    CourseRun.objects.filter(pk=run.pk).update(places_taken=3)

    looked_up = {"come_from": "other", "other_school": other.label}
    gone = press(client, page, "Hold my place", **looked_up)
    press(client, gone, "Join the waiting list")

    assert WaitingListEntry.objects.get().school == other


def test_a_full_run_says_so_before_anything_is_typed(run: CourseRun, client: Client) -> None:
    CourseRun.objects.filter(pk=run.pk).update(places_taken=3)

    assert "This date is full" in text(client.get(run.get_booking_url()))


@pytest.mark.promise(number=6)
def test_a_full_run_with_a_hold_that_ran_out_can_be_booked(
    run: CourseRun, client: Client, sam: User
) -> None:
    CourseRun.objects.filter(pk=run.pk).update(capacity=1)
    make.run_out(make.hold(run, sam))

    assert "Who is coming?" in text(client.get(run.get_booking_url()))
    assert client.post(run.get_booking_url(), who()).status_code == 302


@pytest.mark.promise(number=11)
@pytest.mark.parametrize(
    ("state", "status"),
    [
        (RunState.DRAFT, 404),
        (RunState.CLOSED, 409),
        (RunState.RUNNING, 409),
        (RunState.FINISHED, 409),
        (RunState.CANCELLED, 409),
    ],
)
def test_a_crafted_post_to_a_run_that_is_not_open_stores_nothing(
    client: Client, state: RunState, status: int
) -> None:
    run = CourseRunFactory(state=state)

    answer = client.post(run.get_booking_url(), who())

    assert answer.status_code == status
    assert nothing_stored(run)


@pytest.mark.promise(number=11)
@pytest.mark.parametrize("state", [one for one in RunState if one is not RunState.OPEN])
def test_a_crafted_basket_or_wish_for_such_a_run_stores_nothing(
    client: Client, school: School, state: RunState
) -> None:
    run, other = CourseRunFactory(state=state), CourseRunFactory(is_open=True)
    fill_basket(client, {run: 2, other: 1})
    say_school(client, school)

    group = client.post("/basket/people/", boxes({run: [NIA, LATER], other: [LATER]}))
    if state is not RunState.CLOSED:  # those who wait for a full one are still offered places
        CourseRun.objects.filter(pk=run.pk).update(places_taken=run.capacity)
    wish = client.post(f"/courses/{run.page.slug}/{run.code}/wait/", {"quantity": 1, **WISH})

    if state is RunState.DRAFT:  # nobody learns that it is there: the other course alone is held
        assert Booking.objects.get().places.get().run == other
    else:
        assert group.status_code == 409
        assert nothing_stored(other)
    assert wish.status_code in (404, 409, 422)
    assert not run.places.exists()
    assert not WaitingListEntry.objects.exists()


def test_a_run_is_found_only_under_its_own_course(run: CourseRun, client: Client) -> None:
    other = CourseRunFactory(is_open=True)

    assert client.get(f"/courses/{other.page.slug}/{run.code}/book/").status_code == 404


def test_a_place_that_somebody_else_booked_for_one_is_said_not_shown(
    run: CourseRun, client: Client, sam: User, tariq: User
) -> None:
    booking = make.hold(run, sam, email=tariq.email)

    answer = client.get(run.get_booking_url())

    assert "You already have a place" in text(answer)
    assert booking.reference not in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_lock_that_does_not_go_away_is_a_503_and_nothing_booked(
    run: CourseRun, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def locked(**kwargs: object) -> None:
        tries.append(1)
        raise OperationalError("database is locked")

    monkeypatch.setattr(places, "take", locked)
    monkeypatch.setattr(contention, "FIRST_PAUSE_SECONDS", 0)

    answer = client.post(run.get_booking_url(), who())

    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "Nothing was booked" in text(answer)
    assert len(tries) == 4
    assert nothing_stored(run)


def test_a_run_called_off_is_said_on_its_bookings(
    client: Client, run: CourseRun, tariq: User
) -> None:
    booking = make.paid(run, tariq)
    runs.cancel(run=run, reason="Snow.", by=None)

    assert "This course is cancelled. Snow." in text(client.get(booking.get_absolute_url()))


@pytest.mark.parametrize("terms", [Terms.INVOICE, Terms.ONLINE])
def test_a_held_place_on_a_run_called_off_meanwhile_is_not_booked(
    client: Client, run: CourseRun, held: Booking, terms: Terms
) -> None:
    runs.cancel(run=run, reason="Snow.", by=None)

    answer = client.post(check_url(held), {"terms": terms})

    assert answer.status_code == 422
    assert "is not open for booking" in text(answer)
    held.refresh_from_db()
    assert (held.state, held.order) == (BookingState.HELD, None)


def test_a_school_that_closes_after_the_page_was_opened_is_refused(
    run: CourseRun, client: Client, tariq: User
) -> None:
    school = SchoolFactory()
    School.objects.filter(pk=school.pk).update(status=SchoolStatus.CLOSED)

    answer = client.post(
        run.get_booking_url(), who(None, come_from="other", other_school=str(school.urn))
    )

    assert answer.status_code == 422
    assert nothing_stored(run)


def test_terms_that_are_not_offered_are_not_taken(client: Client, held: Booking) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.PAYMENT_GATEWAY", "")
        answer = client.post(check_url(held), {"terms": Terms.ONLINE})

    assert answer.status_code == 422
    assert not Order.objects.exists()
