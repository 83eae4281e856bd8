"""Judgements: append-only facts from which all progress is worked out."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from certification.enums import Outcome


class Assessment(models.Model):
    """One sitting in which one assessor judged leaves of one unit for one learner."""

    enrolment = models.ForeignKey(
        "certification.Enrolment", on_delete=models.PROTECT, related_name="assessments"
    )
    unit = models.ForeignKey(
        "certification.Unit", on_delete=models.PROTECT, related_name="assessments"
    )
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assessments_made"
    )
    comment = models.TextField(blank=True, max_length=4000, help_text="The learner sees this.")
    assessed_at = models.DateTimeField(auto_now_add=True)
    submit_token = models.CharField(
        max_length=80, unique=True, help_text="From the form: pressing twice judges once."
    )

    class Meta:
        ordering = ("-assessed_at", "-pk")

    def __str__(self) -> str:
        return f"{self.enrolment}, unit {self.unit.code}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Many decisions at once."""

    def current(self) -> DecisionQuerySet:
        """Decisions that none has superseded."""
        return self.filter(is_current=True)


class Decision(models.Model):
    """One leaf, judged. Superseded by a later one, never edited or deleted."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="decisions")
    enrolment = models.ForeignKey(
        "certification.Enrolment",
        on_delete=models.PROTECT,
        related_name="decisions",
        help_text="The assessment's, kept here so that the database can keep one current a leaf.",
    )
    range_point = models.ForeignKey(
        "certification.RangePoint", on_delete=models.PROTECT, related_name="decisions"
    )
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    is_current = models.BooleanField(default=True)
    decided_at = models.DateTimeField(auto_now_add=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("enrolment", "range_point"),
                condition=Q(is_current=True),
                name="one_current_decision_per_learner_and_leaf",
            ),
        )

    def __str__(self) -> str:
        return f"{self.range_point}: {self.get_outcome_display()}"
