"""The command: what it says, how it ends, that it only reads."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import invariants
from courses.management.commands.audit_bookings import FAULTY
from courses.models import CourseRun, Place
from tests.courses.audit.conftest import World
from tests.factories import bookings as make
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db


def test_a_healthy_database_passes(world: World) -> None:
    said = StringIO()
    call_command("audit_bookings", stdout=said)
    assert said.getvalue().startswith("Nothing wrong: ")


@pytest.mark.promise(number=49)
def test_every_fault_is_named_under_its_promise_and_the_command_ends_with_two(
    world: World,
) -> None:
    CourseRun.objects.filter(pk=world.run.pk).update(places_taken=4)
    Place.objects.filter(booking=world.invoiced).update(absence_pence=1)
    said = StringIO()

    with pytest.raises(CommandError, match=r"2 faults\.") as ended:
        call_command("audit_bookings", stdout=said)

    assert ended.value.returncode == FAULTY == 2
    owed = "CONFIRMED, its places cost 7501p, its order charges 7500p"
    assert said.getvalue().splitlines() == [
        "I1: A run's places taken are its counted places.",
        f"  I1 run {world.run.code}: 4 places taken, 3 counted",
        "I5: A booking's order charges what its places cost, no more and no less.",
        f"  I5 booking {world.invoiced.reference}: {owed}",
    ]


def test_it_only_reads_and_takes_as_many_statements_however_much_there_is(world: World) -> None:
    with CaptureQueriesContext(connection) as few:
        assert invariants.faults() == []
    for _ in range(3):
        make.free(CourseRunFactory(is_open=True, is_free=True), world.held.booker)
    with CaptureQueriesContext(connection) as many:
        assert invariants.faults() == []

    assert {query["sql"].split()[0] for query in many} == {"SELECT"}
    assert len(few) == len(many) == len(invariants.registered())


@pytest.mark.promise(number=49)
def test_every_promise_of_this_stage_is_audited() -> None:
    numbers = {one.number for one in invariants.registered() if one.number.startswith("I")}
    later = {8, 14}
    assert numbers == {f"I{number}" for number in range(1, 16) if number not in later}


def test_each_promise_is_said_in_a_sentence_of_its_own() -> None:
    promises = [one.promise for one in invariants.registered()]
    assert all(promise.endswith(".") for promise in promises)
    assert len(promises) == len(set(promises))
