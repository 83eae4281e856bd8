"""Who races, and what is switched off to show that the race can be lost."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest import mock

if TYPE_CHECKING:
    from accounts.models import User
    from courses.models import Booking, Place


def people(number: int) -> list[User]:
    """New people, for this race alone."""
    from accounts.models import User

    mark = secrets.token_hex(5)
    return [
        User.objects.create_user(f"racer-{mark}-{index}@example.org", full_name=f"Racer {index}")
        for index in range(number)
    ]


def mails(to: User) -> int:
    """How many mails somebody is promised."""
    from django_tasks_db.models import DBTaskResult

    sent = DBTaskResult.objects.filter(task_path="core.mail.deliver")
    return sum(task.args_kwargs["kwargs"]["to"] == to.email for task in sent)


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
    from courses.exceptions import FundSpentError, VoucherUsedError
    from courses.models import Place

    def take(taken: Iterable[Place]) -> None:
        counted = Place.objects.counted()
        for place in taken:
            if place.fund:
                spent = counted.filter(fund=place.fund).aggregate(sum=Sum("gross_pence"))["sum"]
                if spent > place.fund.budget_pence:
                    raise FundSpentError(place.fund, wanted_pence=place.gross_pence)
            if (one := place.voucher) and counted.filter(voucher=one).count() > one.max_uses:
                raise VoucherUsedError
        time.sleep(0.2)

    with mock.patch.object(extras, "take", take):
        yield
