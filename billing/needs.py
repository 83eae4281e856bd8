"""What waits for the hub about money: refunds and invoices that are due."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from billing.models import Order
from billing.models.order import OrderQuerySet
from core import needs
from core.dates import day
from core.money import pounds
from core.needs import MOST, Kind, Need

PAY_BACK_WITHIN = timedelta(days=14)


def to_pay_back(now: datetime) -> Sequence[Need]:
    """Orders on which money is due back."""
    return [
        Need(
            who=f"{pounds(-order.balance_pence)} to {order.payer_name}",
            since=f"Since {day(order.due_since)}",
            url=f"{reverse('accounts:office')}#to-pay-back",
            due_at=order.due_since + PAY_BACK_WITHIN,
        )
        for order in _rows(Order.objects.to_pay_back())
    ]


def to_invoice(now: datetime) -> Sequence[Need]:
    """Orders that a school asked to be invoiced for."""
    return [
        Need(
            who=f"{order.payer_name}, {pounds(order.balance_pence)}",
            since=f"Asked for {day(order.opened_at)}",
            url=f"{reverse('accounts:office')}#to-invoice",
        )
        for order in _rows(Order.objects.to_invoice())
    ]


def _rows(orders: OrderQuerySet) -> Iterable[Any]:
    """The first of them, with what was worked out beside their columns."""
    return orders[: MOST + 1]


for kind in (
    Kind(slug="refunds", one="Refund to pay", many="Refunds to pay", find=to_pay_back),
    Kind(slug="invoices", one="Invoice to send", many="Invoices to send", find=to_invoice),
):
    needs.register(kind)
