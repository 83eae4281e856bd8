"""Races for money and codes that run out, each on a run of its own: no run's lock decides them."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from tests.concurrency.people import people
from tests.concurrency.racers import make_run, race
from tests.concurrency.switches import add_up_then_take, count_then_take

if TYPE_CHECKING:
    from courses.models import Fund

RACERS, ENOUGH_FOR = 8, 3


def fund() -> dict[str, object]:
    """Eight want a place each, and the fund has money for three."""
    from django.db.models import Sum

    from core.dates import academic_year
    from courses.models import Fund, Place
    from tests.factories.courses import CourseRunFactory, first_start

    one = Fund.objects.create(
        name=secrets.token_hex(6),
        academic_year=academic_year(first_start().date()),
        budget_pence=7500 * ENOUGH_FOR,
    )
    runs = [CourseRunFactory(is_open=True).pk for _ in range(RACERS)]
    answers = _hold(runs, fund=one)
    one.refresh_from_db()
    counted = Place.objects.counted().filter(fund=one)
    spent = counted.aggregate(sum=Sum("gross_pence"))["sum"]
    return {"answers": answers, "spent": spent, "committed": one.committed_pence}


def fund_added_up() -> dict[str, object]:
    """The same without the guard: it must overspend."""
    with add_up_then_take():
        return fund()


def voucher() -> dict[str, object]:
    """Eight have a code that may be used once more."""
    from courses import vouchers
    from courses.enums import VoucherEffect
    from courses.models import Place, Voucher
    from tests.factories.courses import CourseRunFactory

    code = vouchers.make_code()
    one = Voucher.objects.create(
        name=secrets.token_hex(6),
        code_hash=vouchers.hash_code(code),
        effect=VoucherEffect.PERCENT,
        value=50,
    )
    runs = [CourseRunFactory(is_open=True).pk for _ in range(RACERS)]
    answers = _hold(runs, code=code)
    one.refresh_from_db()
    counted = Place.objects.counted().filter(voucher=one).count()
    return {"answers": answers, "used": one.used, "counted": counted}


def voucher_added_up() -> dict[str, object]:
    """The same without the guard: it must be used more than once."""
    with add_up_then_take():
        return voucher()


def _hold(runs: list[int], *, fund: Fund | None = None, code: str = "") -> dict[str, int]:
    from courses.actions import bookings
    from courses.exceptions import FundSpentError, VoucherUsedError
    from courses.models import CourseRun
    from tests.factories import bookings as make

    school, racers = make.school(), people(RACERS)
    for racer in racers:
        make.post(racer, school)

    def act(index: int) -> str:
        run, by = CourseRun.objects.get(pk=runs[index]), racers[index]
        seat = bookings.Seat(run=run, name="Racer", email=by.email)
        try:
            bookings.hold(
                seats=[seat],
                school=school,
                by=by,
                submit_token=secrets.token_urlsafe(8),
                fund=fund,
                voucher_code=code,
            )
        except (FundSpentError, VoucherUsedError):
            return "used up"
        return "held"

    return dict(race(act, RACERS))


def price() -> dict[str, object]:
    """Eight book on a run with room for all of them, and one place is left at the lower price."""
    from courses.enums import Audience
    from courses.models import Place, PriceTier
    from tests.factories.bookings import hold

    run, racers = make_run(capacity=RACERS), people(RACERS)
    early = PriceTier.objects.create(
        run=run, audience=Audience.INDIVIDUAL, name="Early", net_pence=2000, quota=1
    )
    PriceTier.objects.create(run=run, audience=Audience.INDIVIDUAL, name="Usual", net_pence=4000)

    def act(index: int) -> str:
        return str(hold(run, racers[index]).payable_pence)

    answers = race(act, RACERS)
    early.refresh_from_db()
    counted = Place.objects.counted().filter(tier=early).count()
    return {"answers": dict(answers), "taken": early.taken, "counted": counted}


def price_added_up() -> dict[str, object]:
    """The same without the guards, the run's own among them, which would make them take turns."""
    with count_then_take(), add_up_then_take():
        return price()


RACES = (fund, fund_added_up, voucher, voucher_added_up, price, price_added_up)
