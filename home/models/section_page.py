"""A page that lists the pages under it."""

from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from core.blocks import BodyBlock, StreamField
from core.models import BasePage


class SectionPage(BasePage):
    """A part of the site: an introduction, and the pages under it in the editors' order."""

    body = StreamField(BodyBlock(), blank=True)

    parent_page_types = ["home.HomePage", "home.SectionPage"]
    subpage_types = [
        "home.StandardPage",
        "home.SectionPage",
        "home.RoleSetPage",
        "home.PublicationPage",
        "home.LetterPage",
    ]
    page_description = "Gathers pages that belong together and lists them."

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    def get_context(
        self, request: HttpRequest, *args: object, **kwargs: object
    ) -> dict[str, object]:
        """Adds `children`: the live pages under this one, with their introductions."""
        context: dict[str, object] = super().get_context(request, *args, **kwargs)
        context["children"] = self.get_children().live().public().defer_streamfields().specific()
        return context
