"""What every page of the site has."""

from dataclasses import dataclass
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

from core import page_contexts


@dataclass(frozen=True)
class Crumb:
    """A step of the way to a page."""

    label: str
    url: str = ""


def restricted(path: str = "path", *, to: AbstractBaseUser | AnonymousUser | None = None) -> Exists:
    """Whether a page, or one above it, is not for everybody; `path` is the way to its own path.

    `to` asks for one person: what is for those who are signed in, or for one of their groups, is
    not restricted to them. A password opens a page in one browser, and so to nobody here.
    For querysets, as a condition: `filter(~restricted("page__path"))`. No statement of its own.
    """
    here = ExpressionWrapper(OuterRef(path), output_field=models.CharField())
    restrictions = PageViewRestriction.objects.annotate(here=here)
    shut = restrictions.filter(here__startswith=F("page__path"))
    if to is not None and to.is_authenticated and to.is_active:
        shut = shut.exclude(pk__in=_open_to(to).values("pk"))
    return Exists(shut)


def _open_to(user: AbstractBaseUser | AnonymousUser) -> models.QuerySet[PageViewRestriction]:
    """The restrictions that let this person in, as Wagtail's own `accept_request` does."""
    mine = Q(restriction_type=PageViewRestriction.LOGIN)
    groups = Q(restriction_type=PageViewRestriction.GROUPS)
    if getattr(user, "is_superuser", False):
        mine |= groups
    else:
        mine |= groups & Q(groups__user=user.pk)
    found: models.QuerySet[PageViewRestriction] = PageViewRestriction.objects.filter(mine)
    return found


class BasePage(Page):
    """A page with an introduction. Words only: facts live in models of their own."""

    introduction = models.TextField(
        blank=True,
        max_length=300,
        help_text="One or two sentences under the title, in lists and in search results.",
    )

    content_panels: ClassVar[list[Panel]] = [*Page.content_panels, FieldPanel("introduction")]
    search_fields: ClassVar[list[index.BaseField]] = [
        *Page.search_fields,
        index.SearchField("introduction", boost=2),
    ]

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """As Wagtail's, in one statement instead of two: every page of the site asks for it.

        What restricts this page or one above it, or the page that one of these is an alias of.
        """
        ends = range(self.steplen, len(self.path) + 1, self.steplen)
        paths = [self.path[:end] for end in ends]
        restricts = Q(page__path__in=paths) | Q(page__aliases__path__in=paths)
        found: models.QuerySet[PageViewRestriction] = PageViewRestriction.objects.filter(restricts)
        return found.distinct()

    @property
    def summary(self) -> str:
        """The sentence that stands for this page in lists, search results and shared links."""
        return self.search_description or self.introduction

    def get_context(
        self, request: HttpRequest, *args: object, **kwargs: object
    ) -> dict[str, object]:
        """Adds `crumbs`, which the frame of every page shows, and the facts gathered for it."""
        context: dict[str, object] = super().get_context(request, *args, **kwargs)
        return {**context, "crumbs": self.crumbs, **page_contexts.of(self, request)}

    @property
    def crumbs(self) -> list[Crumb]:
        """The way here from the site's front, ending with this page. Front page: none.

        No statement for pages directly under the front page; one for deeper ones.
        """
        if self.depth <= 2:
            return []
        above = self.get_ancestors().filter(depth__gt=2) if self.depth > 3 else []
        return [
            Crumb("Home", "/"),
            *(Crumb(page.title, page.url or "") for page in above),
            Crumb(self.title),
        ]
