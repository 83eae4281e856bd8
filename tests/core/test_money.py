import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import VatCode, pounds, vat_pence


@pytest.mark.parametrize(
    ("pence", "text"),
    [(0, "£0"), (7500, "£75"), (7550, "£75.50"), (5, "£0.05"), (123456789, "£1,234,567.89")],
)
def test_pence_are_said_as_people_say_money(pence: int, text: str) -> None:
    assert pounds(pence) == text


def test_what_is_owed_back_has_its_minus_before_the_pound() -> None:
    assert pounds(-123400) == "-£1,234"


@pytest.mark.parametrize(
    ("net", "vat"), [(0, 0), (1, 0), (2, 0), (3, 1), (7500, 1500), (3333, 667), (12, 2), (13, 3)]
)
def test_standard_vat_on_a_line_is_a_fifth_rounded_half_up(net: int, vat: int) -> None:
    assert vat_pence(net_pence=net, code=VatCode.STANDARD) == vat


@pytest.mark.parametrize("code", [VatCode.EXEMPT, VatCode.ZERO, VatCode.OUTSIDE])
def test_no_vat_falls_on_other_lines(code: str) -> None:
    assert vat_pence(net_pence=7500, code=code) == 0


def test_an_unknown_vat_code_is_refused() -> None:
    with pytest.raises(ValueError, match="REDUCED"):
        vat_pence(net_pence=1, code="REDUCED")


@given(st.integers(min_value=0, max_value=10**9))
def test_vat_is_never_more_than_half_a_penny_from_exact(net: int) -> None:
    assert abs(vat_pence(net_pence=net, code=VatCode.STANDARD) * 5 - net) <= 2.5
