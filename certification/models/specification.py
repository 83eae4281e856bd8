"""The qualification and its versions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from certification.enums import SpecificationStatus
from certification.models.frozen import Frozen, FrozenQuerySet


class Qualification(models.Model):
    """What an awarding body awards. The hub is a centre, never the awarding body."""

    code = models.SlugField(max_length=20, unique=True)
    title = models.CharField(max_length=200)
    ofqual_number = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class SpecificationQuerySet(FrozenQuerySet["Specification"]):
    """Many versions at once."""


class Specification(Frozen):
    """One version. Once published it never changes; learners stay on theirs."""

    status_path: ClassVar[str] = "status"

    qualification = models.ForeignKey(
        Qualification, on_delete=models.PROTECT, related_name="specifications"
    )
    version = models.PositiveSmallIntegerField()
    status = models.CharField(
        max_length=10, choices=SpecificationStatus.choices, default=SpecificationStatus.DRAFT
    )
    published_at = models.DateTimeField(null=True, blank=True)
    time_limit_months = models.PositiveSmallIntegerField(default=24)
    min_observations = models.PositiveSmallIntegerField(default=2)
    requires_dbs = models.BooleanField(default=True)
    show_credits = models.BooleanField(default=False)
    note = models.TextField(blank=True, help_text="Where the wording comes from.")

    objects = SpecificationQuerySet.as_manager()

    class Meta:
        ordering = ("qualification", "-version")
        constraints = (
            models.UniqueConstraint(
                fields=("qualification", "version"), name="versions_are_numbered"
            ),
            models.CheckConstraint(
                condition=Q(status=SpecificationStatus.DRAFT, published_at__isnull=True)
                | (~Q(status=SpecificationStatus.DRAFT) & Q(published_at__isnull=False)),
                name="published_says_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.qualification}, version {self.version}"

    @property
    def is_published(self) -> bool:
        return self.status != SpecificationStatus.DRAFT
