"""Money in whole pence, and VAT on a line. No floats anywhere."""

from decimal import ROUND_HALF_UP, Decimal

from django.db import models


class VatCode(models.TextChoices):
    """How VAT falls on one line (EN 16931 category codes in brackets)."""

    EXEMPT = "EXEMPT", "Exempt"  # E: education by an eligible body
    STANDARD = "STANDARD", "Standard rate"  # S
    ZERO = "ZERO", "Zero rate"  # Z
    OUTSIDE = "OUTSIDE", "Outside the scope of VAT"  # O: a hub that is not registered


STANDARD_RATE = Decimal("0.20")


def vat_pence(*, net_pence: int, code: str) -> int:
    """The VAT on one line, in pence, rounded half up as HMRC's VAT guide allows per line.

    Raises ValueError for an unknown code.
    """
    if VatCode(code) is not VatCode.STANDARD:
        return 0
    return int((net_pence * STANDARD_RATE).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def pounds(pence: int) -> str:
    """£75 or £75.50: pence shown only when there are any, thousands with a comma.

    >>> pounds(7500), pounds(7550), pounds(-123400)
    ('£75', '£75.50', '-£1,234')
    """
    whole, rest = divmod(abs(pence), 100)
    text = f"£{whole:,}" + (f".{rest:02d}" if rest else "")
    return f"-{text}" if pence < 0 else text
