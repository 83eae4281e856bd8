"""Which price somebody pays, by table."""

from dataclasses import dataclass

import pytest

from core.money import VatCode
from courses.enums import Audience
from courses.exceptions import NoPriceError
from courses.models import PriceTier
from courses.pricing import price_for


@dataclass(frozen=True)
class ASchool:
    is_small: bool


SMALL, LARGE, NOBODYS = ASchool(is_small=True), ASchool(is_small=False), None
A = Audience


def tiers(prices: dict[Audience, int]) -> list[PriceTier]:
    return [
        PriceTier(name=audience.label, audience=audience, net_pence=pence)
        for audience, pence in prices.items()
    ]


@pytest.mark.parametrize(
    ("prices", "school", "pence", "reason"),
    [
        ({A.SCHOOL: 7500, A.SMALL_SCHOOL: 4000}, SMALL, 4000, "the price for small schools"),
        ({A.SCHOOL: 7500, A.SMALL_SCHOOL: 4000}, LARGE, 7500, "the price for schools"),
        ({A.SCHOOL: 7500, A.SMALL_SCHOOL: 4000}, NOBODYS, 7500, "one price for everybody"),
        (
            {A.SCHOOL: 7500, A.INDIVIDUAL: 4000},
            NOBODYS,
            4000,
            "the price for people without a school",
        ),
        ({A.SCHOOL: 7500, A.INDIVIDUAL: 4000}, SMALL, 7500, "the price for every school"),
        ({A.SCHOOL: 7500, A.INDIVIDUAL: 4000}, LARGE, 7500, "the price for schools"),
        ({A.INDIVIDUAL: 4000}, SMALL, 4000, "one price for everybody"),
        ({A.INDIVIDUAL: 4000}, LARGE, 4000, "one price for everybody"),
        ({A.SCHOOL: 0}, SMALL, 0, "no charge"),
        ({A.SCHOOL: 0}, NOBODYS, 0, "no charge"),
        # Even where it costs more, their own price is theirs.
        ({A.SCHOOL: 3000, A.SMALL_SCHOOL: 4000}, SMALL, 4000, "the price for small schools"),
        # Prices on conditions that nobody has checked are never given by themselves.
        ({A.SCHOOL: 7500, A.FUNDED: 0, A.LEAD_SCHOOL: 0}, LARGE, 7500, "the price for schools"),
        ({A.SCHOOL: 7500, A.SECOND_DELEGATE: 4000}, SMALL, 7500, "the price for every school"),
        (
            {A.SCHOOL: 7500, A.MEMBER_SCHOOL: 5000, A.OUT_OF_AREA: 9000},
            LARGE,
            7500,
            "the price for schools",
        ),
    ],
)
def test_each_pays_the_price_made_for_them(
    prices: dict[Audience, int], school: ASchool | None, pence: int, reason: str
) -> None:
    price = price_for(tiers(prices), school)

    assert (price.gross_pence, price.reason) == (pence, reason)
    assert price.is_free == (pence == 0)


@pytest.mark.parametrize("school", [SMALL, LARGE, NOBODYS])
@pytest.mark.parametrize("prices", [{}, {A.FUNDED: 0}, {A.LEAD_SCHOOL: 0, A.MEMBER_SCHOOL: 100}])
def test_without_a_price_that_fits_nobody_is_charged_a_guess(
    prices: dict[Audience, int], school: ASchool | None
) -> None:
    with pytest.raises(NoPriceError):
        price_for(tiers(prices), school)


def test_the_price_is_what_is_paid_with_vat() -> None:
    tier = PriceTier(name="Schools", audience=A.SCHOOL, net_pence=3333, vat_code=VatCode.STANDARD)

    assert price_for([tier], LARGE).gross_pence == 4000
