"""The hub cancels a run: everybody is told once and every penny goes back, whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command

from accounts.models import User
from billing.actions import payments
from billing.enums import PaymentStatus
from courses.actions import bookings, runs, waiting_list, winding_up
from courses.enums import BookingState, EntryState, PlaceState, RunState
from courses.models import Booking, CourseRun, Fund, WaitingListEntry
from schools.models import School
from tests.core.test_killed_worker import database_url
from tests.courses.booking.pages import Drain, sent_to, taken
from tests.courses.changing.doomed import PROJECT
from tests.factories import bookings as make
from tests.factories import changes as scene
from tests.factories.billing import event
from tests.factories.courses import CourseRunFactory

REASON = "The trainer has broken a leg."


def somebody(name: str) -> User:
    return User.objects.create_user(f"{name}@example.org", full_name=f"{name.title()} Example")


def winding_up_process(run: CourseRun, *, dies_at: int) -> int:
    """Another process winds the run up; its exit status."""
    ended = subprocess.run(
        [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "tests.courses.changing.doomed",
            str(run.pk),
            str(dies_at),
        ],
        cwd=PROJECT,
        env={**os.environ, "DATABASE_URL": database_url()},
        check=False,
        timeout=120,
    )
    return ended.returncode


def big_run(school: School, tariq: User) -> CourseRun:
    """22 places: 12 paid by card, 8 on an invoice, 2 by a fund; and 3 people who wait."""
    run = CourseRunFactory(is_open=True, capacity=22, starts=scene.evening(30))
    for number in range(12):
        make.paid(run, somebody(f"card-{number}"))
    scene.booked(run, by=tariq, people=tuple(f"invoice-{n}" for n in range(8)), at=school)
    funded = bookings.hold(
        seats=[
            bookings.Seat(run=run, name="Fund Example", email=f"fund-{n}@example.org")
            for n in range(2)
        ],
        school=school,
        by=tariq,
        submit_token="f" * 24,
        fund=scene.fund(run, school),
    )
    bookings.confirm(booking=funded, by=tariq)
    for number in range(3):
        who = somebody(f"waits-{number}")
        waiting_list.join(run=run, quantity=1, min_quantity=1, school=None, by=who)
    return run


def told(mails: list[EmailMessage]) -> Counter[str]:
    """How often each person was told that the course or its list is off."""
    return Counter(
        mail.to[0]
        for mail in mails
        if mail.subject.startswith(("Cancelled by the hub", "The waiting list is closed"))
    )


@pytest.mark.promise(number=38)
@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_and_started_again_it_finishes_and_repeats_nothing(
    tariq: User, school: School, hannah: User, drain: Drain
) -> None:
    run = big_run(school, tariq)
    before = len(drain())
    runs.cancel(run=run, reason=REASON, by=hannah)

    assert winding_up_process(run, dies_at=9) == -signal.SIGKILL
    done = Booking.objects.filter(state=BookingState.CANCELLED).count()
    assert done == 8, "what was in hand when it was killed is rolled back"
    run.refresh_from_db()
    assert run.wound_up_at is None

    assert winding_up_process(run, dies_at=0) == 0
    mails = drain()[before:]

    run.refresh_from_db()
    assert run.wound_up_at is not None
    assert taken(run) == 0
    everybody = [f"card-{n}@example.org" for n in range(12)]
    everybody += [f"invoice-{n}@example.org" for n in range(8)]
    everybody += [f"fund-{n}@example.org" for n in range(2)]
    everybody += [f"waits-{n}@example.org" for n in range(3)]
    assert told(mails) == {**dict.fromkeys(everybody, 1), tariq.email: 2}  # one for each booking
    assert len(sent_to(mails, "finance@example.org")) == 1
    states = Counter(booking.balance().status for booking in Booking.objects.all())
    assert states == {PaymentStatus.REFUND_DUE: 12, PaymentStatus.NOTHING_DUE: 2}
    assert Fund.objects.get().committed_pence == 0
    assert set(WaitingListEntry.objects.values_list("state", flat=True)) == {EntryState.CLOSED}
    call_command("audit_bookings")
    number = before + len(mails)
    assert not winding_up.wind_up(run=run)
    assert len(drain()) == number


@pytest.mark.django_db
def test_cancelling_promises_the_rest_and_the_job_goes_on_where_it_was(
    run: CourseRun, tariq: User, school: School, hannah: User, drain: Drain
) -> None:
    scene.booked(run, by=tariq, people=("ann", ""), at=school)
    runs.cancel(run=run, reason=REASON, by=hannah)
    assert taken(run) == 2, "nobody waits for it on the page that cancels"

    assert winding_up.wind_up_all() == 1
    assert winding_up.wind_up_all() == 0
    mails = drain()  # the promised task too

    assert told(mails) == {tariq.email: 1, "ann@example.org": 1}
    run.refresh_from_db()
    assert run.wound_up_at is not None


@pytest.mark.django_db
def test_only_the_places_on_that_run_go_and_their_booker_gets_other_dates(
    run: CourseRun, tariq: User, school: School, hannah: User, drain: Drain
) -> None:
    other = CourseRunFactory(is_open=True, starts=scene.evening(40))
    later = CourseRunFactory(page=run.page, is_open=True, starts=scene.evening(50))
    booking = scene.booked(run, other, by=tariq, people=("ann", "bea"), at=school)
    scene.starting(run, within=timedelta(hours=30))  # late: by its terms it would cost everything
    runs.cancel(run=run, reason=REASON, by=hannah)

    mails = drain()

    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED
    assert (taken(run), taken(other)) == (0, 2)
    assert booking.balance().charged_pence == 2 * 7500
    mail = sent_to(mails, tariq.email)[-1]
    assert REASON in mail.body
    assert "owes £150 for this booking now" in mail.body
    assert later.get_booking_url() in mail.body
    assert "please do not come" in sent_to(mails, "ann@example.org")[-1].body


@pytest.mark.django_db
def test_what_was_kept_for_a_place_given_up_late_is_taken_back_too(
    run: CourseRun, tariq: User, school: School, drain: Drain
) -> None:
    booking = scene.booked(run, by=tariq, people=("ann", "bea"), at=school)
    scene.starting(run, within=timedelta(days=4))
    bookings.cancel_places(chosen=list(booking.places.all()), by=tariq)
    assert booking.balance().charged_pence == 7500
    before = len(drain())

    runs.cancel(run=run, reason=REASON, by=None)
    mails = drain()[before:]

    assert booking.balance().charged_pence == 0
    assert not booking.places.exclude(kept_pence=0).exists()
    assert told(mails) == {tariq.email: 1}  # Ann and Bea were told that they need not come


@pytest.mark.django_db
def test_what_was_held_offered_or_not_approved_yet_ends_too(
    policy: object, tariq: User, sam: User, olwen: User, school: School, drain: Drain
) -> None:
    run = CourseRunFactory(is_open=True, capacity=3, starts=scene.evening(30))
    asked = make.asked(run, tariq, at=School.objects.get(pk=school.pk))
    held = make.hold(run, sam)
    gone = make.paid(run, olwen)
    waiting_list.join(run=run, quantity=1, min_quantity=1, school=None, by=somebody("waits"))
    bookings.cancel(booking=gone, by=olwen)  # offered to who waits
    offered = Booking.objects.get(state=BookingState.OFFERED)
    drain().clear()

    runs.cancel(run=run, reason=REASON, by=None)
    mails = drain()

    for booking in (asked, held, offered):
        booking.refresh_from_db()
    assert [one.state for one in (asked, held, offered)] == [
        BookingState.CANCELLED,
        BookingState.EXPIRED,
        BookingState.EXPIRED,
    ]
    assert (taken(run), run.state) == (0, RunState.CANCELLED)
    assert not run.places.filter(state=PlaceState.CONFIRMED).exists()
    assert told(mails) == {tariq.email: 1, sam.email: 1, "waits@example.org": 1}
    assert asked.approval.is_approved is False


@pytest.mark.django_db
def test_money_that_comes_after_the_end_goes_back(run: CourseRun, sam: User, drain: Drain) -> None:
    held = make.hold(run, sam)
    payment = make.start_paying(held)
    runs.cancel(run=run, reason=REASON, by=None)
    drain()

    payments.settle(event=event(payment))

    held.refresh_from_db()
    assert held.state == BookingState.EXPIRED
    assert held.balance().status is PaymentStatus.REFUND_DUE
