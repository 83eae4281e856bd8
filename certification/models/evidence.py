"""What a learner offers, and which leaves it is offered for."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from certification.enums import EvidenceKind


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Many pieces of evidence at once."""

    def live(self) -> EvidenceQuerySet:
        """Evidence that has not been withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Evidence(models.Model):
    """One piece of evidence. Withdrawn, never deleted."""

    enrolment = models.ForeignKey(
        "certification.Enrolment", on_delete=models.PROTECT, related_name="evidence"
    )
    kind = models.CharField(max_length=12, choices=EvidenceKind.choices)
    title = models.CharField(max_length=255)
    attendance = models.ForeignKey(
        "courses.Attendance",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="evidence",
        help_text="The mark it rests on, when it is attendance.",
    )
    added_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("-added_at", "-pk")
        verbose_name_plural = "evidence"
        constraints = (
            models.CheckConstraint(
                condition=Q(kind=EvidenceKind.ATTENDANCE, attendance__isnull=False)
                | (~Q(kind=EvidenceKind.ATTENDANCE) & Q(attendance__isnull=True)),
                name="attendance_evidence_rests_on_a_mark",
            ),
            models.UniqueConstraint(
                fields=("enrolment", "attendance"),
                condition=Q(withdrawn_at__isnull=True),
                name="one_evidence_per_mark",
            ),
        )

    def __str__(self) -> str:
        return self.title


class EvidenceClaim(models.Model):
    """'This meets that leaf.' A claim, not a judgement."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="claims")
    range_point = models.ForeignKey(
        "certification.RangePoint", on_delete=models.PROTECT, related_name="claims"
    )

    class Meta:
        ordering = ("evidence", "range_point")
        constraints = (
            models.UniqueConstraint(
                fields=("evidence", "range_point"), name="a_leaf_is_claimed_once_per_evidence"
            ),
        )

    def __str__(self) -> str:
        return f"{self.evidence} → {self.range_point}"
