"""The way to the Certificate for Music Educators."""

from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from core.blocks import BodyBlock, StreamField
from core.models import BasePage
from home.gathering import certificate_route


class CertificateRoutePage(BasePage):
    """What the certificate asks, for whom it is, and how to begin. The units come from the
    published specification, so that this page cannot say something else than the centre does."""

    body = StreamField(BodyBlock(), blank=True, help_text="Above the units.")
    after = StreamField(BodyBlock(), blank=True, help_text="Below the units.")

    max_count = 1
    parent_page_types = ["home.HomePage", "home.SectionPage"]
    subpage_types: list[str] = []
    page_description = "The certificate's route. There is one."

    content_panels = [*BasePage.content_panels, FieldPanel("body"), FieldPanel("after")]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.SearchField("after"),
    ]

    def get_context(
        self, request: HttpRequest, *args: object, **kwargs: object
    ) -> dict[str, object]:
        """Adds `units` of the published specification and the hours of the `longest`."""
        context: dict[str, object] = super().get_context(request, *args, **kwargs)
        route = certificate_route()
        context |= {"units": route.units, "longest": route.longest}
        return context
