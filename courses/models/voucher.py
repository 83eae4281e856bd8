"""A code that lowers the price of places."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey

from courses.enums import VoucherEffect

if TYPE_CHECKING:
    from django.db.models import Model as ClusterableModel
else:
    from modelcluster.models import ClusterableModel  # the admin edits a voucher with its runs


class Voucher(ClusterableModel):
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
        through="courses.VoucherRun",
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


class VoucherRun(models.Model):
    """A run that a voucher is for."""

    voucher: models.ForeignKey[Voucher, Voucher] = ParentalKey(
        Voucher, on_delete=models.CASCADE, related_name="run_links"
    )
    run = models.ForeignKey("courses.CourseRun", on_delete=models.CASCADE, related_name="+")

    class Meta:
        unique_together = (("voucher", "run"),)

    def __str__(self) -> str:
        return f"{self.voucher}: {self.run}"
