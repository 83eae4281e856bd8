"""What cancelling costs, as data: ordered steps in working or calendar days before the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey

from courses.enums import DayKind, PolicyUse

if TYPE_CHECKING:
    from django.db.models import Model as ClusterableModel
else:
    from modelcluster.models import ClusterableModel  # the admin edits a policy with its steps


class CancellationPolicy(ClusterableModel):
    """Named terms. Places keep a snapshot of them, so a change here changes no booking."""

    name = models.CharField(max_length=80, unique=True)
    use_for = models.CharField(
        max_length=8,
        choices=PolicyUse.choices,
        blank=True,
        help_text="The runs that get this policy when none is chosen for them.",
    )
    swap_hours = models.PositiveSmallIntegerField(
        default=0, help_text="Another person may come instead until this many hours before."
    )
    no_show_percent = models.PositiveSmallIntegerField(
        default=0, help_text="Of the price, for somebody who did not come and had not cancelled."
    )
    no_show_pence = models.PositiveIntegerField(
        default=0, help_text="A fixed charge for not coming, also for free courses."
    )
    waived_when_refilled = models.BooleanField(
        default=True, help_text="No charge once somebody else has taken the place."
    )

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "cancellation policies"
        constraints = (
            models.UniqueConstraint(
                fields=("use_for",), condition=~Q(use_for=""), name="one_policy_for_each_use"
            ),
            models.CheckConstraint(
                condition=Q(no_show_percent__lte=100), name="no_show_is_at_most_the_price"
            ),
        )

    def __str__(self) -> str:
        return self.name


class PolicyStep(models.Model):
    """From `days` before the start on, cancelling costs this. The nearest step counts."""

    policy: models.ForeignKey[CancellationPolicy, CancellationPolicy] = ParentalKey(
        CancellationPolicy, on_delete=models.CASCADE, related_name="steps"
    )
    days = models.PositiveSmallIntegerField()
    day_kind = models.CharField(max_length=8, choices=DayKind.choices, default=DayKind.WORKING)
    percent = models.PositiveSmallIntegerField(default=0)
    fixed_pence = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("policy", "-days")
        constraints = (
            models.UniqueConstraint(fields=("policy", "days", "day_kind"), name="one_step_per_day"),
            models.CheckConstraint(
                condition=Q(percent__lte=100), name="a_step_is_at_most_the_price"
            ),
        )

    def __str__(self) -> str:
        return f"{self.policy}: {self.days} {self.get_day_kind_display()}"
