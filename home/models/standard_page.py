"""A page of words."""

from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from core.blocks import BodyBlock, StreamField
from core.models import BasePage


class StandardPage(BasePage):
    """Words in blocks: help, policies, whatever has no page type of its own."""

    body = StreamField(BodyBlock(), blank=True)

    parent_page_types = ["home.HomePage", "home.SectionPage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    page_description = "Any page of words: help, a policy, an answer."

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
