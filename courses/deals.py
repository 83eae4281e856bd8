"""What a place costs somebody, in words: the amount, and the rule that gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from core.money import pounds
from courses.enums import Audience
from courses.exceptions import NoPriceError
from courses.models import PriceTier
from courses.pricing import NOTHING_KNOWN, Facts, Price, is_to_be_had, price_for
from schools.models import School


@dataclass(frozen=True, kw_only=True)
class Deal:
    """The amount and what makes it that amount."""

    amount: str
    note: str = ""
    price: Price | None = None


class _NotSmall:
    is_small = False


NOT_SMALL = _NotSmall()


def deal(
    tiers: Sequence[PriceTier],
    *,
    is_known: bool,
    school: School | None,
    facts: Facts = NOTHING_KNOWN,
) -> Deal:
    """The price for this person; to a visitor the school price, with what is less for whom."""
    today = timezone.localdate()
    try:
        theirs = price_for(tiers, school, facts=facts, today=today)
        full = price_for(tiers, NOT_SMALL, today=today)
    except NoPriceError:
        return Deal(amount="", note="Ask us for the price")
    if not is_known:
        to_be_had = [tier for tier in tiers if is_to_be_had(tier, today)]
        return Deal(amount=_amount(full), note=_less_for(to_be_had, full))
    if theirs.gross_pence == full.gross_pence:
        note = f"for {school}" if school and theirs.gross_pence else ""
    else:
        note = f"{theirs.reason}; full price {pounds(full.gross_pence)}"
    return Deal(amount=_amount(theirs), note=note, price=theirs)


def _amount(price: Price) -> str:
    return "Free" if price.is_free else pounds(price.gross_pence)


def _less_for(tiers: Sequence[PriceTier], full: Price) -> str:
    less = [tier for tier in tiers if tier.gross_pence < full.gross_pence]
    small = next((tier for tier in less if tier.audience == Audience.SMALL_SCHOOL), None)
    if small:
        return f"{pounds(small.gross_pence)} for small schools"
    return f"from {pounds(min(tier.gross_pence for tier in less))}" if less else ""
