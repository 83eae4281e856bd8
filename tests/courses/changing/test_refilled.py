"""Whose late charge is waived: that of the very place that the waiting list has filled."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import User
from billing.enums import Terms
from courses.actions import bookings, runs, transferring, waiting_list
from courses.enums import EntryState
from courses.models import Booking, CourseRun, Place, WaitingListEntry
from schools.models import Purchasing, School
from tests.factories import bookings as make
from tests.factories import changes as scene
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db
SOON = timedelta(days=4)
HALF = 3750


@pytest.fixture
def full(run: CourseRun, tariq: User, school: School) -> tuple[CourseRun, Booking]:
    """Six of six, four days before."""
    names = ("ann", "bea", "cem", "dot", "eli", "fay")
    booking = scene.booked(run, by=tariq, people=names, at=school)
    return scene.starting(run, within=SOON), booking


def give_up(booking: Booking, *names: str) -> None:
    chosen = [scene.place_of(booking, name) for name in names]
    bookings.cancel_places(chosen=chosen, by=booking.booker)


def kept(booking: Booking) -> dict[str, int]:
    given_up = booking.places.filter(state="CANCELLED").select_related("attendee")
    return {str(place.attendee).split()[0]: place.kept_pence for place in given_up}


def take(entry: WaitingListEntry) -> Booking:
    """They say yes, and pay."""
    entry.refresh_from_db()
    assert entry.state == EntryState.OFFERED
    return make.settle(waiting_list.accept(entry=entry, by=None))


def test_a_place_that_the_public_took_is_not_the_one_that_the_list_fills(
    full: tuple[CourseRun, Booking], sam: User, olwen: User
) -> None:
    run, booking = full
    give_up(booking, "ann")
    make.paid(run, sam)
    entry = make.wish(run, olwen)
    give_up(booking, "bea")

    take(entry)

    assert kept(booking) == {"Ann": HALF, "Bea": 0}
    assert booking.balance().charged_pence == 4 * 7500 + HALF


@pytest.fixture
def three(run: CourseRun, tariq: User, school: School) -> tuple[CourseRun, Booking]:
    """Three of three, four days before."""
    runs.revise(run=run, capacity=3, by=None)
    booking = scene.booked(run, by=tariq, people=("ann", "bob", "cat"), at=school)
    return scene.starting(run, within=SOON), booking


def test_one_of_the_public_takes_one_of_two_empty_places(
    three: tuple[CourseRun, Booking], sam: User, olwen: User
) -> None:
    run, booking = three
    give_up(booking, "ann", "bob")
    assert kept(booking) == {"Ann": HALF, "Bob": HALF}
    make.paid(run, sam)
    entry = make.wish(run, olwen, quantity=2, min_quantity=2)
    give_up(booking, "cat")

    filled = take(entry)

    assert [place.refills for place in filled.places.order_by("pk")] == [
        scene.place_of(booking, "bob"),
        scene.place_of(booking, "cat"),
    ]
    assert kept(booking) == {"Ann": HALF, "Bob": 0, "Cat": 0}


def test_two_of_the_public_take_both_empty_places(
    three: tuple[CourseRun, Booking], sam: User, olwen: User, tess: User
) -> None:
    run, booking = three
    give_up(booking, "ann")
    give_up(booking, "bob")
    make.paid(run, sam)
    make.paid(run, olwen)
    entry = make.wish(run, tess)
    give_up(booking, "cat")

    take(entry)

    assert kept(booking) == {"Ann": HALF, "Bob": HALF, "Cat": 0}


def test_who_came_before_a_place_was_given_up_has_not_taken_it(
    three: tuple[CourseRun, Booking], sam: User, olwen: User
) -> None:
    run, booking = three
    give_up(booking, "ann")
    make.paid(run, sam)
    give_up(booking, "bob")
    entry = make.wish(run, olwen, quantity=2, min_quantity=2)
    give_up(booking, "cat")

    take(entry)

    assert kept(booking) == {"Ann": HALF, "Bob": 0, "Cat": 0}


def test_a_place_from_the_list_that_moves_in_took_an_empty_one_too(
    full: tuple[CourseRun, Booking], sam: User, olwen: User, tariq: User, school: School
) -> None:
    run, booking = full
    other = CourseRunFactory(page=run.page, is_open=True, capacity=1)
    first = scene.booked(other, by=tariq, people=("gus",), at=school)
    theirs = make.wish(other, sam)
    bookings.cancel(booking=first, by=tariq)
    moving = take(theirs)
    give_up(booking, "ann")
    transferring.transfer(place=moving.places.get(), to_run=run, by=sam)
    entry = make.wish(run, olwen)
    runs.revise(run=run, capacity=7, by=None)

    take(entry)

    assert kept(booking) == {"Ann": HALF}


def test_what_the_public_took_and_gave_up_again_is_theirs(
    full: tuple[CourseRun, Booking], sam: User, olwen: User
) -> None:
    run, booking = full
    give_up(booking, "ann")
    theirs = make.paid(run, sam)
    entry = make.wish(run, olwen)
    bookings.cancel(booking=theirs, by=sam)
    assert theirs.places.get().kept_pence == 2000

    take(entry)

    assert theirs.places.get().kept_pence == 0
    assert kept(booking) == {"Ann": HALF}


def test_a_hold_of_the_public_that_ran_out_has_taken_nothing(
    full: tuple[CourseRun, Booking], sam: User, olwen: User
) -> None:
    run, booking = full
    give_up(booking, "ann")
    held = make.hold(run, sam)
    entry = make.wish(run, olwen)
    make.run_out(held)
    bookings.expire_lapsed()

    take(entry)

    assert kept(booking) == {"Ann": 0}


def test_an_offer_that_was_declined_hands_the_place_on(
    full: tuple[CourseRun, Booking], sam: User, olwen: User
) -> None:
    run, booking = full
    first, second = make.wish(run, sam), make.wish(run, olwen)
    give_up(booking, "ann")
    first.refresh_from_db()
    waiting_list.decline(entry=first, by=None)
    assert kept(booking) == {"Ann": HALF}

    filled = take(second)

    assert kept(booking) == {"Ann": 0}
    assert filled.places.get().refills == scene.place_of(booking, "ann")


def test_who_refilled_a_place_and_gives_it_up_is_refilled_in_turn(
    full: tuple[CourseRun, Booking], sam: User, olwen: User
) -> None:
    run, booking = full
    first, second = make.wish(run, sam), make.wish(run, olwen)
    give_up(booking, "ann")
    filled = take(first)
    bookings.cancel(booking=filled, by=sam)
    assert filled.places.get().kept_pence == 2000

    take(second)

    assert filled.places.get().kept_pence == 0
    assert kept(booking) == {"Ann": 0}


def test_each_of_two_offers_at_once_stands_for_another_place(
    full: tuple[CourseRun, Booking], sam: User, olwen: User
) -> None:
    run, booking = full
    first, second = make.wish(run, sam), make.wish(run, olwen)
    give_up(booking, "ann", "bea")

    take(second)
    assert kept(booking) == {"Ann": HALF, "Bea": 0}
    take(first)
    assert kept(booking) == {"Ann": 0, "Bea": 0}


def test_what_a_school_did_not_approve_hands_the_place_on_and_is_nobodys(
    full: tuple[CourseRun, Booking], sam: User, olwen: User, tess: User
) -> None:
    run, booking = full
    strict = make.school(999002, "Demo Strict Primary")
    make.post(sam, strict)
    Purchasing.objects.create(school=strict, needs_approval=True, approver_email="h@example.org")
    first, second, third = (
        make.wish(run, sam, at=strict),
        make.wish(run, olwen),
        make.wish(run, tess),
    )
    give_up(booking, "ann")
    first.refresh_from_db()
    asked = waiting_list.accept(entry=first, by=None)
    bookings.confirm(booking=asked, by=sam, terms=Terms.INVOICE)
    bookings.refuse(booking=asked, name="The head")
    take(second)
    assert kept(booking) == {"Ann": 0}
    give_up(booking, "bea")

    take(third)

    assert kept(booking) == {"Ann": 0, "Bea": 0}


def test_a_place_that_waited_for_a_second_one_is_refilled_with_it(
    full: tuple[CourseRun, Booking], sam: User
) -> None:
    run, booking = full
    entry = make.wish(run, sam, quantity=2, min_quantity=2)
    give_up(booking, "ann")
    give_up(booking, "bea")

    take(entry)

    assert kept(booking) == {"Ann": 0, "Bea": 0}


def test_a_larger_course_refills_nothing(
    full: tuple[CourseRun, Booking], sam: User, olwen: User
) -> None:
    run, booking = full
    give_up(booking, "ann")
    make.paid(run, sam)
    entry = make.wish(run, olwen)
    runs.revise(run=run, capacity=7, by=None)

    take(entry)

    assert kept(booking) == {"Ann": HALF}


def test_who_moved_in_from_another_date_took_a_place_too(
    full: tuple[CourseRun, Booking], tariq: User, olwen: User, school: School
) -> None:
    run, booking = full
    other = CourseRunFactory(page=run.page, is_open=True)
    booked_before = scene.booked(other, by=tariq, people=("gus",), at=school)
    give_up(booking, "ann")
    transferring.transfer(place=booked_before.places.get(), to_run=run, by=tariq)
    entry = make.wish(run, olwen)
    runs.revise(run=run, capacity=7, by=None)

    take(entry)

    assert kept(booking) == {"Ann": HALF}
    assert not Place.objects.exclude(refills=None).exists()
