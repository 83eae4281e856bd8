"""What the hub's office is told by mail about money, in the transaction that makes it true."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from billing.models import Order
from billing.models.order import Balance
from core import mail


def office_refund_due(order: Order, *, balance: Balance) -> None:
    """Somebody has paid more than they owe: it goes back by hand."""
    _to_the_office("office_refund_due", order, balance)


def office_invoice_wanted(order: Order, *, balance: Balance) -> None:
    """A school asked to be invoiced."""
    _to_the_office("office_invoice_wanted", order, balance)


def _to_the_office(message: str, order: Order, balance: Balance) -> None:
    mail.send(
        f"billing/{message}",
        to=settings.HUB_OFFICE_EMAIL,
        reply_to=order.payer_user.email,
        context={
            "order": order,
            "lines": list(order.lines.all()),
            "balance": balance,
            "payer": order.payer_user,
            "office_url": f"{settings.BASE_URL}{reverse('accounts:office')}",
        },
    )
