"""A promise of a letter, as a record."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from core.blocks.text import LINE_FEATURES
from home.enums import BEATS, CommitmentStatus


class Commitment(Orderable):
    """What was promised, who sees to it, how far it is and how anybody can tell."""

    page = ParentalKey("home.LetterPage", on_delete=models.CASCADE, related_name="commitments")
    text = models.CharField(
        max_length=200, help_text="The promise, beginning with what will be done."
    )
    role = models.CharField(
        "part of",
        max_length=120,
        blank=True,
        help_text="The role of the national plan it belongs to, if it does.",
    )
    owner = models.CharField(max_length=100, help_text="Who sees to it: a person or an office.")
    due_date = models.DateField(
        null=True, blank=True, help_text="The day it should be kept by, if there is one."
    )
    status = models.CharField(
        max_length=12, choices=CommitmentStatus.choices, default=CommitmentStatus.PLANNED
    )
    progress = models.CharField(
        max_length=160, blank=True, help_text="One line on where it stands."
    )
    evidence = RichTextField(
        blank=True, features=LINE_FEATURES, help_text="How anybody can tell, with links."
    )

    panels = [
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("status"), FieldPanel("due_date")]),
        FieldRowPanel([FieldPanel("owner"), FieldPanel("role")]),
        FieldPanel("progress"),
        FieldPanel("evidence"),
    ]

    class Meta(Orderable.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(status__in=CommitmentStatus.values), name="a_promise_has_a_known_status"
            ),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def beats(self) -> int:
        """How many of the four beats are played."""
        return BEATS[CommitmentStatus(self.status)]
