"""What places use beside room: the places at one price, a fund's money, a voucher's uses.

Each is one number that changes in one guarded UPDATE, prices first, then funds, then vouchers.
Funds and vouchers belong to no run, so nobody's lock on a run keeps their order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TypeVar

from django.db.models import F, Q

from courses.exceptions import FundSpentError, QuotaUsedError, VoucherUsedError
from courses.models import Fund, Place, PriceTier, Voucher

R = TypeVar("R")
#: How often a price is looked up while others take the last places at it.
TRIES = 3


def take(places: Iterable[Place]) -> None:
    """Count what these places use; as `change`."""
    change(taken=places)


def free(places: Iterable[Place]) -> None:
    """Give back what these places used; it cannot fail."""
    change(freed=places)


def change(*, taken: Iterable[Place] = (), freed: Iterable[Place] = ()) -> None:
    """Count what some places use and others use no more: prices, funds, vouchers.

    Each row changes once, by what is left of the difference, in one guarded UPDATE; kinds and rows
    in one order, after the runs, so two that change the same rows never wait in a circle. Raises
    QuotaUsedError, FundSpentError, VoucherUsedError; the caller's transaction then rolls
    everything back.
    """
    new, old = list(taken), list(freed)
    for tier_id, number in _difference(_tiers(new), _tiers(old)):
        room = Q(quota=None) | Q(taken__lte=F("quota") - number)
        rows = PriceTier.objects.filter(Q() if number < 0 else room, pk=tier_id)
        # A price that is gone meanwhile has nothing to be given back to.
        if not rows.update(taken=F("taken") + number) and number > 0:
            raise QuotaUsedError
    for fund_id, pence in _difference(_funds(new), _funds(old)):
        left = Q(committed_pence__lte=F("budget_pence") - pence, is_open=True)
        funds = Fund.objects.filter(Q() if pence < 0 else left, pk=fund_id)
        if not funds.update(committed_pence=F("committed_pence") + pence):
            raise FundSpentError(Fund.objects.get(pk=fund_id), wanted_pence=pence)
    for voucher_id, number in _difference(_vouchers(new), _vouchers(old)):
        unused = Q(used__lte=F("max_uses") - number)
        vouchers = Voucher.objects.filter(Q() if number < 0 else unused, pk=voucher_id)
        if not vouchers.update(used=F("used") + number):
            raise VoucherUsedError


def at_a_price_that_is_left(act: Callable[[], R]) -> R:
    """What `act` answers, tried anew when the last place at its price goes meanwhile.

    `act` is one transaction that looks its prices up, so another one may apply by then. Raises
    QuotaUsedError when that happened each time.
    """
    for _ in range(TRIES - 1):
        with suppress(QuotaUsedError):
            return act()
    return act()


def _difference(new: Counter[int], old: Counter[int]) -> list[tuple[int, int]]:
    """By how much each row's number changes, in primary-key order; rows that stay are left out."""
    changes = ((pk, new[pk] - old[pk]) for pk in sorted({*new, *old}))
    return [(pk, number) for pk, number in changes if number]


def _tiers(places: Iterable[Place]) -> Counter[int]:
    return Counter(place.tier_id for place in places if place.tier_id)


def _funds(places: Iterable[Place]) -> Counter[int]:
    pence: Counter[int] = Counter()
    for place in places:
        if place.fund_id:
            pence[place.fund_id] += place.gross_pence
    return pence


def _vouchers(places: Iterable[Place]) -> Counter[int]:
    return Counter(place.voucher_id for place in places if place.voucher_id)
