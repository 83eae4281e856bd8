"""The list of news."""

from django.core.paginator import Paginator
from django.http import HttpRequest

from core.models import BasePage
from home.models.news_page import NewsPage, NewsPageQuerySet

PER_PAGE = 10


class NewsIndexPage(BasePage):
    """All news, newest first, ten at a time. Its feed is at `/news/feed/`."""

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.NewsPage"]
    page_description = "The list of news. There is one."

    @property
    def news(self) -> NewsPageQuerySet:
        """Published news under this page, newest first."""
        return NewsPage.objects.child_of(self).published()

    def get_context(
        self, request: HttpRequest, *args: object, **kwargs: object
    ) -> dict[str, object]:
        """Adds `page_obj`: the news on the page that `?page=` asks for."""
        context: dict[str, object] = super().get_context(request, *args, **kwargs)
        context["page_obj"] = Paginator(self.news, PER_PAGE).get_page(request.GET.get("page"))
        return context
