"""What a place on a run costs, by whom it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey

from core.money import VatCode, vat_pence
from courses.enums import Audience

if TYPE_CHECKING:
    from courses.models.course_run import CourseRun


class PriceTier(models.Model):
    """One price. Changing it changes no place already taken: places freeze theirs."""

    run: models.ForeignKey[CourseRun, CourseRun] = ParentalKey(
        "courses.CourseRun", on_delete=models.CASCADE, related_name="tiers"
    )
    name = models.CharField(max_length=80)
    audience = models.CharField(max_length=20, choices=Audience.choices)
    net_pence = models.PositiveIntegerField()
    vat_code = models.CharField(max_length=10, choices=VatCode.choices, default=VatCode.OUTSIDE)

    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True, help_text="The last day.")
    quota = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many places there are at this price. Empty: no limit."
    )
    taken = models.PositiveIntegerField(
        default=0, editable=False, help_text="Counted places at this price; the guarded count."
    )

    class Meta:
        ordering = ("run", "net_pence", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("run", "audience", "name"), name="one_price_per_audience_and_name"
            ),
            models.CheckConstraint(
                condition=Q(quota=None) | Q(taken__lte=F("quota")), name="a_quota_is_not_oversold"
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None)
                | Q(valid_until=None)
                | Q(valid_until__gte=F("valid_from")),
                name="a_price_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} on {self.run}"

    @property
    def gross_pence(self) -> int:
        """What is paid for one place, VAT included."""
        return self.net_pence + vat_pence(net_pence=self.net_pence, code=self.vat_code)
