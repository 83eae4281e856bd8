"""A small healthy world to damage, and what the audit says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.test import TestCase
from pytest_django import DjangoDbBlocker

from core import invariants
from courses.actions import bookings
from courses.models import Booking, CourseRun, Place
from tests import damage
from tests.cast import person
from tests.factories import bookings as make
from tests.factories.courses import CourseRunFactory

Finds = Callable[..., None]


@dataclass(frozen=True, kw_only=True)
class World:
    """One priced run with four bookings: invoiced, paid online, held, and given up."""

    run: CourseRun
    invoiced: Booking
    paid: Booking
    held: Booking
    cancelled: Booking

    def place(self, booking: Booking) -> Place:
        return booking.places.get()


class Scene(TestCase):
    """Keeps a transaction open around the tests of this folder."""


@pytest.fixture(scope="package")
def healthy(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Made once for all tests here, inside a transaction that ends with the last of them."""
    with django_db_blocker.unblock():
        Scene.setUpClass()
    try:
        with django_db_blocker.unblock():
            made = _make()
        yield made
    finally:
        with django_db_blocker.unblock():
            Scene.tearDownClass()
            Scene.doClassCleanups()


def _make() -> World:
    run = CourseRunFactory(is_open=True, capacity=6)
    given_up = make.invoiced(run, person("theo"))
    bookings.cancel(booking=given_up, by=person("theo"))
    return World(
        run=run,
        invoiced=make.invoiced(run, person("tariq")),
        paid=make.paid(run, person("sam")),
        held=make.hold(run, person("olwen")),
        cancelled=given_up,
    )


@pytest.fixture
def world(healthy: World, db: None) -> Iterator[World]:
    """Healthy; what a test damages or switches off is well again afterwards."""
    yield healthy
    damage.guard_again()


@pytest.fixture
def finds(world: World) -> Finds:
    """`finds("I1", "run abc")`: exactly these promises are broken, and each names that row."""

    def check(*numbers: str, names: str) -> None:
        found = invariants.faults()
        assert {fault.number for fault in found} == set(numbers), [str(fault) for fault in found]
        for number in numbers:
            said = [fault.says for fault in found if fault.number == number]
            assert any(names in says for says in said), said

    return check


def finds_names(text: str) -> None:
    """Some fault says this."""
    found = [str(fault) for fault in invariants.faults()]
    assert any(text in fault for fault in found), found
