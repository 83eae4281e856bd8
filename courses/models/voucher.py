"""A code that lowers the price of places."""

from django.db import models
from django.db.models import F, Q

from courses.enums import VoucherEffect


class Voucher(models.Model):
    """Only a hash of the code is kept. `used` counts the counted places that it was used for."""

    name = models.CharField(max_length=120, unique=True)
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    effect = models.CharField(max_length=8, choices=VoucherEffect.choices)
    value = models.PositiveIntegerField(help_text="Per cent, or pence.")
    max_uses = models.PositiveIntegerField(default=1)
    used = models.PositiveIntegerField(default=0, editable=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True, help_text="The last day.")
    runs = models.ManyToManyField(
        "courses.CourseRun",
        blank=True,
        related_name="vouchers",
        help_text="What it is for. None chosen: every run.",
    )

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=Q(used__lte=F("max_uses")), name="a_voucher_is_not_overused"
            ),
            models.CheckConstraint(
                condition=~Q(effect=VoucherEffect.PERCENT) | Q(value__lte=100),
                name="a_voucher_takes_at_most_the_price",
            ),
        )

    def __str__(self) -> str:
        return self.name
