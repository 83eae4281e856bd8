"""Local authorities, which begin, end and succeed each other."""

from datetime import date

from django.db import models
from django.db.models import F, Q


class LocalAuthorityQuerySet(models.QuerySet["LocalAuthority"]):
    """Many authorities."""

    def in_force(self, on: date) -> "LocalAuthorityQuerySet":
        """Those that exist on this day; a missing day means "always" on that side."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on)
        )


class LocalAuthority(models.Model):
    """An authority by its DfE code, e.g. 928 Northamptonshire, which ended on 31 March 2021."""

    code = models.PositiveSmallIntegerField("DfE code", unique=True)
    name = models.CharField(max_length=100)
    gss_code = models.CharField("GSS code", max_length=9, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True, help_text="The last day, inclusive.")
    successors = models.ManyToManyField(
        "self", symmetrical=False, related_name="predecessors", blank=True
    )

    objects = LocalAuthorityQuerySet.as_manager()

    class Meta:
        ordering = ("name", "code")
        verbose_name_plural = "local authorities"
        constraints = (
            models.CheckConstraint(
                name="an_authority_ends_after_it_begins",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
        )

    def __str__(self) -> str:
        return self.name
