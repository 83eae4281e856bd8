"""A recommendation of a publication, as a record."""

from __future__ import annotations

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from core.blocks.text import LINE_FEATURES


class Recommendation(Orderable):
    """What a publication asks for, in its words, and what this hub answers."""

    page = ParentalKey(
        "home.PublicationPage", on_delete=models.CASCADE, related_name="recommendations"
    )
    text = models.CharField(max_length=400, help_text="In the publication's own words.")
    response = RichTextField(
        blank=True, features=LINE_FEATURES, help_text="What the hub does about it, and where."
    )

    panels = [FieldPanel("text"), FieldPanel("response")]

    class Meta(Orderable.Meta):
        pass

    def __str__(self) -> str:
        return self.text
