"""How to reach the hub."""

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.search import index

from core.blocks import BodyBlock, StreamField
from core.models import BasePage


class ContactPage(BasePage):
    """Every way to reach the hub, and what happens after somebody does."""

    email = models.EmailField("e-mail address")
    telephone = models.CharField(max_length=30, blank=True)
    hours = models.CharField(
        max_length=120,
        blank=True,
        help_text="When somebody answers: “Monday to Friday, 8am to 5pm”.",
    )
    address = models.TextField(max_length=300, blank=True, help_text="One line each.")
    what_happens_next = models.TextField(
        max_length=400, help_text="Who reads it, and by when there is an answer."
    )
    body = StreamField(BodyBlock(), blank=True)

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    page_description = "How to reach the hub. There is one."

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("email"),
                FieldPanel("telephone"),
                FieldPanel("hours"),
                FieldPanel("address"),
                FieldPanel("what_happens_next"),
            ],
            heading="Ways to reach us",
        ),
        FieldPanel("body"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("address"),
        index.SearchField("body"),
    ]
