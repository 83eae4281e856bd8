"""Damage to waiting lists, registers, certificates and the queue, fault by fault."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from courses.actions import registers
from courses.enums import BookingState, EntryState, Mark, PlaceState
from courses.models import (
    Attendance,
    Booking,
    CertificateOfAttendance,
    CourseRun,
    Place,
    WaitingListEntry,
)
from tests.courses.audit.conftest import Finds, World
from tests.damage import unguard
from tests.factories import bookings as make
from tests.factories import certification as scene
from tests.factories.courses import CourseRunFactory

pytestmark = [pytest.mark.django_db, pytest.mark.promise(number=49)]


def offered(world: World) -> WaitingListEntry:
    """The held place, as an offer to whoever holds it."""
    Booking.objects.filter(pk=world.held.pk).update(state=BookingState.OFFERED)
    Place.objects.filter(booking=world.held).update(state=PlaceState.OFFERED)
    return WaitingListEntry.objects.create(
        run=world.run, booker=world.held.booker, state=EntryState.OFFERED, offer=world.held
    )


def test_an_offer_is_well(world: World, finds: Finds) -> None:
    offered(world)
    finds(names="")


def test_a_wish_whose_offer_has_ended(world: World, finds: Finds) -> None:
    entry = offered(world)
    WaitingListEntry.objects.filter(pk=entry.pk).update(offer=world.cancelled)
    finds("I12", names=f"run {world.run.code}: wish {entry.pk} is offered, its offer is CANCELLED")


def test_a_wish_that_is_offered_another_run(world: World, finds: Finds) -> None:
    entry = offered(world)
    WaitingListEntry.objects.filter(pk=entry.pk).update(run=CourseRunFactory(is_open=True))
    finds("I12", names=f"wish {entry.pk} is offered")


def test_an_offer_to_nobody(world: World, finds: Finds) -> None:
    offered(world).delete()
    finds("I12", names=f"booking {world.held.reference}: offered, and nobody's turn")


def test_an_offer_to_somebody_else(world: World, finds: Finds, sam: User) -> None:
    entry = offered(world)
    WaitingListEntry.objects.filter(pk=entry.pk).update(booker=sam)
    finds("I12", names=f"booking {world.held.reference}")


def test_an_offer_whose_turn_is_over(world: World, finds: Finds) -> None:
    entry = offered(world)
    WaitingListEntry.objects.filter(pk=entry.pk).update(state=EntryState.DECLINED)
    finds("I12", names=f"booking {world.held.reference}")


def test_somebody_who_waits_twice(world: World, finds: Finds, sam: User) -> None:
    unguard(WaitingListEntry, "one_live_wish_per_run_and_booker")
    for _ in range(2):
        WaitingListEntry.objects.create(run=world.run, booker=sam)
    finds("M12", names=f"run {world.run.code}: person {sam.pk} waits 2 times")


def test_a_wish_for_fewer_places_than_would_do(world: World, finds: Finds, sam: User) -> None:
    unguard(WaitingListEntry, "a_wish_is_for_one_place_at_least")
    entry = WaitingListEntry.objects.create(run=world.run, booker=sam, min_quantity=2)
    finds("M13", names=f"wish {entry.pk} is for 1 places, at least 2")


def attended(tess: User, tariq: User) -> Place:
    """A place with a certificate of attendance that its marks carry."""
    run = scene.run_today(tess)
    place = scene.seat(run, tariq)
    Place.objects.filter(pk=place.pk).update(net_pence=0, vat_pence=0, gross_pence=0)
    session = run.sessions.get()
    registers.mark(session=session, marks={place: Mark.PRESENT}, by=tess)
    return place


def certify(place: Place) -> CertificateOfAttendance:
    day = timezone.localdate()
    return CertificateOfAttendance.objects.create(
        place=place,
        name="Tariq Aziz",
        title=place.run.title,
        first_date=day,
        last_date=day,
        minutes=90,
        sessions_attended=1,
        sessions_count=1,
    )


def test_a_certificate_that_its_marks_carry(
    world: World, finds: Finds, tess: User, tariq: User
) -> None:
    certify(attended(tess, tariq))
    finds(names="")


def test_a_certificate_for_somebody_who_was_absent(
    world: World, finds: Finds, tess: User, tariq: User
) -> None:
    place = attended(tess, tariq)
    one = certify(place)
    Attendance.objects.filter(place=place).update(mark=Mark.ABSENT)
    finds("I15", names=f"certificate {one.code}: place {place.pk}")


def test_a_revoked_certificate_rests_on_nothing(
    world: World, finds: Finds, tess: User, tariq: User
) -> None:
    place = attended(tess, tariq)
    one = certify(place)
    Attendance.objects.filter(place=place).update(mark=Mark.ABSENT)
    CertificateOfAttendance.objects.filter(pk=one.pk).update(revoked_at=timezone.now())
    finds(names="")


def test_a_certificate_for_fewer_sessions_than_the_run_asks_for(
    world: World, finds: Finds, tess: User, tariq: User
) -> None:
    place = attended(tess, tariq)
    one = certify(place)
    CourseRun.objects.filter(pk=place.run_id).update(sessions_needed=2)
    finds("I15", names=f"certificate {one.code}")


def test_a_certificate_for_a_place_that_was_given_up(world: World, finds: Finds) -> None:
    one = certify(world.place(world.cancelled))
    finds("I15", names=f"certificate {one.code}")


def test_a_mark_in_another_runs_register(
    world: World, finds: Finds, tess: User, tariq: User
) -> None:
    place = attended(tess, tariq)
    other = CourseRunFactory(is_open=True).sessions.get()
    Attendance.objects.filter(place=place).update(session=other)
    finds("M14", names=f"booking {place.booking.reference}")


def test_a_register_in_which_no_mark_is_current(
    world: World, finds: Finds, tess: User, tariq: User
) -> None:
    place = attended(tess, tariq)
    Attendance.objects.filter(place=place).update(is_current=False)
    finds("M15", names=f"booking {place.booking.reference}: place {place.pk} has 0 current")


@task()
def note() -> None:
    """Something to do."""


LONG_AGO = timedelta(hours=2)


def queued(**values: object) -> str:
    """The one task that there is, by its id."""
    DBTaskResult.objects.all().delete()  # the world's own mails
    note.enqueue()
    DBTaskResult.objects.update(**values)
    return str(DBTaskResult.objects.get().pk)


def test_a_task_that_nobody_runs(world: World, finds: Finds) -> None:
    late = queued(enqueued_at=timezone.now() - LONG_AGO)
    finds("I13", names=f"task {late}")


def test_a_task_that_was_put_back_and_that_nobody_runs(world: World, finds: Finds) -> None:
    late = queued(run_after=timezone.now() - LONG_AGO)
    finds("I13", names=f"task {late}")


def test_a_task_that_never_ends(world: World, finds: Finds) -> None:
    stuck = queued(status=TaskResultStatus.RUNNING, started_at=timezone.now() - LONG_AGO)
    finds("I13", names=f"task {stuck}")


def test_a_task_that_failed_is_flagged_and_one_for_later_is_not_late(
    world: World, finds: Finds
) -> None:
    queued(enqueued_at=timezone.now() - LONG_AGO, run_after=timezone.now() + LONG_AGO)
    finds(names="")
    queued(status=TaskResultStatus.FAILED, finished_at=timezone.now() - LONG_AGO)
    finds(names="")


def test_what_the_audit_finds_on_two_kinds_of_run_is_named_for_each(
    world: World, finds: Finds, sam: User
) -> None:
    other = make.free(CourseRunFactory(is_open=True, is_free=True), sam).places.get().run
    CourseRun.objects.filter(pk__in=(world.run.pk, other.pk)).update(places_taken=6)
    finds("I1", names=f"run {world.run.code}")
    finds("I1", names=f"run {other.code}")
