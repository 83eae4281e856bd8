"""What is done to payments: started, and settled when the gateway says what happened."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from billing import gateways
from billing.actions import orders
from billing.enums import CLOSED_STATES, UNFINISHED_STATES, EntryKind, PaymentState, Terms
from billing.exceptions import (
    NothingToPayError,
    NotPaidOnlineError,
    PaymentClosedError,
    UnknownPaymentError,
)
from billing.gateways.port import Event, Gateway
from billing.models import LedgerEntry, Order, Payment
from billing.models.payment import CURRENCY
from billing.signals import order_settled
from core import audit
from core.contention import patiently

log = structlog.get_logger()


def start(
    *, order: Order, return_path: str, closes_at: datetime, by: User, gateway: Gateway | None = None
) -> Payment:
    """An attempt to pay what is owed on `order`, with `next_url` to send the payer to.

    The attempt is stored and committed before the gateway is asked, so money can never come in
    for something we do not know. Asked twice while a page is open, it answers with that page.
    Call it outside any transaction. Raises NothingToPayError, GatewayUnavailableError,
    NotPaidOnlineError when it was put on an invoice meanwhile, PaymentClosedError when the attempt
    was given up, or failed, while its page was being made.
    """
    gateway = gateway or gateways.current()
    payment = _store_attempt(
        order=order, return_path=return_path, closes_at=closes_at, by=by, gateway=gateway
    )
    if payment.state == PaymentState.CREATED:
        page = gateway.open_page(payment)
        payment.move(PaymentState.OPEN, session_id=page.session_id, page_url=page.url)
        # Another tab or the webhook may have been first: what is stored counts.
        payment.refresh_from_db()
    if payment.state in CLOSED_STATES:
        raise PaymentClosedError
    return payment


@patiently
def _store_attempt(
    *, order: Order, return_path: str, closes_at: datetime, by: User, gateway: Gateway
) -> Payment:
    with transaction.atomic(durable=True):
        refuse_invoiced(orders.lock(order.pk))
        owed = order.balance().pence
        if owed <= 0:
            raise NothingToPayError(f"Nothing is owed on order {order.reference}.")
        open_already = order.payments.payable().filter(amount_pence=owed, method=gateway.method)
        if payment := open_already.first():
            return payment
        attempt = order.payments.count() + 1
        payment = order.payments.create(
            attempt=attempt,
            method=gateway.method,
            amount_pence=owed,
            idempotency_key=f"{order.reference}-{attempt}",
            return_path=return_path,
            closes_at=closes_at,
        )
        audit.record("payment.start", payment, by=by, pence=owed)
        return payment


def refuse_invoiced(locked: Order) -> None:
    """Raises NotPaidOnlineError. The order is locked: its terms stay what they are."""
    if locked.terms != Terms.ONLINE:
        raise NotPaidOnlineError


@patiently
@transaction.atomic
def settle(*, event: Event) -> Payment:
    """Act on what a gateway says, once, however often and by whichever way it is said.

    Webhooks, the payer's return and a reconciliation all come here. Money of the right amount is
    entered in the ledger, and the order's other pages are closed, since what they ask for is no
    longer what is owed; each time this leaves nothing more due, `order_settled` tells so in the
    same transaction. Too little money, too much, or another currency needs a person and settles
    nothing. Raises UnknownPaymentError when the attempt is not stored here (yet).
    """
    known = Payment.objects.filter(idempotency_key=event.payment_key).first()
    if known is None:
        raise UnknownPaymentError(f"No payment has the key {event.payment_key}.")
    order = orders.lock(known.order_id)
    payment = Payment.objects.get(pk=known.pk)
    if payment.state == PaymentState.CREATED:
        payment.move(PaymentState.OPEN, session_id=event.session_id)
    if event.state != PaymentState.SUCCEEDED:
        payment.move(event.state)
    elif (event.amount_pence, event.currency) != (payment.amount_pence, CURRENCY):
        _ask_a_person(payment, event)
    elif payment.move(
        PaymentState.SUCCEEDED, intent_id=event.intent_id, succeeded_at=timezone.now()
    ):
        _enter(payment, order)
    payment.refresh_from_db()
    return payment


def _enter(payment: Payment, order: Order) -> None:
    LedgerEntry.objects.create(
        order=order, payment=payment, kind=EntryKind.PAYMENT, amount_pence=-payment.amount_pence
    )
    audit.record("payment.settle", payment, by=None, pence=payment.amount_pence)
    close_pages(order=order)
    if order.balance().pence <= 0:
        order_settled.send(sender=Order, order=order)


def _ask_a_person(payment: Payment, event: Event) -> None:
    if payment.state != PaymentState.SUCCEEDED and payment.move(PaymentState.ATTENTION):
        log.error("payment_amount_differs", payment=payment.idempotency_key)
        audit.record(
            "payment.attention", payment, by=None, pence=event.amount_pence, currency=event.currency
        )


@transaction.atomic
def close_pages(*, order: Order) -> int:
    """Give up the attempts nobody has finished; returns how many. Late money still counts."""
    unfinished = order.payments.filter(state__in=UNFINISHED_STATES)
    return unfinished.update(state=PaymentState.CANCELLED)


def lapse() -> int:
    """Mark attempts whose page has closed as expired; returns how many."""
    return Payment.objects.lapsed().update(state=PaymentState.EXPIRED)
