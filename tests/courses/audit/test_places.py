"""Damage to runs, places and bookings, fault by fault."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from courses.enums import BookingState, PlaceState, RunState
from courses.models import Approval, Booking, CourseRun, Place, Session
from tests.courses.audit.conftest import Finds, World, finds_names
from tests.damage import unguard
from tests.factories.courses import CourseRunFactory

pytestmark = [pytest.mark.django_db, pytest.mark.promise(number=49)]


def test_a_run_that_counts_a_place_too_many(world: World, finds: Finds) -> None:
    CourseRun.objects.filter(pk=world.run.pk).update(places_taken=4)
    finds("I1", names=f"run {world.run.code}: 4 places taken, 3 counted")


def test_a_run_above_its_capacity(world: World, finds: Finds) -> None:
    unguard(CourseRun, "never_above_capacity")
    CourseRun.objects.filter(pk=world.run.pk).update(capacity=2)
    finds("I2", names=f"run {world.run.code}: 3 places taken of 2")


def test_somebody_who_is_counted_twice(world: World, finds: Finds) -> None:
    unguard(Place, "nobody_counted_twice_on_a_run")
    twice = world.place(world.invoiced).attendee
    Place.objects.filter(booking=world.held).update(attendee=twice)
    finds("I3", names=f"run {world.run.code}")


def test_a_hold_that_never_ends(world: World, finds: Finds) -> None:
    unguard(Booking, "every_hold_expires")
    Booking.objects.filter(pk=world.held.pk).update(hold_expires_at=None)
    finds("I4", names=f"booking {world.held.reference}: HELD, never runs out")


def test_a_hold_that_ended_long_ago_and_still_counts(world: World, finds: Finds) -> None:
    long_ago = timezone.now() - timedelta(hours=2)
    Booking.objects.filter(pk=world.held.pk).update(hold_expires_at=long_ago)
    finds("I4", names=world.held.reference)


def test_a_hold_that_ended_just_now_is_nobodys_fault(world: World, finds: Finds) -> None:
    just_now = timezone.now() - timedelta(minutes=2)
    Booking.objects.filter(pk=world.held.pk).update(hold_expires_at=just_now)
    finds(names="")


def cancel_quietly(run: CourseRun, *, hours: int) -> None:
    """As no action does: nobody is told and nothing is given back."""
    CourseRun.objects.filter(pk=run.pk).update(
        state=RunState.CANCELLED, cancelled_at=timezone.now() - timedelta(hours=hours)
    )


def test_places_that_were_forgotten_on_a_cancelled_run(world: World, finds: Finds) -> None:
    cancel_quietly(world.run, hours=2)
    finds("I11", names=f"run {world.run.code}: cancelled, with 3 places")


def test_a_cancelled_run_has_an_hour_to_be_wound_up(world: World, finds: Finds) -> None:
    cancel_quietly(world.run, hours=0)
    finds(names="")


def test_a_run_said_to_be_wound_up_that_is_not(world: World, finds: Finds) -> None:
    cancel_quietly(world.run, hours=0)
    CourseRun.objects.filter(pk=world.run.pk).update(wound_up_at=timezone.now())
    finds("I11", names=f"run {world.run.code}")


def test_a_run_that_was_cancelled_by_hand_at_no_moment(world: World, finds: Finds) -> None:
    unguard(CourseRun, "a_cancelled_run_says_when")
    CourseRun.objects.filter(pk=world.run.pk).update(state=RunState.CANCELLED)
    finds("I11", names=f"run {world.run.code}: cancelled, with 3 places")


def test_a_place_that_is_counted_after_it_was_given_up(world: World, finds: Finds) -> None:
    unguard(Place, "counted_while_held_offered_or_confirmed")
    Place.objects.filter(booking=world.cancelled).update(is_counted=True)
    CourseRun.objects.filter(pk=world.run.pk).update(places_taken=4)
    finds("I10", "M2", "M7", names="")
    finds_names(f"booking {world.cancelled.reference}, place {world.place(world.cancelled).pk}")


def test_a_confirmed_place_that_keeps_money(world: World, finds: Finds) -> None:
    unguard(Place, "only_a_cancelled_place_keeps_money_and_never_more_than_its_price")
    Place.objects.filter(booking=world.invoiced).update(kept_pence=100)
    finds("M3", names=f"booking {world.invoiced.reference}")


def test_a_price_that_does_not_add_up(world: World, finds: Finds) -> None:
    unguard(Place, "place_net_and_vat_is_gross")
    Place.objects.filter(booking=world.invoiced).update(vat_pence=1)
    finds("M4", names=f"booking {world.invoiced.reference}")


def test_a_place_that_was_moved_and_still_counts(world: World, finds: Finds) -> None:
    old, new = world.place(world.invoiced), world.place(world.paid)
    Place.objects.filter(pk=new.pk).update(transferred_from=old)
    finds("M5", names=f"booking {world.invoiced.reference}")


def test_a_run_that_has_forgotten_its_dates(world: World, finds: Finds) -> None:
    CourseRun.objects.filter(pk=world.run.pk).update(ends_at=timezone.now() + timedelta(days=99))
    finds("M6", names=f"run {world.run.code}")


def test_a_session_that_ends_when_it_starts(world: World, finds: Finds) -> None:
    unguard(Session, "a_session_ends_after_it_starts")
    first = CourseRunFactory(sessions=2).sessions.get(order=1)
    Session.objects.filter(pk=first.pk).update(end_at=first.start_at)
    finds("M16", names=f"run {first.run.code}: session {first.pk}")


def test_a_run_without_dates_is_well(world: World, finds: Finds) -> None:
    CourseRunFactory(is_undated=True)
    finds(names="")


def test_a_confirmed_booking_without_a_place(world: World, finds: Finds) -> None:
    stamps = {"state": PlaceState.CANCELLED, "cancelled_at": timezone.now(), "is_counted": False}
    Place.objects.filter(booking=world.invoiced).update(**stamps)
    CourseRun.objects.filter(pk=world.run.pk).update(places_taken=2)
    finds("I5", "I10", "M7", names="")
    finds_names(f"booking {world.invoiced.reference}: CONFIRMED, 0 counted places")


def test_a_booking_that_has_ended_and_keeps_its_place(world: World, finds: Finds) -> None:
    Booking.objects.filter(pk=world.held.pk).update(state=BookingState.EXPIRED)
    finds("M7", "I5", names=f"booking {world.held.reference}")


def test_a_confirmed_booking_whose_place_is_only_held(world: World, finds: Finds) -> None:
    Place.objects.filter(booking=world.invoiced).update(state=PlaceState.HELD)
    finds("M8", names=f"booking {world.invoiced.reference}: CONFIRMED")


def test_a_confirmation_at_no_moment(world: World, finds: Finds) -> None:
    unguard(Booking, "confirmed_says_when")
    Booking.objects.filter(pk=world.paid.pk).update(confirmed_at=None)
    finds("M9", names=f"booking {world.paid.reference}")


def test_a_booking_that_waits_for_an_answer_nobody_was_asked_for(
    world: World, finds: Finds
) -> None:
    Booking.objects.filter(pk=world.held.pk).update(state=BookingState.PENDING_APPROVAL)
    finds("M10", names=f"booking {world.held.reference}")


def test_a_booking_that_was_refused_and_confirmed(world: World, finds: Finds, olwen: User) -> None:
    Approval.objects.create(
        booking=world.invoiced,
        asked_email=olwen.email,
        is_approved=False,
        decided_at=timezone.now(),
    )
    finds("M10", names=f"booking {world.invoiced.reference}")
