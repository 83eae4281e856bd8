"""What the hub's office has to do about money, until invoices and refunds are made here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Count, Window
from django.http import HttpRequest

from accounts.permissions import is_hub_admin
from billing.models import Order
from billing.models.order import OrderQuerySet
from core.dates import day
from core.money import pounds
from core.panels import Panel, register

SHOWN = 10


def to_pay_back(request: HttpRequest) -> Mapping[str, object] | None:
    """Orders on which money is due back, the longest due first; for the hub."""
    return _table(
        request,
        Order.objects.to_pay_back().select_related("payer_user"),
        columns=("Reference", "Payer", "Since", "To pay back"),
        cells=lambda order: [
            order.reference,
            f"{order.payer_name}, {order.payer_user.email}",
            day(order.due_since, year=True),
            pounds(-order.balance_pence),
        ],
    )


def to_invoice(request: HttpRequest) -> Mapping[str, object] | None:
    """Orders that a school asked to be invoiced for and owes, the oldest first; for the hub."""
    return _table(
        request,
        Order.objects.to_invoice().select_related("payer_user"),
        columns=("Reference", "School", "Asked by", "Purchase order", "Owed"),
        cells=lambda order: [
            order.reference,
            order.payer_name,
            f"{order.payer_user}, {order.payer_user.email}",
            order.purchase_order_number or "to follow",
            pounds(order.balance_pence),
        ],
    )


def _table(
    request: HttpRequest,
    orders: OrderQuerySet,
    *,
    columns: tuple[str, ...],
    cells: Callable[..., list[str]],
) -> Mapping[str, object] | None:
    """The first orders as `components/table.html` draws them, and how many there are in all.

    One statement: every row says how many there are.
    """
    if not is_hub_admin(request.user):
        return None
    *names, amount = columns
    first = list(orders.annotate(whole=Window(Count("pk")))[:SHOWN])
    return {
        "columns": [*({"label": name} for name in names), {"label": amount, "number": True}],
        "rows": [{"cells": cells(order)} for order in first],
        "count": getattr(first[0], "whole", 0) if first else 0,
    }


register(
    Panel(place="office", order=40, template="billing/panel_to_pay_back.html", context=to_pay_back)
)
register(
    Panel(place="office", order=50, template="billing/panel_to_invoice.html", context=to_invoice)
)
