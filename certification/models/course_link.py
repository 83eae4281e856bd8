"""Which criteria a course can contribute evidence to."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from certification.enums import LinkBasis, LinkStrength


class CourseCriterionLinkQuerySet(models.QuerySet["CourseCriterionLink"]):
    """Many links at once."""

    def active(self, on: date | None = None) -> CourseCriterionLinkQuerySet:
        """Links that hold on this day, today by default."""
        on = on or timezone.localdate()
        return self.filter(
            Q(active_to_date__isnull=True) | Q(active_to_date__gte=on), active_from_date__lte=on
        )

    def by_attendance(self, on: date | None = None) -> CourseCriterionLinkQuerySet:
        """Active links to which coming contributes."""
        return self.active(on).filter(basis=LinkBasis.ATTENDANCE)


class CourseCriterionLink(models.Model):
    """A course contributes to a leaf. Coming is never the same as meeting it."""

    page = models.ForeignKey(
        "courses.CoursePage", on_delete=models.CASCADE, related_name="criterion_links"
    )
    range_point = models.ForeignKey(
        "certification.RangePoint", on_delete=models.PROTECT, related_name="course_links"
    )
    strength = models.CharField(max_length=8, choices=LinkStrength.choices)
    basis = models.CharField(max_length=12, choices=LinkBasis.choices)
    active_from_date = models.DateField()
    active_to_date = models.DateField(null=True, blank=True)

    objects = CourseCriterionLinkQuerySet.as_manager()

    class Meta:
        ordering = ("page", "range_point")
        constraints = (
            models.UniqueConstraint(
                fields=("page", "range_point", "basis"),
                condition=Q(active_to_date__isnull=True),
                name="one_open_link_per_course_leaf_and_basis",
            ),
            models.CheckConstraint(
                condition=Q(active_to_date__isnull=True)
                | Q(active_to_date__gte=F("active_from_date")),
                name="a_link_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.page} → {self.range_point}"
