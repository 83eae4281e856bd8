"""The waiting list: offers are real holds, made where a place is freed, to the first in line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from courses.actions import bookings, places, priorities, runs, waiting_list
from courses.actions.bookings import Seat
from courses.enums import ENTRY_TRANSITIONS, BookingState, EntryState, PlaceState
from courses.exceptions import (
    AlreadyWaitingError,
    ListClosedError,
    OfferGoneError,
    PlacesAreFreeError,
    RunIsFullError,
)
from courses.models import Booking, CourseRun, WaitingListEntry
from courses.refusals import PriorityReasonError
from tests.factories import bookings as make
from tests.factories.accounts import make_user
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(tariq: User) -> tuple[CourseRun, Booking]:
    """A run with one place, which Tariq has."""
    run = CourseRunFactory(is_open=True, is_free=True, capacity=1)
    return run, make.free(run, tariq)


def people(number: int) -> list[User]:
    return [make_user(email=f"waits{n}@school.example", full_name=f"W {n}") for n in range(number)]


def fresh(entry: WaitingListEntry) -> WaitingListEntry:
    return WaitingListEntry.objects.select_related("offer").get(pk=entry.pk)


@pytest.mark.promise(number=39)
def test_a_freed_place_is_offered_to_the_first_in_line_and_never_seems_free(
    full: tuple[CourseRun, Booking], sam: User
) -> None:
    run, booking = full
    first, second = (make.wish(run, user) for user in people(2))

    bookings.cancel(booking=booking, by=booking.booker)

    run.refresh_from_db()
    assert (run.places_taken, run.places_left) == (1, 0)
    assert fresh(first).state == EntryState.OFFERED
    assert fresh(second).state == EntryState.WAITING
    offer = fresh(first).offer
    assert offer is not None
    assert offer.state == BookingState.OFFERED
    assert str(offer.places.get().attendee) == "W 0"
    with pytest.raises(RunIsFullError):
        make.hold(run, sam)


def test_the_offer_is_told_by_mail_with_its_end_and_a_link(
    full: tuple[CourseRun, Booking], drain: Callable[[], list[EmailMessage]]
) -> None:
    run, booking = full
    make.wish(run, people(1)[0])
    drain()
    bookings.cancel(booking=booking, by=booking.booker)

    told = [mail for mail in drain() if mail.subject.startswith("1 place for you")]

    assert [mail.to for mail in told] == [["waits0@school.example"]]
    assert "/waiting/" in str(told[0].body)


def test_a_hold_that_runs_out_unnoticed_goes_to_the_line_and_not_to_the_next_visitor(
    sam: User,
) -> None:
    run = CourseRunFactory(is_open=True, is_free=True, capacity=1)
    held = make.hold(run, make_user(email="slow@school.example"))
    entry = make.wish(run, people(1)[0])
    make.run_out(held)

    with pytest.raises(RunIsFullError):
        make.hold(run, sam)

    assert fresh(entry).state == EntryState.OFFERED


@pytest.mark.promise(number=42)
def test_a_part_is_offered_when_the_minimum_is_there_and_the_rest_waits_on_in_its_turn(
    tariq: User, sam: User
) -> None:
    run = CourseRunFactory(is_open=True, is_free=True, capacity=3)
    taken = [make.free(run, user) for user in (tariq, sam, make_user(email="c@school.example"))]
    entry = make.wish(run, people(1)[0], quantity=3, min_quantity=2)
    queued = entry.queued_at

    bookings.cancel(booking=taken[0], by=tariq)
    assert fresh(entry).state == EntryState.WAITING  # one is fewer than they can use
    assert CourseRun.objects.get(pk=run.pk).places_left == 1

    bookings.cancel(booking=taken[1], by=sam)
    offer = fresh(entry).offer
    assert offer is not None
    assert offer.places.count() == 2

    booking = waiting_list.accept(entry=fresh(entry), by=entry.booker)
    assert booking.state == BookingState.CONFIRMED
    rest = WaitingListEntry.objects.live().get()
    assert (rest.quantity, rest.state, rest.queued_at) == (1, EntryState.WAITING, queued)


def test_who_cannot_use_what_is_free_is_passed_over_and_keeps_their_turn(
    full: tuple[CourseRun, Booking],
) -> None:
    run, booking = full
    two, one = people(2)
    needs_two = make.wish(run, two, quantity=2, min_quantity=2)
    needs_one = make.wish(run, one)

    bookings.cancel(booking=booking, by=booking.booker)

    assert fresh(needs_two).state == EntryState.WAITING
    assert fresh(needs_one).state == EntryState.OFFERED
    assert waiting_list.ahead_of(fresh(needs_two)) == 0


@pytest.mark.promise(number=10)
def test_raising_the_capacity_makes_offers_at_once(full: tuple[CourseRun, Booking]) -> None:
    run, _ = full
    entries = [make.wish(run, user) for user in people(3)]

    runs.revise(run=run, by=None, capacity=3)

    states = [fresh(entry).state for entry in entries]
    assert states == [EntryState.OFFERED, EntryState.OFFERED, EntryState.WAITING]


def test_the_hub_may_put_somebody_forward_with_a_reason(
    full: tuple[CourseRun, Booking], hannah: User
) -> None:
    run, booking = full
    first, second = (make.wish(run, user) for user in people(2))
    with pytest.raises(PriorityReasonError, match="why"):
        priorities.set_priority(entry=second, priority=1, reason=" ", by=hannah)

    priorities.set_priority(entry=second, priority=1, reason="Missed last year.", by=hannah)
    bookings.cancel(booking=booking, by=booking.booker)

    assert fresh(second).state == EntryState.OFFERED
    assert fresh(first).state == EntryState.WAITING


@pytest.mark.promise(number=40)
def test_accepting_twice_is_one_booking(full: tuple[CourseRun, Booking]) -> None:
    run, booking = full
    entry = make.wish(run, people(1)[0])
    bookings.cancel(booking=booking, by=booking.booker)

    one = waiting_list.accept(entry=fresh(entry), by=None)
    two = waiting_list.accept(entry=fresh(entry), by=None)

    assert one == two
    assert one.state == BookingState.CONFIRMED  # it costs nothing
    assert one.places.get().state == PlaceState.CONFIRMED
    assert fresh(entry).state == EntryState.ACCEPTED


def test_what_is_accepted_and_costs_something_is_held_until_it_is_paid(tariq: User) -> None:
    run = CourseRunFactory(is_open=True, capacity=1)
    booking = make.paid(run, tariq)
    entry = make.wish(run, people(1)[0])
    bookings.cancel(booking=booking, by=tariq)
    offer = fresh(entry).offer
    assert offer is not None
    until = offer.hold_expires_at

    accepted = waiting_list.accept(entry=fresh(entry), by=None)

    assert accepted.state == BookingState.HELD
    assert accepted.hold_expires_at == until
    assert waiting_list.accept(entry=fresh(entry), by=None) == accepted


@pytest.mark.promise(number=41)
def test_a_declined_offer_goes_to_the_next_at_once(full: tuple[CourseRun, Booking]) -> None:
    run, booking = full
    first, second = (make.wish(run, user) for user in people(2))
    bookings.cancel(booking=booking, by=booking.booker)

    waiting_list.decline(entry=fresh(first), by=None)

    assert fresh(first).state == EntryState.DECLINED
    assert fresh(second).state == EntryState.OFFERED
    assert waiting_list.decline(entry=fresh(first), by=None).state == EntryState.DECLINED
    with pytest.raises(OfferGoneError):
        waiting_list.accept(entry=fresh(first), by=None)


@pytest.mark.promise(number=41)
def test_an_offer_that_lapses_goes_to_the_next_and_its_owner_to_the_back_once(
    full: tuple[CourseRun, Booking], drain: Callable[[], list[EmailMessage]]
) -> None:
    run, booking = full
    first, second = (make.wish(run, user) for user in people(2))
    bookings.cancel(booking=booking, by=booking.booker)
    offer = fresh(first).offer
    assert offer is not None

    make.run_out(offer)
    assert bookings.expire_lapsed() == 1

    assert (fresh(first).state, fresh(first).lapses) == (EntryState.WAITING, 1)
    assert waiting_list.ahead_of(fresh(first)) == 0
    assert fresh(second).state == EntryState.OFFERED
    waiting_list.decline(entry=fresh(second), by=None)
    again = fresh(first).offer
    assert again is not None
    make.run_out(again)
    assert bookings.expire_lapsed() == 1
    assert fresh(first).state == EntryState.LAPSED
    run.refresh_from_db()
    assert run.places_taken == 0
    said = [mail.body for mail in drain() if mail.subject.startswith("Your offer has ended")]
    assert len(said) == 2


@pytest.mark.promise(number=40)
def test_an_offer_is_not_accepted_after_its_end(full: tuple[CourseRun, Booking]) -> None:
    run, booking = full
    entry = make.wish(run, people(1)[0])
    bookings.cancel(booking=booking, by=booking.booker)
    offer = fresh(entry).offer
    assert offer is not None
    make.run_out(offer)

    with pytest.raises(OfferGoneError):
        waiting_list.accept(entry=fresh(entry), by=None)


@pytest.mark.parametrize("has_offer", [False, True])
def test_leaving_the_list_gives_an_offer_to_the_next(
    full: tuple[CourseRun, Booking], *, has_offer: bool
) -> None:
    run, booking = full
    first, second = (make.wish(run, user) for user in people(2))
    if has_offer:
        bookings.cancel(booking=booking, by=booking.booker)

    waiting_list.leave(entry=fresh(first), by=None)
    waiting_list.leave(entry=fresh(first), by=None)

    assert fresh(first).state == EntryState.WITHDRAWN
    assert fresh(second).state == (EntryState.OFFERED if has_offer else EntryState.WAITING)


def test_closing_the_list_ends_every_wish_and_offer(full: tuple[CourseRun, Booking]) -> None:
    run, booking = full
    entries = [make.wish(run, user) for user in people(2)]
    bookings.cancel(booking=booking, by=booking.booker)

    closed = waiting_list.close(run=run, by=None)

    assert {entry.pk for entry in closed} == {entry.pk for entry in entries}
    assert [fresh(entry).state for entry in entries] == [EntryState.CLOSED] * 2
    assert CourseRun.objects.get(pk=run.pk).places_taken == 0


def test_nobody_waits_where_there_is_room_or_where_the_list_is_closed(sam: User) -> None:
    with pytest.raises(PlacesAreFreeError):
        make.wish(CourseRunFactory(is_open=True), sam)
    with pytest.raises(ListClosedError):
        make.wish(CourseRunFactory(is_cancelled=True), sam)
    with pytest.raises(ListClosedError):
        make.wish(CourseRunFactory(), sam)  # a draft
    over = CourseRunFactory(is_full=True, waiting_closes_at=timezone.now())
    with pytest.raises(ListClosedError):
        make.wish(over, sam)


def test_a_wish_for_more_than_is_left_may_wait(sam: User) -> None:
    run = CourseRunFactory(is_open=True, capacity=3)

    entry = make.wish(run, sam, quantity=4, min_quantity=4)

    assert entry.state == EntryState.WAITING
    with pytest.raises(AlreadyWaitingError):
        make.wish(run, sam, quantity=5, min_quantity=5)


def test_nothing_is_offered_after_the_cut_off(full: tuple[CourseRun, Booking]) -> None:
    run, booking = full
    entry = make.wish(run, people(1)[0])
    CourseRun.objects.filter(pk=run.pk).update(waiting_closes_at=timezone.now())

    bookings.cancel(booking=booking, by=booking.booker)

    assert fresh(entry).state == EntryState.WAITING
    assert CourseRun.objects.get(pk=run.pk).places_taken == 0


def test_places_for_several_are_named_later(tariq: User, sam: User) -> None:
    run = CourseRunFactory(is_open=True, is_free=True, capacity=2)
    held = [make.free(run, tariq), make.free(run, sam)]
    entry = make.wish(run, people(1)[0], quantity=2, min_quantity=2)

    for booking in held:
        bookings.cancel(booking=booking, by=booking.booker)

    offer = fresh(entry).offer
    assert offer is not None
    assert [place.attendee for place in offer.places.all()] == [None, None]


@pytest.mark.parametrize("before", list(EntryState))
@pytest.mark.parametrize("after", list(EntryState))
def test_a_wish_moves_only_where_the_table_lets_it(
    full: tuple[CourseRun, Booking], before: EntryState, after: EntryState
) -> None:
    run, booking = full
    entry = make.wish(run, people(1)[0])
    WaitingListEntry.objects.filter(pk=entry.pk).update(state=before, offer=booking)

    moved = entry.move(after)

    assert moved == (after in ENTRY_TRANSITIONS[before])


def test_a_move_may_ask_for_more(full: tuple[CourseRun, Booking]) -> None:
    run, _ = full
    entry = make.wish(run, people(1)[0])

    assert not entry.move(EntryState.WITHDRAWN, only=Q(lapses=1))


def test_giving_up_one_of_two_places_leaves_the_other_booked(tariq: User) -> None:
    run = CourseRunFactory(is_open=True, is_free=True, capacity=2)
    seats = [Seat(run=run, name="Tariq", email=tariq.email), Seat(run=run)]
    booking = bookings.hold(seats=seats, school=None, by=tariq, submit_token="two")
    bookings.confirm(booking=booking, by=tariq)
    entry = make.wish(run, people(1)[0])
    _, unnamed = booking.places.order_by("pk")

    freed = places.give_up(chosen=[unnamed], reason="Nobody can come.")
    again = places.give_up(chosen=[unnamed])

    booking.refresh_from_db()
    assert (freed, again) == ([unnamed], [])
    assert booking.state == BookingState.CONFIRMED
    assert fresh(entry).state == EntryState.OFFERED
    places.give_up(chosen=list(booking.places.all()))
    booking.refresh_from_db()
    assert booking.state == BookingState.CANCELLED


def test_time_stands_still_for_nobody(full: tuple[CourseRun, Booking]) -> None:
    """A course that has begun makes no offers."""
    run, booking = full
    entry = make.wish(run, people(1)[0])
    assert run.starts_at is not None

    with time_machine.travel(run.starts_at + timedelta(minutes=1), tick=False):
        places.give_up(chosen=list(booking.places.all()))

    assert fresh(entry).state == EntryState.WAITING


@pytest.mark.parametrize("how", ["cancelled", "ran out"])
def test_a_run_without_a_price_for_those_who_wait_still_frees_its_places(
    tariq: User, how: str
) -> None:
    run = CourseRunFactory(is_open=True, capacity=1)
    booking = make.paid(run, tariq) if how == "cancelled" else make.hold(run, tariq)
    entry = make.wish(run, people(1)[0])
    run.tiers.update(valid_until=timezone.localdate() - timedelta(days=1))

    if how == "cancelled":
        bookings.cancel(booking=booking, by=tariq)
    else:
        make.run_out(booking)
        bookings.expire_lapsed()

    run.refresh_from_db()
    assert run.places_taken == 0
    assert fresh(entry).state == EntryState.WAITING
