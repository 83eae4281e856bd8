"""Somebody's publication, what it asks for and what is answered."""

from __future__ import annotations

from functools import cached_property

from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.search import index

from core.blocks import BodyBlock, StreamField
from core.models import BasePage
from home.models.recommendation import Recommendation

IN_WORDS = [
    "No",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
]


class PublicationPage(BasePage):
    """A report or plan that matters to schools, its recommendations, and the responses to it."""

    publisher = models.CharField(max_length=120)
    publication_date = models.DateField(
        "date of publication", help_text="When only the month is known, its first day."
    )
    reference = models.CharField(max_length=60, blank=True)
    address = models.URLField(
        blank=True, help_text="Where it can be read; the reference stands in for it."
    )
    quotation = models.CharField(
        max_length=300, blank=True, help_text="A short lead quotation, without quotation marks."
    )
    quotation_source = models.CharField(max_length=160, blank=True)
    body = StreamField(BodyBlock(), blank=True, help_text="What it says and why it matters.")
    opening = models.CharField(
        max_length=120, blank=True, help_text="The words each recommendation continues."
    )
    attribution = models.CharField(
        max_length=300, blank=True, help_text="Source and licence of the recommendations."
    )
    responses = StreamField(
        BodyBlock(), blank=True, help_text="What the county and others answered."
    )

    parent_page_types = ["home.HomePage", "home.SectionPage"]
    subpage_types: list[str] = []
    page_description = "A report or plan, its recommendations and our answers."

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("publisher"), FieldPanel("publication_date")]),
                FieldRowPanel([FieldPanel("reference"), FieldPanel("address")]),
                FieldPanel("quotation"),
                FieldPanel("quotation_source"),
            ],
            heading="The publication",
        ),
        FieldPanel("body"),
        FieldPanel("opening"),
        InlinePanel("recommendations", heading="Recommendations", label="Recommendation"),
        FieldPanel("attribution"),
        FieldPanel("responses"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.SearchField("responses"),
        index.SearchField("publisher"),
        index.SearchField("reference"),
        index.SearchField("quotation"),
        index.RelatedFields("recommendations", [index.SearchField("text")]),
    ]

    @cached_property
    def asked(self) -> list[Recommendation]:
        """The recommendations in their order: one statement, however often asked."""
        return list(self.recommendations.all())

    @property
    def asked_in_words(self) -> str:
        """How many recommendations there are, as a heading begins: 'Eleven', '23'."""
        number = len(self.asked)
        return IN_WORDS[number] if number < len(IN_WORDS) else str(number)

    @property
    def shown_quotation(self) -> str:
        """The lead quotation in quotation marks, once."""
        words = self.quotation.strip(' “”"')
        return f"“{words}”"
