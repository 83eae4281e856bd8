"""What is done to orders: what somebody owes is opened, charged, and credited line by line.

Opening and charging set no savepoint: no act that charges goes on when charging failed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum

from accounts.models import User
from billing.enums import EntryKind, Terms
from billing.exceptions import CreditTooHighError
from billing.models import LedgerEntry, Order, OrderLine
from core import audit, references
from schools.models import School


@dataclass(frozen=True, kw_only=True)
class Charge:
    """One line to owe for. `vat_pence` is what the payer was shown, never worked out again."""

    description: str
    net_pence: int
    vat_code: str
    vat_pence: int
    quantity: int = 1


@transaction.atomic(savepoint=False)
def open(  # noqa: A001 - the glossary's verb
    *,
    payer: User,
    school: School | None,
    terms: Terms,
    charges: Sequence[Charge],
    by: User,
    purchase_order_number: str = "",
) -> tuple[Order, list[OrderLine]]:
    """A new order and its lines, in the order of `charges`, each charged in the ledger.

    The school owes when there is one, else the person. Invoice terms without a school are
    refused by the database.
    """
    order = Order.objects.create(
        reference=references.make(),
        payer_user=payer,
        payer_school=school,
        payer_name=_name(payer, school),
        terms=terms,
        purchase_order_number=purchase_order_number,
    )
    lines = charge(order=order, charges=charges)
    audit.record(
        "order.open", order, by=by, terms=str(terms), pence=sum(line.gross_pence for line in lines)
    )
    return order, lines


@transaction.atomic(savepoint=False)
def charge(*, order: Order, charges: Sequence[Charge]) -> list[OrderLine]:
    """More lines on an order, in the order of `charges`, each charged in the ledger."""
    lines = OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            description=item.description[:300],
            quantity=item.quantity,
            net_pence=item.net_pence,
            vat_code=item.vat_code,
            vat_pence=item.vat_pence,
            gross_pence=item.net_pence + item.vat_pence,
        )
        for item in charges
    )
    LedgerEntry.objects.bulk_create(
        LedgerEntry(order=order, line=line, kind=EntryKind.CHARGE, amount_pence=line.gross_pence)
        for line in lines
        if line.gross_pence
    )
    return lines


@transaction.atomic
def credit(*, line: OrderLine, by: User | None, pence: int | None = None) -> int:
    """Take back `pence` of what a line charges, or all that is left; returns what was taken back.

    Locks the line, so two credits at once cannot take back more than was charged. Raises
    CreditTooHighError when `pence` is more than is left; the line itself never changes.
    """
    OrderLine.objects.select_for_update().get(pk=line.pk)
    left = LedgerEntry.objects.filter(line=line).aggregate(left=Sum("amount_pence"))["left"] or 0
    wanted = left if pence is None else pence
    if not 0 <= wanted <= left:
        raise CreditTooHighError(wanted=wanted, left=left)
    if wanted:
        LedgerEntry.objects.create(
            order_id=line.order_id, line=line, kind=EntryKind.CREDIT, amount_pence=-wanted
        )
        audit.record("order.credit", line, by=by, pence=wanted)
    return wanted


@transaction.atomic
def credit_all(*, lines: Iterable[OrderLine], by: User | None) -> int:
    """Take back all that these lines still charge; returns the pence."""
    return sum(credit(line=line, by=by) for line in sorted(lines, key=lambda line: line.pk))


@transaction.atomic
def set_terms(
    *,
    order: Order,
    payer: User,
    school: School | None,
    terms: Terms,
    by: User,
    purchase_order_number: str = "",
) -> Order:
    """Another payer or another way to pay, for an order of which no invoice has been issued."""
    order.payer_school = school
    order.payer_name = _name(payer, school)
    order.terms = terms
    order.purchase_order_number = purchase_order_number
    order.save(update_fields=("payer_school", "payer_name", "terms", "purchase_order_number"))
    audit.record("order.set_terms", order, by=by, terms=str(terms))
    return order


@transaction.atomic
def set_number(*, order: Order, number: str, by: User) -> Order:
    """The payer's purchase order number, for an order of which no invoice has been issued."""
    Order.objects.filter(pk=order.pk).update(purchase_order_number=number)
    order.refresh_from_db()
    audit.record("order.set_number", order, by=by, number=number)
    return order


def lock(order_id: int) -> Order:
    """The order, locked until the transaction ends, so that its balance can be acted upon.

    Orders are locked before runs and bookings: whoever needs several keeps to that.
    """
    return Order.objects.select_for_update(no_key=True).get(pk=order_id)


def _name(payer: User, school: School | None) -> str:
    return (school.name if school else str(payer))[:200]
