"""What is frozen on a place when it is taken: price, VAT, who pays it, how it is given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from core.dates import academic_year
from core.money import vat_pence
from courses import policies, vouchers
from courses.enums import VoucherEffect
from courses.exceptions import FundNotForThemError, VoucherUnknownError
from courses.facts import ITS_OWN, facts_for, speaks_for
from courses.models import CourseRun, Fund, Place, PriceTier, Voucher
from courses.permissions import may_draw_for
from courses.pricing import Price, price_for
from schools.models import School

#: Until how long before the start somebody must be named for a place.
NAME_BEFORE = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class Help:
    """What lowers the price or pays it, checked: for these runs and today.

    `voucher_runs`: by their ids, the runs that the voucher is for; empty for every run.
    """

    voucher: Voucher | None = None
    voucher_runs: frozenset[int] = frozenset()
    fund: Fund | None = None

    def voucher_for(self, run: CourseRun) -> Voucher | None:
        """The voucher, if it is for this run."""
        if self.voucher_runs and run.pk not in self.voucher_runs:
            return None
        return self.voucher


def find_help(
    *,
    runs: Sequence[CourseRun],
    school: School | None,
    voucher_code: str,
    fund: Fund | None,
    by: User,
) -> Help:
    """The voucher of this code and this fund, if they are for this school on one of these runs.

    Raises VoucherUnknownError, and FundNotForThemError also where `by` has no approved post there.
    A fund pays the whole of a place, so it comes
    before a voucher.
    """
    if fund is not None:
        if school is None or not (may_draw_for(by, school) and may_draw(fund, school, runs)):
            raise FundNotForThemError
        return Help(fund=fund)
    if not voucher_code.strip():
        return Help()
    today = timezone.localdate()
    known = Voucher.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=today),
        Q(valid_until=None) | Q(valid_until__gte=today),
        Q(runs=None) | Q(runs__in=[run.pk for run in runs]),
        code_hash=vouchers.hash_code(voucher_code),
    )
    if (voucher := known.first()) is None:
        raise VoucherUnknownError
    runs_of_it = frozenset(voucher.runs.values_list("pk", flat=True))
    return Help(voucher=voucher, voucher_runs=runs_of_it)


def may_draw(fund: Fund, school: School | None, runs: Sequence[CourseRun]) -> bool:
    """Whether this fund is open and may pay for places of this school on each of these runs."""
    if school is None or not fund.is_open:
        return False
    if fund.schools.exists() and not fund.schools.filter(pk=school.pk).exists():
        return False
    paid_for = set(fund.runs.values_list("pk", flat=True))
    return all(
        run.pk in paid_for if paid_for else _year_of(run) == fund.academic_year for run in runs
    )


def funds_for(school: School | None, runs: Sequence[CourseRun]) -> list[Fund]:
    """The funds that may pay for these places, those with most left first."""
    if school is None:
        return []
    of_them = Q(schools=None) | Q(schools=school)
    there = Fund.objects.filter(of_them, is_open=True).distinct()
    fitting = [fund for fund in there if fund.left_pence and may_draw(fund, school, runs)]
    return sorted(fitting, key=lambda fund: -fund.left_pence)


def _year_of(run: CourseRun) -> int:
    day = timezone.localtime(run.starts_at).date() if run.starts_at else timezone.localdate()
    return academic_year(day)


def place_values(
    *,
    run: CourseRun,
    school: School | None,
    number: int,
    helped: Help = Help(),
    uses_left: int | None = None,
    beside: Sequence[Place] = (),
    asker: User | None = None,
) -> list[dict[str, Any]]:
    """The frozen fields of `number` places on a run, in the order in which they are taken.

    The first place of a lead school, the second person from a school, and the last place at a
    price with a quota each make the next one cost something else. Raises NoPriceError.
    `uses_left`: for how many of them the voucher may still be used. `beside`: those places of a
    booking on this run that count neither as the school's own nor for a quota, since these stand
    in their stead. `asker`: who asks for the school, which may not have approved them; without
    one, it has.
    """
    tiers = list(PriceTier.objects.filter(run=run))  # our own copies: `taken` is counted on here
    for tier in tiers:
        tier.taken -= sum(place.tier_id == tier.pk for place in beside)
    today = timezone.localdate()
    if school is not None and asker is not None and not speaks_for(asker, school, tiers):
        tiers = [tier for tier in tiers if tier.audience not in ITS_OWN]
    of = beside[0].booking if beside else None
    facts = facts_for({tier.audience for tier in tiers}, school, run, beside=of)
    facts = replace(facts, is_funded=helped.fund is not None)
    terms: dict[bool, dict[str, Any]] = {}  # those of free places, and of others
    left = number if uses_left is None else uses_left
    values = []
    for seat in range(number):
        mine = replace(facts, already=facts.already + seat)
        price = price_for(tiers, school, facts=mine, today=today)
        price.tier.taken += 1
        voucher = helped.voucher_for(run) if seat < left and price.gross_pence else None
        if price.is_free not in terms:
            terms[price.is_free] = policies.terms_of(run, is_free=price.is_free)
        frozen = {"policy": terms[price.is_free]}
        values.append({**_priced(price, voucher, helped.fund), **frozen})
    return values


def _priced(price: Price, voucher: Voucher | None, fund: Fund | None) -> dict[str, Any]:
    tier = price.tier
    off = _discount(tier.net_pence, voucher)
    net = tier.net_pence - off
    vat = vat_pence(net_pence=net, code=tier.vat_code)
    reason = price.reason
    if voucher:
        reason = f"{reason}, with a voucher"
    if fund and net:
        reason = f"paid by {fund.name}"
    return {
        "tier": tier,
        "tier_name": tier.name,
        "price_reason": reason[:80],
        "fund": fund if net else None,
        "voucher": voucher,
        "discount_pence": off,
        "net_pence": net,
        "vat_code": tier.vat_code,
        "vat_pence": vat,
        "gross_pence": net + vat,
    }


def _discount(net_pence: int, voucher: Voucher | None) -> int:
    """What comes off, in whole pence, rounded in the payer's favour."""
    if voucher is None:
        return 0
    if voucher.effect == VoucherEffect.PERCENT:
        return -(-net_pence * voucher.value // 100)
    return min(net_pence, voucher.value)


def name_by(run: CourseRun, now: datetime) -> datetime | None:
    """Until when somebody must be named for a place on this run; None where it has no date."""
    return max(now, run.starts_at - NAME_BEFORE) if run.starts_at else None
