"""What must be true of orders, their ledger and their payments.

I8 (invoice numbers) and the documents' half of I9 come with the documents.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from billing.enums import EntryKind, PaymentState
from billing.models import LedgerEntry, Order, OrderLine, Payment
from core.invariants import invariant

CHARGES = (EntryKind.CHARGE, EntryKind.CREDIT)


def _entered(path: str, *kinds: EntryKind) -> Coalesce:
    """The sum of the ledger's entries of these kinds, for the row that `path` leads to."""
    entries: QuerySet[LedgerEntry] = LedgerEntry.objects.order_by().filter(
        **{path: OuterRef("pk"), "kind__in": kinds}
    )
    total = entries.values(path).annotate(total=Sum("amount_pence")).values("total")
    return Coalesce(Subquery(total), 0)


@invariant("I6", "Money that came in is in the ledger once, to the penny.")
def payments_are_entered() -> Iterable[str]:
    """A payment that succeeded has its entry on its own order; nothing else has one."""
    right = LedgerEntry.objects.filter(kind=EntryKind.PAYMENT, payment=OuterRef("pk"))
    paid = Payment.objects.annotate(
        entered=_entered("payment", EntryKind.PAYMENT),
        entered_on=Subquery(right.values("order")[:1]),
    )
    done = Q(state=PaymentState.SUCCEEDED)
    missing = done & (~Q(entered=-F("amount_pence")) | ~Q(entered_on=F("order")))
    # Money that came and was questioned afterwards keeps its entry.
    never = ~Q(state__in=(PaymentState.SUCCEEDED, PaymentState.ATTENTION)) & ~Q(entered=0)
    payment: Any
    for payment in paid.filter(missing | never).select_related("order"):
        yield (
            f"order {payment.order.reference}: attempt {payment.attempt} is {payment.state} "
            f"over {payment.amount_pence}p, and {-payment.entered}p of it are in the ledger"
        )


@invariant("I7", "No more is paid back than came in.")
def refunds_are_covered() -> Iterable[str]:
    """By order, since money is paid back on an order."""
    orders = Order.objects.annotate(
        paid=-_entered("order", EntryKind.PAYMENT), refunded=_entered("order", EntryKind.REFUND)
    )
    order: Any
    for order in orders.filter(refunded__gt=F("paid")):
        yield f"order {order.reference}: {order.refunded}p paid back of {order.paid}p"


@invariant("I9", "The ledger charges each line once, for what the line says.")
def lines_are_charged() -> Iterable[str]:
    """The charges' side; invoices and credit notes are compared with it once there are any."""
    lines = OrderLine.objects.annotate(charged=_entered("line", EntryKind.CHARGE))
    line: Any
    for line in lines.exclude(charged=F("gross_pence")).select_related("order"):
        yield (
            f"order {line.order.reference}, line {line.pk}: says {line.gross_pence}p, "
            f"the ledger charges {line.charged}p"
        )


@invariant("I9", "No more of a line is taken back than was charged.")
def credits_are_covered() -> Iterable[str]:
    lines = OrderLine.objects.annotate(left=_entered("line", *CHARGES))
    line: Any
    for line in lines.filter(left__lt=0).select_related("order"):
        yield f"order {line.order.reference}, line {line.pk}: {-line.left}p too much taken back"


@invariant("I9", "Every charge and credit names a line of its own order.")
def entries_name_their_line() -> Iterable[str]:
    astray = LedgerEntry.objects.filter(kind__in=CHARGES).exclude(line__order=F("order"))
    for entry in astray.select_related("order"):
        yield f"order {entry.order.reference}: entry {entry.pk} names no line of this order"


@invariant("M1", "Net and VAT are the gross of every line.")
def lines_add_up() -> Iterable[str]:
    wrong = OrderLine.objects.exclude(gross_pence=F("net_pence") + F("vat_pence"))
    for line in wrong.select_related("order"):
        yield (
            f"order {line.order.reference}, line {line.pk}: "
            f"{line.net_pence}p and {line.vat_pence}p are not {line.gross_pence}p"
        )
