"""A held booking as the check page shows it: course by course, then the sum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from core.money import pounds
from courses import policies
from courses.models import Booking, CourseRun, Fund, Place
from courses.views.answers import where


@dataclass(frozen=True, kw_only=True)
class Part:
    """One course: who comes, at what price, and how it may be given up."""

    run: CourseRun
    where: str
    places: list[Place]
    terms: str


@dataclass(frozen=True, kw_only=True)
class Sum:
    """One line of what it costs."""

    label: str
    amount: str


def by_run(booking: Booking) -> list[list[Place]]:
    """Its places, one list a course, as they were asked for."""
    found: dict[int, list[Place]] = {}
    for place in booking.places.all():
        found.setdefault(place.run_id, []).append(place)
    return list(found.values())


def parts(booking: Booking) -> list[Part]:
    """Its courses. No statement."""
    now = timezone.now()
    return [
        Part(
            run=places[0].run,
            where=", ".join(where(places[0].run)),
            places=places,
            terms=_terms(places, now),
        )
        for places in by_run(booking)
    ]


def _terms(places: list[Place], now: datetime) -> str:
    """How these places of one course may be given up: of several prices, the dearest one's."""
    dearest = max(places, key=lambda place: place.gross_pence)
    is_free = not dearest.gross_pence
    return policies.sentence(dearest.policy, dearest.run, now, is_free=is_free)


def sums(booking: Booking, fund: Fund | None) -> list[Sum]:
    """What it costs, line by line: places at one price together, then voucher, VAT and fund."""
    lines: list[Sum] = []
    several = len(by_run(booking)) > 1
    for places in by_run(booking):
        prices: dict[tuple[str, int], int] = {}
        for place in places:
            key = place.price_reason, place.net_pence + place.discount_pence
            prices[key] = prices.get(key, 0) + 1
        for (reason, pence), number in prices.items():
            what = f"{number} place{'' if number == 1 else 's'}"
            words = [f"{places[0].run.title}: {what}" if several else what]
            if pence and reason:
                words.append(reason)
            if pence and number > 1:
                words.append(f"{pounds(pence)} each")
            amount = pounds(pence * number) if pence else "Free"
            lines.append(Sum(label=", ".join(words), amount=amount))
    every = list(booking.places.all())
    if discount := sum(place.discount_pence for place in every):
        lines.append(Sum(label="Your voucher", amount=f"−{pounds(discount)}"))
    if vat := sum(place.vat_pence for place in every):
        lines.append(Sum(label="VAT", amount=pounds(vat)))
    if fund and (paid := sum(place.gross_pence for place in every if place.fund_id)):
        lines.append(Sum(label=f"{fund.name} pays", amount=f"−{pounds(paid)}"))
    return lines
