"""What is owed to the hub and what it owes, in sums; and which bookings that is about."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils import timezone

from billing.enums import Terms
from billing.models import Order
from billing.models.order import PAID_WITHIN, OrderQuerySet
from core.money import pounds
from courses.enums import BookingState

#: What the list of bookings may be asked for, in words.
MONEYS = {
    "owed": "Something is owed",
    "overdue": f"Owed for more than {PAID_WITHIN.days} days",
    "back": "Money is due back",
}


@dataclass(frozen=True, kw_only=True)
class Total:
    """One sum, in pence, over so many bookings."""

    kind: str
    pence: int
    number: int

    @property
    def amount(self) -> str:
        return pounds(self.pence) if self.number else "Nothing"

    @property
    def bookings(self) -> str:
        """'3 bookings'; empty where there is none."""
        return f"{self.number} booking{'' if self.number == 1 else 's'}" if self.number else ""

    @property
    def url(self) -> str:
        """The office's list of these bookings."""
        return f"{reverse('courses:office_bookings')}?money={self.kind}"


def orders(kind: str) -> OrderQuerySet:
    """The orders that one of MONEYS is about."""
    return Order.objects.with_balance().filter(_wheres()[kind])


def totals() -> list[Total]:
    """Owed, overdue (which is owed too) and due back, as of now. One statement."""
    asked = {
        f"{kind}_{name}": made("balance_pence", filter=where)
        for kind, where in _wheres().items()
        for name, made in (("pence", Sum), ("number", Count))
    }
    found = Order.objects.with_balance().order_by().aggregate(**asked)
    return [
        Total(kind=kind, pence=abs(found[f"{kind}_pence"] or 0), number=found[f"{kind}_number"])
        for kind in MONEYS
    ]


def _wheres() -> dict[str, Q]:
    """A hold with its page to pay open owes nothing: nothing is booked until it is paid."""
    is_paying = Q(terms=Terms.ONLINE, booking__state=BookingState.HELD)
    owed = Q(balance_pence__gt=0) & ~is_paying
    return {
        "owed": owed,
        "overdue": owed & Q(opened_at__lt=timezone.now() - PAID_WITHIN),
        "back": Q(balance_pence__lt=0),
    }
