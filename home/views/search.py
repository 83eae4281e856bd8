"""Search over every public page, courses included."""

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from home.searching import search, specific

PER_PAGE = 10
LONGEST = 120


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """`?q=` and `?page=`: results, or an invitation to search, or what to try instead."""
    query = " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST]
    results: PaginatorPage[Page] | None = None
    if query:
        site = Site.find_for_request(request)
        paginator = Paginator(search(query, under=site.root_page if site else None), PER_PAGE)
        results = paginator.get_page(request.GET.get("page"))
        results.object_list = specific(results.object_list)
    context = {"query": query, "results": results, "base": _base(query)}
    return render(request, "search/results.html", context)


def _base(query: str) -> str:
    return f"{urlencode({'q': query})}&" if query else ""
