"""The front page."""

from __future__ import annotations

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from core.blocks import BodyBlock, StreamField
from core.models import BasePage
from courses.listing import Viewer
from home.gathering import certificate_route, next_runs
from home.models.letter_page import LetterPage
from home.models.news_page import NewsPage

NEWS_SHOWN = 3
PROMISES_SHOWN = 4
CHIPS = (
    ("Free", "/courses/?price=free"),
    ("After school", "/courses/?format=twilight"),
    ("Online", "/courses/?format=live"),
    ("Near my school", "/courses/?near=10"),
)


class HomePage(BasePage):
    """The front: find a course, see the certificate's route, what was promised, how to ask.

    It holds words and two pointers. Courses, units, promises and news are read from where they
    are kept, so nothing here can go out of date by itself.
    """

    headline = models.CharField(max_length=60, help_text="The large words at the top.")
    search_hint = models.CharField(
        max_length=100, blank=True, help_text="Under the search box: words worth trying."
    )
    certificate_heading = models.CharField(max_length=60, default="Six bars to a certificate")
    certificate_text = models.TextField(max_length=400, blank=True)
    promises_heading = models.CharField(
        max_length=80, default="What the hub promised, and how far it is"
    )
    promises_text = models.TextField(max_length=400, blank=True)
    letter = models.ForeignKey(
        "home.LetterPage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The letter whose promises stand on the front page.",
    )
    help_heading = models.CharField(max_length=60, default="Help in your own school")
    help_text = models.TextField(max_length=400, blank=True)
    contact = models.ForeignKey(
        "home.ContactPage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Whose addresses stand at the end of the front page.",
    )
    body = StreamField(BodyBlock(), blank=True, help_text="Between the news and the addresses.")

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "home.StandardPage",
        "home.SectionPage",
        "home.NewsIndexPage",
        "home.LetterPage",
        "home.PublicationPage",
        "home.CertificateRoutePage",
        "home.ContactPage",
        "courses.CourseIndexPage",
    ]
    page_description = "The front page. There is one."

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("headline"), FieldPanel("search_hint")], heading="The top"),
        MultiFieldPanel(
            [FieldPanel("certificate_heading"), FieldPanel("certificate_text")],
            heading="The certificate",
        ),
        MultiFieldPanel(
            [FieldPanel("promises_heading"), FieldPanel("promises_text"), FieldPanel("letter")],
            heading="The promises",
        ),
        MultiFieldPanel(
            [FieldPanel("help_heading"), FieldPanel("help_text")], heading="Help for schools"
        ),
        FieldPanel("contact"),
        FieldPanel("body"),
    ]

    def get_context(
        self, request: HttpRequest, *args: object, **kwargs: object
    ) -> dict[str, object]:
        """Adds `chips`, `runs`, `units`, `longest`, `letter`, `promises`, `news` and `contact`."""
        route = certificate_route()
        letter = LetterPage.with_promises(self.letter_id)
        return {
            **super().get_context(request, *args, **kwargs),
            "chips": [{"label": label, "url": url} for label, url in CHIPS],
            "runs": next_runs(Viewer.of(request.user)),
            "units": route.units,
            "longest": route.longest,
            "letter": letter,
            "promises": letter.told(PROMISES_SHOWN) if letter else [],
            "news": NewsPage.objects.published()[:NEWS_SHOWN],
            "contact": self.contact if self.contact and self.contact.live else None,
        }
