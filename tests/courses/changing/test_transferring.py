"""Another date is one command: all or nothing, and every penny of the difference is somewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import User
from billing.enums import PaymentStatus
from core.models import AuditEvent
from courses.actions import transferring
from courses.enums import BookingState, PlaceState
from courses.exceptions import (
    AlreadyBookedError,
    CannotBeMovedError,
    QuoteChangedError,
    RunIsFullError,
    RunNotOpenError,
)
from courses.models import Booking, CourseRun
from schools.models import School
from tests.courses.booking.pages import Drain, sent_to, taken
from tests.factories import bookings as make
from tests.factories import changes as scene
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(run: CourseRun) -> CourseRun:
    """Another date of the same course, at £90 instead of £75 (and £40 for people alone)."""
    other = CourseRunFactory(page=run.page, is_open=True, capacity=2, starts=scene.evening(60))
    other.tiers.filter(net_pence=7500).update(net_pence=9000)
    return other


@pytest.fixture
def booking(run: CourseRun, tariq: User, school: School) -> Booking:
    return scene.booked(run, by=tariq, people=("ann", "bea"), at=school)


@pytest.mark.promise(number=15)
def test_a_dearer_date_charges_the_difference(
    run: CourseRun, later: CourseRun, booking: Booking, tariq: User, drain: Drain
) -> None:
    old = scene.place_of(booking, "ann")
    before = len(drain())

    new = transferring.transfer(place=old, to_run=later, by=tariq, agreed_pence=1500)

    old.refresh_from_db()
    assert (old.state, old.kept_pence, new.transferred_from) == (PlaceState.CANCELLED, 0, old)
    assert (str(new.attendee), new.state) == ("Ann Example", PlaceState.CONFIRMED)
    assert (taken(run), taken(later)) == (1, 1)
    assert booking.balance().charged_pence == 7500 + 9000
    told = drain()[before:]
    assert sorted(mail.to[0] for mail in told) == [
        "ann@example.org",
        "ann@example.org",
        "finance@example.org",
        tariq.email,
    ]
    assert "owes £165" in sent_to(told, tariq.email)[0].body


@pytest.mark.promise(number=15)
def test_a_cheaper_date_is_a_credit_and_what_was_paid_is_due_back(
    run: CourseRun, tariq: User
) -> None:
    cheaper = CourseRunFactory(page=run.page, is_open=True, starts=scene.evening(60))
    cheaper.tiers.update(net_pence=3000)
    booking = make.paid(run, tariq)  # £40

    transferring.transfer(place=booking.places.get(), to_run=cheaper, by=tariq)

    assert booking.balance().status is PaymentStatus.REFUND_DUE
    assert booking.balance().refund_pence == 1000


def test_the_only_place_moves_and_the_booking_stays(
    run: CourseRun, later: CourseRun, tariq: User
) -> None:
    booking = make.paid(run, tariq)

    new = transferring.transfer(place=booking.places.get(), to_run=later, by=tariq)
    again = transferring.transfer(place=booking.places.all()[0], to_run=later, by=tariq)

    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED
    assert again == new
    assert taken(later) == 1


def test_moving_late_keeps_what_the_old_date_keeps(
    run: CourseRun, later: CourseRun, booking: Booking, tariq: User
) -> None:
    scene.starting(run, within=timedelta(days=4))
    old = scene.place_of(booking, "ann")
    old.refresh_from_db()

    assert transferring.difference(place=old, to_run=later).pence == 3750 + 9000 - 7500
    with pytest.raises(QuoteChangedError):
        transferring.transfer(place=old, to_run=later, by=tariq, agreed_pence=1500)
    transferring.transfer(place=old, to_run=later, by=tariq, agreed_pence=5250)

    assert booking.balance().charged_pence == 7500 + 3750 + 9000


def test_a_full_date_takes_nobody_and_says_what_is_left(
    run: CourseRun, later: CourseRun, booking: Booking, tariq: User, sam: User, drain: Drain
) -> None:
    scene.booked(later, by=sam, people=("cem", "dot"))
    before = len(drain())

    with pytest.raises(RunIsFullError) as refused:
        transferring.transfer(place=scene.place_of(booking, "ann"), to_run=later, by=tariq)

    assert refused.value.places_left == 0
    assert (taken(run), taken(later), booking.balance().charged_pence) == (2, 2, 15000)
    assert len(drain()) == before


def test_a_hold_that_has_run_out_gives_its_place_to_the_mover(
    run: CourseRun, later: CourseRun, booking: Booking, tariq: User, sam: User
) -> None:
    scene.booked(later, by=sam, people=("cem",))
    make.run_out(make.hold(later, sam))

    transferring.transfer(place=scene.place_of(booking, "ann"), to_run=later, by=tariq)

    assert taken(later) == 2


def test_nobody_is_on_one_date_twice(
    run: CourseRun, later: CourseRun, booking: Booking, tariq: User, sam: User
) -> None:
    scene.booked(later, by=sam, people=("ann",))

    with pytest.raises(AlreadyBookedError):
        transferring.transfer(place=scene.place_of(booking, "ann"), to_run=later, by=tariq)

    assert taken(run) == 2


def test_another_course_is_for_the_hub_to_choose(
    run: CourseRun, booking: Booking, tariq: User, hannah: User, drain: Drain
) -> None:
    other = CourseRunFactory(is_open=True, starts=scene.evening(60))
    place = scene.place_of(booking, "ann")

    with pytest.raises(CannotBeMovedError):
        transferring.transfer(place=place, to_run=other, by=tariq)
    transferring.transfer(place=place, to_run=other, by=hannah, reason="It suits Ann better.")

    assert taken(other) == 1
    assert AuditEvent.objects.get(verb="booking.transfer").actor_id == hannah.pk
    assert "It suits Ann better." in sent_to(drain(), tariq.email)[-1].body


def test_the_hub_waives_what_the_old_date_would_keep(
    run: CourseRun, later: CourseRun, booking: Booking, hannah: User
) -> None:
    scene.starting(run, within=timedelta(minutes=-5))

    transferring.transfer(
        place=scene.place_of(booking, "ann"),
        to_run=later,
        by=hannah,
        reason="Snow.",
        waive=True,
    )

    assert booking.balance().charged_pence == 7500 + 9000


def test_a_fund_pays_for_the_new_date_too(
    run: CourseRun, later: CourseRun, tariq: User, school: School
) -> None:
    from courses.actions import bookings

    fund = scene.fund(run, school)
    fund.runs.add(later)
    fund.budget_pence = 9000
    fund.save()
    held = bookings.hold(
        seats=[bookings.Seat(run=run, name="Cem Example", email="cem@example.org")],
        school=school,
        by=tariq,
        submit_token="x" * 24,
        fund=fund,
    )
    bookings.confirm(booking=held, by=tariq)

    new = transferring.transfer(place=held.places.get(), to_run=later, by=tariq)

    fund.refresh_from_db()
    assert (new.payable_pence, fund.committed_pence) == (0, 9000)


def test_a_closed_date_takes_nobody(
    run: CourseRun, later: CourseRun, booking: Booking, tariq: User
) -> None:
    CourseRun.objects.filter(pk=later.pk).update(state="CLOSED")

    with pytest.raises(RunNotOpenError):
        transferring.transfer(place=scene.place_of(booking, "ann"), to_run=later, by=tariq)
