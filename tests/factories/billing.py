"""Orders and payments to test with, made through the actions so that their ledgers agree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from billing.actions import orders, payments
from billing.actions.orders import Charge
from billing.enums import PaymentState, Terms
from billing.gateways.port import Event
from billing.models import Order, Payment
from billing.models.payment import CURRENCY
from core.money import VatCode, vat_pence
from schools.models import School


def charge(net_pence: int = 4000, code: str = VatCode.OUTSIDE) -> Charge:
    """One line, with the VAT of its code."""
    return Charge(
        description="A place",
        net_pence=net_pence,
        vat_code=code,
        vat_pence=vat_pence(net_pence=net_pence, code=code),
    )


def open_order(
    payer: User,
    charges: Sequence[Charge] = (),
    *,
    school: School | None = None,
    terms: Terms = Terms.ONLINE,
) -> Order:
    """An order of £40, unless told otherwise."""
    order, _ = orders.open(
        payer=payer, school=school, terms=terms, charges=charges or [charge()], by=payer
    )
    return order


def start_payment(order: Order, *, closes_at: datetime | None = None) -> Payment:
    """An attempt to pay through the demonstration's page."""
    return payments.start(
        order=order,
        return_path="/back/",
        closes_at=closes_at or timezone.now() + timedelta(minutes=40),
        by=order.payer_user,
    )


def event(
    payment: Payment,
    state: PaymentState = PaymentState.SUCCEEDED,
    *,
    amount_pence: int | None = None,
    currency: str = CURRENCY,
) -> Event:
    """What a gateway would say of this payment."""
    return Event(
        state=state,
        payment_key=payment.idempotency_key,
        session_id=payment.session_id,
        intent_id=f"intent-{payment.pk}",
        amount_pence=payment.amount_pence if amount_pence is None else amount_pence,
        currency=currency,
    )
