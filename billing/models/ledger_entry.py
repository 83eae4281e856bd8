"""The append-only record of what is owed and what came in."""

from django.db import models
from django.db.models import Q

from billing.enums import EntryKind
from core.models.append_only import AppendOnly


class LedgerEntry(AppendOnly):
    """One fact about an order's money. Never changed, never deleted."""

    order = models.ForeignKey("billing.Order", on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    amount_pence = models.IntegerField(
        help_text="Raises what is owed when positive, lowers it when negative."
    )
    line = models.ForeignKey(
        "billing.OrderLine", null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    payment = models.ForeignKey(
        "billing.Payment", null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = "ledger entries"
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=(EntryKind.CHARGE, EntryKind.REFUND), amount_pence__gt=0)
                | Q(kind__in=(EntryKind.CREDIT, EntryKind.PAYMENT), amount_pence__lt=0),
                name="entry_sign_follows_its_kind",
            ),
            models.UniqueConstraint(
                fields=("payment", "kind"),
                condition=Q(kind=EntryKind.PAYMENT),
                name="a_payment_is_entered_once",
            ),
            models.UniqueConstraint(
                fields=("line", "kind"),
                condition=Q(kind=EntryKind.CHARGE),
                name="a_line_is_charged_once",
            ),
            models.CheckConstraint(
                condition=~Q(kind=EntryKind.PAYMENT) | Q(payment__isnull=False),
                name="money_in_names_its_payment",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount_pence} on {self.order}"
