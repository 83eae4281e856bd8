"""An open letter and the promises made in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.search import index

from core.blocks import BodyBlock, StreamField
from core.models import BasePage
from home.enums import CommitmentStatus
from home.models.commitment import Commitment


@dataclass(frozen=True)
class Tally:
    """How many promises are kept, under way and only planned."""

    kept: int
    under_way: int
    planned: int

    @property
    def total(self) -> int:
        return self.kept + self.under_way + self.planned


class LetterPage(BasePage):
    """A letter to schools: date, addressees, signatory, words, and commitments as records."""

    letter_date = models.DateField("date of the letter")
    addressees = models.CharField(max_length=200, help_text="To whom it was sent.")
    signatory = models.CharField(max_length=200, help_text="Who signed it, and as what.")
    note = models.CharField(
        max_length=300,
        blank=True,
        help_text="Small, under the date: where the words come from, or where a paper copy is.",
    )
    body = StreamField(BodyBlock(), blank=True, help_text="The letter itself.")
    progress_note = models.CharField(
        max_length=300, blank=True, help_text="Small, under the promises: when they were looked at."
    )
    after = StreamField(
        BodyBlock(), blank=True, verbose_name="after the promises", help_text="What else to read."
    )

    parent_page_types = ["home.HomePage", "home.SectionPage"]
    subpage_types: list[str] = []
    page_description = "An open letter with its promises and how far each has got."

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("letter_date"), FieldPanel("addressees")]),
                FieldPanel("signatory"),
                FieldPanel("note"),
            ],
            heading="The letter",
        ),
        FieldPanel("body"),
        InlinePanel("commitments", heading="Promises", label="Promise"),
        FieldPanel("progress_note"),
        FieldPanel("after"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.SearchField("addressees"),
        index.RelatedFields(
            "commitments", [index.SearchField("text"), index.SearchField("progress")]
        ),
    ]

    @classmethod
    def with_promises(cls, pk: int | None) -> LetterPage | None:
        """The live letter together with its promises: one statement. None if it made none."""
        promises = list(
            Commitment.objects.filter(page=pk, page__live=True)
            .select_related("page")
            .defer("page__body", "page__after")
        )
        if not promises:
            return None
        letter: LetterPage = promises[0].page
        letter.promises = promises
        return letter

    @property
    def letter_day(self) -> str:
        """'21'."""
        return str(self.letter_date.day)

    @property
    def letter_month(self) -> str:
        """'November 2013'."""
        return f"{self.letter_date:%B} {self.letter_date.year}"

    @cached_property
    def promises(self) -> list[Commitment]:
        """The commitments in their order: one statement, however often asked."""
        return list(self.commitments.all())

    @property
    def tally(self) -> Tally:
        """How many promises are kept, under way (started or well on) and planned."""
        statuses = [promise.status for promise in self.promises]
        kept = statuses.count(CommitmentStatus.KEPT)
        planned = statuses.count(CommitmentStatus.PLANNED)
        return Tally(kept=kept, planned=planned, under_way=len(statuses) - kept - planned)

    def told(self, number: int) -> list[Commitment]:
        """A few of the promises that show the whole: one of each status first, best kept first."""
        by_beats = sorted(self.promises, key=lambda promise: -promise.beats)
        firsts = {promise.status: promise for promise in reversed(by_beats)}.values()
        rest = [promise for promise in by_beats if promise not in firsts]
        chosen = [*firsts, *rest][:number]
        return sorted(chosen, key=lambda promise: (-promise.beats, promise.sort_order or 0))
