"""What one payer owes, for which lines. Knows nothing of what was bought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Max, Q, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from billing.enums import EntryKind, PaymentStatus, Terms
from core.money import VatCode

#: The hub's terms: what is owed is paid within this.
PAID_WITHIN = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Balance:
    """What an order's ledger adds up to.

    `charged_pence`: charges less what was taken back. `pence`: what is still owed of that after
    payments and refunds; below zero it is due back.
    """

    charged_pence: int = 0
    pence: int = 0

    @property
    def status(self) -> PaymentStatus:
        return derive_status(charged_pence=self.charged_pence, balance_pence=self.pence)

    @property
    def owed_pence(self) -> int:
        return max(0, self.pence)

    @property
    def refund_pence(self) -> int:
        return max(0, -self.pence)

    @property
    def paid_pence(self) -> int:
        return self.charged_pence - self.pence


class OrderQuerySet(models.QuerySet["Order"]):
    """Many orders at once."""

    def visible_to(self, user: User) -> OrderQuerySet:
        """Orders that this person made. What a school's office sees comes through posts."""
        return self.filter(payer_user=user)

    def with_balance(self) -> OrderQuerySet:
        """Add `charged_pence` and `balance_pence` (what is still owed; below zero: refund due)."""
        charges = Q(entries__kind__in=(EntryKind.CHARGE, EntryKind.CREDIT))
        return self.annotate(
            charged_pence=Coalesce(Sum("entries__amount_pence", filter=charges), 0),
            balance_pence=Coalesce(Sum("entries__amount_pence"), 0),
        )

    def to_pay_back(self) -> OrderQuerySet:
        """Orders on which a refund is due, the longest due first, with `due_since`."""
        lowers = Q(entries__kind__in=(EntryKind.CREDIT, EntryKind.PAYMENT))
        due = self.with_balance().filter(Q(balance_pence__lt=0))
        return due.annotate(due_since=Max("entries__at", filter=lowers)).order_by("due_since", "pk")

    def to_invoice(self) -> OrderQuerySet:
        """Orders on a school's invoice on which something is owed, the oldest first."""
        owed = self.with_balance().filter(Q(terms=Terms.INVOICE, balance_pence__gt=0))
        return owed.order_by("opened_at", "pk")


class Order(models.Model):
    """What one payer owes. Its payment status comes from the ledger and is never stored."""

    reference = models.CharField(max_length=12, unique=True)
    payer_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="orders"
    )
    payer_school = models.ForeignKey(
        "schools.School", null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    payer_name = models.CharField(max_length=200)
    terms = models.CharField(max_length=12, choices=Terms.choices)
    purchase_order_number = models.CharField(max_length=40, blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ("-opened_at",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(terms=Terms.INVOICE) | Q(payer_school__isnull=False),
                name="only_a_school_is_invoiced",
            ),
        )

    def __str__(self) -> str:
        return self.reference

    def balance(self) -> Balance:
        """What the ledger says of this order, now. One statement."""
        charges = Q(kind__in=(EntryKind.CHARGE, EntryKind.CREDIT))
        sums = self.entries.aggregate(
            charged=Sum("amount_pence", filter=charges, default=0),
            owed=Sum("amount_pence", default=0),
        )
        return Balance(charged_pence=sums["charged"], pence=sums["owed"])


def derive_status(*, charged_pence: int, balance_pence: int) -> PaymentStatus:
    """The one place where a payment status is worked out.

    `charged_pence`: charges less credits. `balance_pence`: charges less credits less money in
    plus refunds.
    """
    if balance_pence < 0:
        return PaymentStatus.REFUND_DUE
    if charged_pence == 0:
        return PaymentStatus.NOTHING_DUE
    if balance_pence == 0:
        return PaymentStatus.PAID
    return PaymentStatus.UNPAID if balance_pence == charged_pence else PaymentStatus.PART_PAID


class OrderLineQuerySet(models.QuerySet["OrderLine"]):
    """Many lines at once."""

    def charged(self) -> OrderLineQuerySet:
        """Lines of which something is still charged, after what was taken back."""
        return self.annotate(
            charged_pence=Coalesce(Sum("entries__amount_pence"), 0),
        ).filter(charged_pence__gt=0)


class OrderLine(models.Model):
    """One thing owed for. Frozen when it is charged."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    description = models.CharField(max_length=300)
    quantity = models.PositiveSmallIntegerField(default=1)
    net_pence = models.PositiveIntegerField(help_text="For the whole line.")
    vat_code = models.CharField(max_length=10, choices=VatCode.choices)
    vat_pence = models.PositiveIntegerField()
    gross_pence = models.PositiveIntegerField()

    objects = OrderLineQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(gross_pence=F("net_pence") + F("vat_pence")),
                name="net_and_vat_is_gross",
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_line_is_for_something"),
        )

    def __str__(self) -> str:
        return self.description
