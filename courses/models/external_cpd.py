"""CPD that somebody did elsewhere, in their own words."""

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import User
from core import files


def make_evidence_name(instance: models.Model, name: str) -> str:
    """A path that says nothing of whose it is or what they called it."""
    return f"external-cpd/{uuid.uuid4()}{files.extension(name)}"


class ExternalCpdQuerySet(models.QuerySet["ExternalCpd"]):
    """Many of them."""

    def visible_to(self, user: User) -> "ExternalCpdQuerySet":
        """One's own only: a school sees what was done through it."""
        return self.filter(user=user)


class ExternalCpd(models.Model):
    """A line of somebody's CPD record, with evidence if they have some."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="external_cpd"
    )
    title = models.CharField(max_length=200)
    provider = models.CharField(max_length=200)
    on_date = models.DateField()
    minutes = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    reflection = models.TextField(max_length=2000, blank=True)
    evidence = models.FileField(
        storage=files.private, upload_to=make_evidence_name, max_length=120, blank=True
    )
    evidence_name = models.CharField(
        max_length=150, blank=True, help_text="What its owner called the file."
    )
    added_at = models.DateTimeField(auto_now_add=True)

    objects = ExternalCpdQuerySet.as_manager()

    class Meta:
        ordering = ("-on_date", "-pk")
        verbose_name = "external CPD"
        verbose_name_plural = "external CPD"
        constraints = (
            models.CheckConstraint(condition=Q(minutes__gte=1), name="external_cpd_took_time"),
        )

    def __str__(self) -> str:
        return self.title
