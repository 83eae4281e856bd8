"""What a course is about: the words. Runs hold the dates, places and prices."""

from __future__ import annotations

from typing import cast

from django import forms
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from core.models import BasePage
from core.models.base_page import Crumb
from courses.admin_panels import RunsPanel

FEATURES = ["bold", "italic", "ul", "ol", "link", "document-link"]


class Phase(models.Model):
    """Whom the taught children are: early years, a key stage, special schools."""

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return self.name


class CourseIndexPage(BasePage):
    """The catalogue."""

    max_count = 1
    subpage_types = ["courses.CoursePage"]
    template = "courses/catalogue.html"

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """A course below, in one statement where Wagtail's own way takes two."""
        if path_components:
            slug, *rest = path_components
            page = CoursePage.objects.child_of(self).filter(slug=slug).first()
            if page is None:
                raise Http404
            return page.route(request, rest)
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The list; to htmx it also says the short address of what is shown."""
        response = cast(TemplateResponse, super().serve(request, *args, **kwargs))
        if request.headers.get("HX-Request"):
            response["HX-Push-Url"] = (response.context_data or {})["here"]
        return response


class CoursePage(BasePage):
    """One course: who it is for, what people will be able to do, how it connects."""

    who_for = RichTextField("who it is for", features=FEATURES)
    outcomes = models.TextField(
        "what you will be able to do", help_text="One outcome on each line.", max_length=2000
    )
    about = RichTextField("more about the course", blank=True, features=FEATURES)
    bring = models.TextField("what to bring", blank=True, max_length=500)
    trainers = RichTextField("who teaches it", blank=True, features=FEATURES)
    phases = ParentalManyToManyField(Phase, blank=True, related_name="courses")

    parent_page_types = ["courses.CourseIndexPage"]
    subpage_types: list[str] = []
    template = "courses/course.html"

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("who_for"),
        FieldPanel("outcomes"),
        FieldPanel("about"),
        FieldPanel("bring"),
        FieldPanel("trainers"),
        FieldPanel("phases", widget=forms.CheckboxSelectMultiple),
        RunsPanel(heading="Runs"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("who_for"),
        index.SearchField("outcomes"),
        index.SearchField("about"),
    ]

    @property
    def crumbs(self) -> list[Crumb]:
        """As of every page, but without a statement: courses stand nowhere but in the catalogue."""
        above = (self.url or "/courses/").removesuffix(f"{self.slug}/")
        return [Crumb("Home", "/"), Crumb("Courses", above), Crumb(self.title)]

    @property
    def outcome_list(self) -> list[str]:
        """The outcomes, one string each."""
        return [line.strip() for line in self.outcomes.splitlines() if line.strip()]
