"""News as RSS."""

from datetime import datetime, time

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed

from home.models import NewsPage

NUMBER = 20


class NewsFeed(Feed[NewsPage, None]):
    """The newest news, with the sentence that stands for each."""

    feed_type = Rss201rev2Feed
    link = "/news/"
    feed_url = "/news/feed/"
    description = "What is new at the hub: courses, the certificate, help for schools."
    language = "en-gb"

    def title(self) -> str:
        return f"{settings.WAGTAIL_SITE_NAME}: news"

    def items(self) -> list[NewsPage]:
        return list(NewsPage.objects.published()[:NUMBER])

    def item_title(self, item: NewsPage) -> str:
        return str(item.title)

    def item_description(self, item: NewsPage) -> str:
        return item.summary

    def item_link(self, item: NewsPage) -> str:
        return str(item.url)

    def item_pubdate(self, item: NewsPage) -> datetime:
        return timezone.make_aware(datetime.combine(item.news_date, time(8)))
