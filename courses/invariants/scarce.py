"""Funds, vouchers and prices with a quota: what was promised equals the places it was for."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from core.invariants import invariant
from courses.models import Fund, PriceTier, Voucher

COUNTED = Q(places__is_counted=True)


@invariant("I10", "A fund has committed what its counted places cost, within its budget.")
def funds_pay_for_their_places() -> Iterable[str]:
    cost = Coalesce(Sum("places__gross_pence", filter=COUNTED), 0)
    funds = Fund.objects.order_by("pk").annotate(cost=cost)
    for fund in funds.filter(~Q(committed_pence=F("cost")) | Q(cost__gt=F("budget_pence"))):
        yield (
            f"fund {fund.pk} ({fund}): {fund.committed_pence}p committed, "
            f"places cost {fund.cost}p, budget {fund.budget_pence}p"
        )


@invariant("I10", "A voucher was used for as many counted places as it says, and no more.")
def vouchers_count_their_places() -> Iterable[str]:
    vouchers = Voucher.objects.order_by("pk").annotate(counted=Count("places", filter=COUNTED))
    for one in vouchers.filter(~Q(used=F("counted")) | Q(counted__gt=F("max_uses"))):
        yield (
            f"voucher {one.pk} ({one}): used {one.used} times, counted for {one.counted} places, "
            f"of {one.max_uses} at most"
        )


@invariant("I10", "A price counts its places, within its quota.")
def prices_count_their_places() -> Iterable[str]:
    tiers = PriceTier.objects.order_by("pk").annotate(counted=Count("places", filter=COUNTED))
    over = Q(quota__isnull=False, counted__gt=F("quota"))
    for tier in tiers.filter(~Q(taken=F("counted")) | over).select_related("run"):
        yield (
            f"run {tier.run.code}, price “{tier.name}”: {tier.taken} taken, "
            f"{tier.counted} counted, quota {'none' if tier.quota is None else tier.quota}"
        )
