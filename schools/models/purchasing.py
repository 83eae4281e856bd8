"""How a school buys: who says yes, who pays, and whether an order number is needed."""

from django.db import models
from django.db.models import Q

from schools.enums import PurchaseOrderRule
from schools.models.school import School


class Purchasing(models.Model):
    """What a school has told the hub. A school without one needs no approval and no number."""

    school = models.OneToOneField(School, on_delete=models.CASCADE, related_name="purchasing")
    needs_approval = models.BooleanField(
        default=False, help_text="Bookings wait until the approver has said yes."
    )
    approver_name = models.CharField(max_length=150, blank=True)
    approver_email = models.EmailField(blank=True)
    finance_email = models.EmailField(
        blank=True, help_text="Who gets the mails about money; empty: whoever books."
    )
    purchase_order_rule = models.CharField(
        "purchase order number",
        max_length=10,
        choices=PurchaseOrderRule.choices,
        default=PurchaseOrderRule.NONE,
    )

    class Meta:
        ordering = ("school",)
        verbose_name_plural = "purchasing"
        constraints = (
            models.CheckConstraint(
                condition=Q(needs_approval=False) | ~Q(approver_email=""),
                name="who_approves_can_be_written_to",
                violation_error_message="Give the address of whoever approves bookings.",
            ),
        )

    def __str__(self) -> str:
        return f"How {self.school} buys"
