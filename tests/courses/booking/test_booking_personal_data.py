"""What courses and orders add to a person's own copy of what we hold."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from courses.actions import needs
from courses.models import CourseRun
from tests.factories import bookings as make
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> CourseRun:
    run: CourseRun = CourseRunFactory(is_open=True, sessions=1)
    return run


def test_the_copy_holds_ones_own_bookings_and_orders_and_nobody_elses(
    client_for: Callable[[User], Client], run: CourseRun, tariq: User, sam: User
) -> None:
    mine, theirs = make.paid(run, tariq), make.paid(run, sam)
    assert mine.order is not None

    text = client_for(tariq).get("/account/data/download/").content.decode()

    held = json.loads(text)
    (booking,) = held["courses"]["bookings"]
    (place,) = held["courses"]["places"]
    (order,) = held["orders"]["orders"]
    (line,) = held["orders"]["lines"]
    assert booking["reference"] == mine.reference
    assert place["run__title"] == run.title
    assert order["reference"] == mine.order.reference
    assert line["gross_pence"] == mine.gross_pence
    assert sum(entry["amount_pence"] for entry in held["orders"]["ledger"]) == 0
    assert theirs.reference not in text
    assert mine.submit_token not in text


def test_the_copy_holds_what_somebody_else_booked_for_ones_address(
    client_for: Callable[[User], Client], run: CourseRun, tariq: User, sam: User
) -> None:
    make.free(CourseRunFactory(is_open=True, is_free=True), tariq)
    booked = make.hold(run, tariq, email=sam.email)
    booked = make.settle(booked)
    needs.tell(place=booked.places.get(), access="A ramp", dietary="", by=None)

    held = json.loads(client_for(sam).get("/account/data/download/").content)["courses"]

    assert [place["run__title"] for place in held["places"]] == [run.title]
    assert [told["access"] for told in held["needs"]] == ["A ramp"]
    assert held["bookings"] == []
