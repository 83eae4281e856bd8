"""Which price somebody pays, and why. Pure: no statement, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from core.dates import day
from courses.enums import Audience
from courses.exceptions import NoPriceError
from courses.models import PriceTier


class Sized(Protocol):
    """Of a school, all that its price depends on by itself."""

    @property
    def is_small(self) -> bool: ...


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What else a price may depend on, looked up by `courses.facts`.

    `already`: how many places the school has on this run before this one. Prices that depend on
    something that is not known here are not given.
    """

    is_member: bool = False
    is_lead: bool = False
    is_out_of_area: bool = False
    is_funded: bool = False
    already: int = 0


@dataclass(frozen=True, kw_only=True)
class Price:
    """What one place costs somebody, VAT included, and the rule in words."""

    tier: PriceTier
    gross_pence: int
    reason: str

    @property
    def is_free(self) -> bool:
        return self.gross_pence == 0


NOTHING_KNOWN = Facts()
REASONS = {
    Audience.FUNDED: "the price for funded places",
    Audience.LEAD_SCHOOL: "the price for lead schools",
    Audience.OUT_OF_AREA: "the price for schools outside our area",
    Audience.SECOND_DELEGATE: "the price for a second person from a school",
    Audience.MEMBER_SCHOOL: "the price for member schools",
    Audience.SMALL_SCHOOL: "the price for small schools",
}


def price_for(
    tiers: Iterable[PriceTier],
    school: Sized | None,
    *,
    facts: Facts = NOTHING_KNOWN,
    today: date | None = None,
) -> Price:
    """The price of one place for a school, or for a person without one.

    The most particular price that the run has for them counts: funded, lead school (its first
    place), outside the area; then the lowest of second person, member and small school; then the
    school price; where a run has none for them, what the nearest group pays. A price whose quota
    is used up, or whose dates `today` is outside of, is as if it were not there. Raises
    NoPriceError when nothing fits.
    """
    there = [tier for tier in tiers if is_to_be_had(tier, today)]
    for group in _groups(school, facts):
        fitting = [tier for tier in there if tier.audience in group]
        if fitting:
            tier = min(fitting, key=lambda one: (one.gross_pence, one.pk or 0))
            return Price(tier=tier, gross_pence=tier.gross_pence, reason=_reason(tier, school))
    raise NoPriceError("This course has no price for you yet. Ask the hub office.")


def is_to_be_had(tier: PriceTier, today: date | None) -> bool:
    """Whether places are left at this price, and it holds on this day."""
    if tier.quota is not None and tier.taken >= tier.quota:
        return False
    if today is None:
        return True
    return (tier.valid_from is None or tier.valid_from <= today) and (
        tier.valid_until is None or today <= tier.valid_until
    )


def _groups(school: Sized | None, facts: Facts) -> Iterator[tuple[Audience, ...]]:
    """Whose prices to look for, the most particular first."""
    if facts.is_funded:
        yield (Audience.FUNDED,)
    if school is None:
        yield (Audience.INDIVIDUAL,)
        yield (Audience.SCHOOL,)
        return
    if facts.is_lead and not facts.already:
        yield (Audience.LEAD_SCHOOL,)
    if facts.is_out_of_area:
        yield (Audience.OUT_OF_AREA,)
    applies = {
        Audience.SECOND_DELEGATE: facts.already > 0,
        Audience.MEMBER_SCHOOL: facts.is_member,
        Audience.SMALL_SCHOOL: school.is_small,
    }
    yield tuple(audience for audience, holds in applies.items() if holds)
    yield (Audience.SCHOOL,)
    yield (Audience.INDIVIDUAL,)


def _reason(tier: PriceTier, school: Sized | None) -> str:
    if tier.gross_pence == 0:
        return "no charge"
    until = f", until {day(tier.valid_until)}" if tier.valid_until else ""
    audience = Audience(tier.audience)
    if audience in REASONS:
        return REASONS[audience] + until
    if audience is Audience.INDIVIDUAL and school is None:
        return f"the price for people without a school{until}"
    if audience is Audience.SCHOOL and school is not None:
        return f"the price for {'every school' if school.is_small else 'schools'}{until}"
    return f"one price for everybody{until}"


def price_range(tiers: Sequence[PriceTier]) -> tuple[int, int]:
    """The lowest and the highest price, in pence; (0, 0) when there is none."""
    amounts = [tier.gross_pence for tier in tiers]
    return min(amounts, default=0), max(amounts, default=0)
