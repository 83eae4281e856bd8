"""What places on a run cost: its prices, each for somebody, some for a time or a number only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from core import audit
from core.money import VatCode
from courses.enums import Audience, RunState
from courses.exceptions import QuotaTooLowError, RunNotReadyError
from courses.models import CourseRun, PriceTier


@dataclass(frozen=True, kw_only=True)
class PriceLine:
    """What a price should be.

    `tier_id` names the one to change; without it, the one for the same people of the same name.
    """

    audience: Audience
    net_pence: int
    name: str = ""
    vat_code: VatCode = VatCode.OUTSIDE
    valid_from: date | None = None
    valid_until: date | None = None
    quota: int | None = None
    tier_id: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What no two prices of a run share."""
        return str(self.audience), self.name or str(self.audience.label)


@transaction.atomic
def set_tiers(*, run: CourseRun, prices: Iterable[PriceLine], by: User | None) -> list[PriceTier]:
    """Make the run's prices these, and keep its lowest price in step.

    Places already taken keep the price that they were taken at, and go on counting for its quota.
    Raises RunNotReadyError when a run that people can see would lose its last price, and
    QuotaTooLowError, with the number, when more places are taken at a price than it would have.
    """
    wanted = {price.key: price for price in prices}
    if not wanted and run.state != RunState.DRAFT:
        raise RunNotReadyError("A run that people can see needs a price. Free is a price of £0.")
    here = {tier.pk: tier for tier in PriceTier.objects.filter(run=run)}
    by_key = {(tier.audience, tier.name): tier.pk for tier in here.values()}
    named = {
        key: price.tier_id if price.tier_id in here else by_key.get(key)
        for key, price in wanted.items()
    }
    PriceTier.objects.filter(run=run).exclude(pk__in=filter(None, named.values())).delete()
    for pk, tier in here.items():
        if pk in named.values() and named.get((tier.audience, tier.name)) != pk:
            PriceTier.objects.filter(pk=pk).update(name=f"~{pk}")  # its name may be wanted
    tiers = [_write(run, price, here.get(named[key] or 0)) for key, price in wanted.items()]
    keep_lowest(run)
    net = {f"{tier.audience}: {tier.name}": tier.net_pence for tier in tiers}
    audit.record("run.set_tiers", run, by=by, net=net)
    return tiers


def keep_lowest(run: CourseRun) -> bool:
    """Copy onto the run the lowest of its prices that somebody could pay today.

    Answers whether it changed. Where no price holds today, the lowest of all.
    """
    tiers = list(PriceTier.objects.filter(run=run))
    today = timezone.localdate()
    there = [tier for tier in tiers if _holds(tier, today)] or tiers
    run.lowest_pence = min((tier.gross_pence for tier in there), default=0)
    differs = CourseRun.objects.filter(~Q(lowest_pence=run.lowest_pence), pk=run.pk)
    return differs.update(lowest_pence=run.lowest_pence) == 1


def _write(run: CourseRun, price: PriceLine, tier: PriceTier | None) -> PriceTier:
    """One price as its line says; the count of places taken at it is left alone."""
    audience, name = price.key
    values = {
        "audience": audience,
        "name": name,
        "net_pence": price.net_pence,
        "vat_code": price.vat_code,
        "valid_from": price.valid_from,
        "valid_until": price.valid_until,
        "quota": price.quota,
    }
    if tier is None:
        return PriceTier.objects.create(run=run, **values)
    rows = PriceTier.objects.filter(pk=tier.pk)
    if price.quota is not None:
        rows = rows.filter(taken__lte=price.quota)
    changed = rows.update(**values)
    tier.refresh_from_db()
    if not changed:
        raise QuotaTooLowError(name=name, wanted=price.quota or 0, taken=tier.taken)
    return tier


def _holds(tier: PriceTier, today: date) -> bool:
    """Whether somebody could pay this price today."""
    begun = tier.valid_from is None or tier.valid_from <= today
    over = tier.valid_until is not None and tier.valid_until < today
    return begun and not over and (tier.quota is None or tier.taken < tier.quota)
