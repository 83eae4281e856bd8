"""One thing that a national plan asks of hubs."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from home.enums import RoleKind


class Role(Orderable):
    """A role or aim: the plan's words, our short name for it, and what this hub does."""

    page = ParentalKey("home.RoleSetPage", on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=12, choices=RoleKind.choices)
    code = models.SlugField(
        max_length=30, help_text="A short name for reports that never changes, like first_access."
    )
    name = models.CharField(max_length=80, help_text="What we call it.")
    text = models.CharField(max_length=300, help_text="In the plan's own words.")
    our_part = models.TextField(
        max_length=400, blank=True, help_text="What this hub does, and for whom."
    )

    panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("code")]),
        FieldPanel("name"),
        FieldPanel("text"),
        FieldPanel("our_part"),
    ]

    class Meta(Orderable.Meta):
        constraints = (
            models.UniqueConstraint(fields=("page", "kind", "code"), name="one_code_per_role_set"),
            models.CheckConstraint(
                condition=Q(kind__in=RoleKind.values), name="a_role_has_a_known_kind"
            ),
        )

    def __str__(self) -> str:
        return self.name
