"""Places are given up one by one: each by its own terms, to the penny, and told once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import User
from billing.enums import EntryKind, PaymentStatus
from billing.models import LedgerEntry
from core.models import AuditEvent
from courses.actions import bookings, waiting_list
from courses.enums import BookingState, PlaceState
from courses.exceptions import (
    CannotBeCancelledError,
    NotYoursToChangeError,
    QuoteChangedError,
    ReasonNeededError,
)
from courses.models import CourseRun, Place
from schools.models import School
from tests.courses.booking.pages import Drain, sent_to, taken
from tests.factories import bookings as make
from tests.factories import changes as scene
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db
SOON = timedelta(days=4)  # inside the ten working days, outside the two


def test_one_of_five_is_cancelled_and_the_others_stay(
    run: CourseRun, tariq: User, school: School, drain: Drain
) -> None:
    booking = scene.booked(run, by=tariq, people=("ann", "bea", "cem", "", ""), at=school)
    drain().clear()

    freed = bookings.cancel_places(chosen=[scene.place_of(booking, "bea")], by=tariq)

    assert [str(place.attendee) for place in freed] == ["Bea Example"]
    booking.refresh_from_db()
    assert (booking.state, taken(run)) == (BookingState.CONFIRMED, 4)
    assert booking.balance().charged_pence == 4 * 7500
    back = LedgerEntry.objects.filter(order=booking.order, kind=EntryKind.CREDIT)
    assert [(one.amount_pence, one.line_id) for one in back] == [(-7500, freed[0].order_line_id)]


def test_each_who_is_concerned_is_told_and_nobody_else(
    run: CourseRun, tariq: User, school: School, drain: Drain
) -> None:
    booking = scene.booked(run, by=tariq, people=("ann", "bea"), at=school)
    before = len(drain())

    bookings.cancel_places(chosen=[scene.place_of(booking, "bea")], by=tariq)
    bookings.cancel_places(chosen=[scene.place_of(booking, "bea")], by=tariq)

    told = drain()[before:]
    assert sorted(mail.to[0] for mail in told) == [
        "bea@example.org",
        "finance@example.org",
        tariq.email,
    ]
    mine = sent_to(told, tariq.email)[0]
    assert "Demo Meadow Primary owes £75 for this booking now." in mine.body.splitlines()[3]
    finance = sent_to(told, "finance@example.org")[0]
    assert "Bea Example: cancelled, nothing to pay" in finance.body


def test_a_late_place_keeps_what_its_terms_say_also_when_the_policy_has_changed(
    run: CourseRun, tariq: User, school: School
) -> None:
    booking = scene.booked(run, by=tariq, people=("ann", "bea"), at=school)
    run.policy = scene.usual_policy()
    scene.usual_policy().steps.update(percent=100)
    scene.starting(run, within=SOON)

    bookings.cancel_places(chosen=[scene.place_of(booking, "ann")], by=tariq)

    assert scene.place_of(booking, "ann").kept_pence == 3750
    assert booking.balance().charged_pence == 7500 + 3750


def test_of_a_paid_place_only_the_rest_is_due_back(run: CourseRun, tariq: User) -> None:
    booking = make.paid(run, tariq)
    scene.starting(run, within=SOON)

    bookings.cancel(booking=booking, by=tariq)

    assert booking.state == BookingState.CANCELLED
    assert booking.balance().status is PaymentStatus.REFUND_DUE
    assert booking.balance().refund_pence == 2000  # half of £40


def test_odd_pence_are_the_payers(tariq: User, school: School) -> None:
    scene.usual_policy()
    odd = CourseRunFactory(is_open=True, starts=scene.evening(30))
    odd.tiers.update(net_pence=4001)
    booking = scene.booked(odd, by=tariq, people=("ann",), at=school)
    scene.starting(odd, within=SOON)

    bookings.cancel_places(chosen=[booking.places.get()], by=tariq)

    assert booking.places.get().kept_pence == 2000
    assert booking.balance().charged_pence == 2000


def test_what_was_not_shown_is_not_done(run: CourseRun, tariq: User, school: School) -> None:
    booking = scene.booked(run, by=tariq, people=("ann",), at=school)
    scene.starting(run, within=SOON)

    with pytest.raises(QuoteChangedError):
        bookings.cancel_places(chosen=[booking.places.get()], by=tariq, agreed_pence=0)

    assert taken(run) == 1
    assert booking.balance().charged_pence == 7500


def test_the_office_of_the_school_may_and_another_school_may_not(
    run: CourseRun, tariq: User, olwen: User, sam: User, school: School
) -> None:
    booking = scene.booked(run, by=tariq, people=("ann", "bea"), at=school)
    scene.office_post(olwen, school)

    with pytest.raises(NotYoursToChangeError):
        bookings.cancel_places(chosen=[scene.place_of(booking, "ann")], by=sam)
    bookings.cancel_places(chosen=[scene.place_of(booking, "ann")], by=olwen)

    assert taken(run) == 1


def test_after_the_start_only_the_hub_and_with_a_reason(
    run: CourseRun, tariq: User, hannah: User, school: School, drain: Drain
) -> None:
    booking = scene.booked(run, by=tariq, people=("ann", "bea"), at=school)
    scene.starting(run, within=timedelta(minutes=-5))
    place = scene.place_of(booking, "ann")

    with pytest.raises(CannotBeCancelledError):
        bookings.cancel_places(chosen=[place], by=tariq)
    with pytest.raises(ReasonNeededError):
        bookings.cancel_places(chosen=[place], by=hannah)
    bookings.cancel_places(chosen=[place], by=hannah, reason="Taken ill on the way.", waive=True)

    assert scene.place_of(booking, "ann").kept_pence == 0
    assert booking.balance().charged_pence == 7500
    event = AuditEvent.objects.get(verb="booking.cancel_places")
    assert (event.actor_id, event.data["waived"]) == (hannah.pk, True)
    assert "Taken ill on the way." in sent_to(drain(), tariq.email)[-1].body


def test_nobody_but_the_hub_waives_and_not_for_itself(
    run: CourseRun, tariq: User, hannah: User, school: School
) -> None:
    theirs = scene.booked(run, by=tariq, people=("ann",), at=school)
    own = make.paid(run, hannah)

    for booking, by in ((theirs, tariq), (own, hannah)):
        with pytest.raises(NotYoursToChangeError):
            bookings.cancel_places(
                chosen=[booking.places.get()], by=by, reason="Because.", waive=True
            )


def test_a_freed_place_is_offered_and_its_charge_waived_once_it_is_taken(
    run: CourseRun, tariq: User, sam: User, school: School, drain: Drain
) -> None:
    booking = scene.booked(run, by=tariq, people=("ann", "bea", "cem", "dot", "eli", ""), at=school)
    scene.starting(run, within=SOON)
    entry = waiting_list.join(run=run, quantity=1, min_quantity=1, school=None, by=sam)
    late = [scene.place_of(booking, "ann"), scene.place_of(booking, "bea")]

    bookings.cancel_places(chosen=late, by=tariq)
    assert booking.balance().charged_pence == 4 * 7500 + 2 * 3750
    entry.refresh_from_db()
    held = waiting_list.accept(entry=entry, by=sam)
    drain().clear()
    make.settle(held)

    kept = Place.objects.filter(booking=booking, state=PlaceState.CANCELLED)
    assert sorted(place.kept_pence for place in kept) == [0, 3750]
    assert booking.balance().charged_pence == 4 * 7500 + 3750
    told = sent_to(drain(), tariq.email)[-1]
    assert "somebody on the waiting list has taken the place" in told.body


def test_a_place_that_a_fund_pays_costs_its_booker_nothing(
    run: CourseRun, tariq: User, school: School
) -> None:
    booking = scene.booked(run, by=tariq, people=("ann",), at=school)
    fund = scene.fund(run, school)
    funded = bookings.hold(
        seats=[bookings.Seat(run=run, name="Bea Example", email="bea@example.org")],
        school=school,
        by=tariq,
        submit_token="x" * 24,
        fund=fund,
    )
    bookings.confirm(booking=funded, by=tariq)
    scene.starting(run, within=timedelta(hours=3))

    bookings.cancel_places(chosen=[funded.places.get()], by=tariq)

    fund.refresh_from_db()
    assert (fund.committed_pence, funded.places.get().kept_pence) == (0, 0)
    assert booking.balance().charged_pence == 7500
