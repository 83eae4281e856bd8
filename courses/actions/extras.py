"""What places use beside room: the places at one price, a fund's money, a voucher's uses.

Each is one number that changes in one guarded UPDATE, prices first, then funds, then vouchers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db.models import F, Q

from courses.exceptions import FundSpentError, QuotaUsedError, VoucherUsedError
from courses.models import Fund, Place, PriceTier, Voucher


def take(places: Iterable[Place]) -> None:
    """Count what these places use: their prices' quotas, their funds, their vouchers.

    Each in one guarded UPDATE, after the runs. Raises QuotaUsedError, FundSpentError,
    VoucherUsedError; the caller's transaction then rolls everything back.
    """
    taken = list(places)
    for tier_id, number in sorted(_tiers(taken).items()):
        room = Q(quota=None) | Q(taken__lte=F("quota") - number)
        if not PriceTier.objects.filter(room, pk=tier_id).update(taken=F("taken") + number):
            raise QuotaUsedError
    for fund_id, pence in sorted(_funds(taken).items()):
        left = Q(committed_pence__lte=F("budget_pence") - pence, is_open=True)
        fund = Fund.objects.filter(left, pk=fund_id)
        if not fund.update(committed_pence=F("committed_pence") + pence):
            raise FundSpentError(Fund.objects.get(pk=fund_id), wanted_pence=pence)
    for voucher_id, number in sorted(_vouchers(taken).items()):
        unused = Voucher.objects.filter(pk=voucher_id, used__lte=F("max_uses") - number)
        if not unused.update(used=F("used") + number):
            raise VoucherUsedError


def free(places: Iterable[Place]) -> None:
    """Give back what these places used."""
    freed = list(places)
    for tier_id, number in sorted(_tiers(freed).items()):
        PriceTier.objects.filter(pk=tier_id).update(taken=F("taken") - number)
    for fund_id, pence in sorted(_funds(freed).items()):
        fund = Fund.objects.filter(pk=fund_id)
        fund.update(committed_pence=F("committed_pence") - pence)
    for voucher_id, number in sorted(_vouchers(freed).items()):
        Voucher.objects.filter(pk=voucher_id).update(used=F("used") - number)


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
