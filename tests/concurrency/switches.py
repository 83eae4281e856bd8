"""What is switched off to show that a race can be lost: each a guard, taken out for a while."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest import mock

if TYPE_CHECKING:
    from django.db.models import Model

    from courses.models import Booking, Place


@contextmanager
def no_locks() -> Iterator[None]:
    """Nobody waits for anybody: rows are read as they are, and acted upon a moment later."""
    from django.db.models import QuerySet

    def read(rows: QuerySet[Any], **options: object) -> QuerySet[Any]:
        time.sleep(0.05)
        return rows

    with mock.patch.object(QuerySet, "select_for_update", read):
        yield


@contextmanager
def look_then_move() -> Iterator[None]:
    """In place of compare-and-set: look at the state, and write the new one anyway."""
    from courses.enums import BOOKING_TRANSITIONS
    from courses.models import Booking

    def move(booking: Booking, to: str, *, only: object = None, **fields: object) -> bool:
        mine = Booking.objects.filter(pk=booking.pk)
        before = [state for state, after in BOOKING_TRANSITIONS.items() if to in after]
        is_there = mine.filter(state__in=before).exists()
        time.sleep(0.1)
        return is_there and bool(mine.update(state=to, **fields))

    with mock.patch.object(Booking, "move", move), no_locks():
        yield


@contextmanager
def add_up_then_take() -> Iterator[None]:
    """In place of the guarded counts: add up what was used, and go on if there is some left."""
    from django.db.models import Sum

    from courses.actions import extras
    from courses.exceptions import FundSpentError, QuotaUsedError, VoucherUsedError
    from courses.models import Place

    def change(*, taken: Iterable[Place] = (), freed: Iterable[Place] = ()) -> None:
        counted = Place.objects.counted()
        for place in taken:
            at_price = counted.filter(tier=place.tier).count()
            if place.tier and at_price > (place.tier.quota or at_price):
                raise QuotaUsedError
            if place.fund:
                spent = counted.filter(fund=place.fund).aggregate(sum=Sum("gross_pence"))["sum"]
                if spent > place.fund.budget_pence:
                    raise FundSpentError(place.fund, wanted_pence=place.gross_pence)
            if (one := place.voucher) and counted.filter(voucher=one).count() > one.max_uses:
                raise VoucherUsedError
        time.sleep(0.2)

    with mock.patch.object(extras, "change", change):
        yield


@contextmanager
def count_then_take() -> Iterator[None]:
    """In place of the guarded count of a run's places: look, and go on if there is room."""
    from courses.actions import places
    from tests.concurrency.racers import count_then_insert

    def take(*, wanted: Mapping[int, int], by: object = None) -> None:
        count_then_insert(wanted=wanted, by=by)
        time.sleep(0.1)

    with mock.patch.object(places, "take", take), no_locks():
        yield


@contextmanager
def only_once() -> Iterator[None]:
    """Nobody tries again, so that a circle of locks is an answer: DatabaseBusyError."""
    from core import contention

    with mock.patch.object(contention, "RETRIES", 0):
        yield


@contextmanager
def without(model: type[Model], *names: str, tidy: Callable[[], object]) -> Iterator[None]:
    """What the code refuses first, the database would refuse too: not while this is open.

    `tidy` makes good what has become wrong, so that the constraints can come back.
    """
    from django.db import connection

    dropped = [one for one in model._meta.constraints if one.name in names]
    assert len(dropped) == len(names)
    with connection.schema_editor() as schema:
        for constraint in dropped:
            schema.remove_constraint(model, constraint)
    try:
        yield
    finally:
        tidy()
        with connection.schema_editor() as schema:
            for constraint in dropped:
                schema.add_constraint(model, constraint)
