"""One piece of news."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from core.blocks import BodyBlock, StreamField
from core.models import BasePage
from core.models.base_page import restricted


class NewsPageQuerySet(PageQuerySet):
    """Many pieces of news at once."""

    def published(self) -> NewsPageQuerySet:
        """What anybody may read, newest first, without the bodies: one statement."""
        anybody = self.live().filter(~restricted())
        return anybody.defer_streamfields().order_by("-news_date", "-pk")


class NewsPage(BasePage):
    """A piece of news: what happened or will happen, said in the first sentence."""

    news_date = models.DateField(
        "date", default=timezone.localdate, help_text="The day it carries, in lists and the feed."
    )
    body = StreamField(BodyBlock(), blank=True)

    objects = PageManager.from_queryset(NewsPageQuerySet)()

    parent_page_types = ["home.NewsIndexPage"]
    subpage_types: list[str] = []
    page_description = "Something that happened or will happen."

    content_panels = [*BasePage.content_panels, FieldPanel("news_date"), FieldPanel("body")]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.FilterField("news_date"),
    ]

    class Meta:
        indexes = (models.Index(fields=("-news_date",), name="news_newest_first"),)
