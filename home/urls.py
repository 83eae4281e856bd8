"""Addresses of the hub site that are not pages."""

from django.urls import URLPattern, URLResolver, path
from wagtail.contrib.sitemaps.views import sitemap

from core.limits import limited
from home.views import enquiry, feed, search

app_name = "home"
urlpatterns: list[URLPattern | URLResolver] = [
    path("search/", limited("home_search", 300)(search.find), name="search"),
    path(
        "contact/ask/",
        limited("home_enquiry", 5, per_minutes=60, methods={"POST"})(enquiry.ask),
        name="enquiry",
    ),
    path("contact/asked/", enquiry.sent, name="enquiry_sent"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("news/feed/", feed.NewsFeed(), name="news_feed"),
]
