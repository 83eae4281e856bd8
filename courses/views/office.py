"""The office's lists of runs, bookings and people. One of each is in `office_one`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.views.office import hubs_page
from core import sheets
from core.sheets import Column
from courses.enums import BookingState, PlaceState
from courses.models import CourseRun
from courses.office import columns, lists, numbers
from courses.office.lists import Filters
from courses.office.money import MONEYS
from courses.office.panels import KEY, when


@hubs_page
@require_GET
def bookings(request: HttpRequest) -> HttpResponse:
    """All bookings, filtered, as a page or as a file."""
    filters = Filters.read(request.GET, BookingState.values, moneys=MONEYS)
    found = lists.bookings(filters)
    if kind := sheets.wanted(request):
        return sheets.respond(kind, name="bookings", columns=columns.BOOKINGS, rows=found)
    context = {
        "title": "Bookings",
        "thing": "booking",
        "groups": lists.groups(filters, BookingState.choices, when="Made", moneys=MONEYS),
        **_listed(request, filters, found, columns.BOOKINGS, BookingState.choices),
    }
    return render(request, "courses/office/list.html", context)


@hubs_page
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with a place, filtered, as a page or as a file."""
    filters = Filters.read(request.GET, PlaceState.values)
    found = lists.people(filters)
    if kind := sheets.wanted(request):
        return sheets.respond(kind, name="people", columns=columns.PEOPLE, rows=found)
    context = {
        "title": "People on courses",
        "thing": "place",
        "groups": lists.groups(filters, PlaceState.choices, when="Course starts"),
        **_listed(request, filters, found, columns.PEOPLE, PlaceState.choices),
    }
    return render(request, "courses/office/list.html", context)


def _listed(
    request: HttpRequest,
    filters: Filters,
    found: QuerySet[Any],
    shown: Sequence[Column],
    states: Sequence[tuple[str, str]],
) -> dict[str, object]:
    """One page of what was found, and what the page says of the filters that are on."""
    page = Paginator(found, lists.PAGE_SIZE).get_page(request.GET.get("page", "")[:9])
    return {
        "filters": filters,
        "applied": filters.chips({**dict(states), **MONEYS}),
        "page_of_rows": page,
        "table": sheets.table(shown, page.object_list),
        "keep": f"{filters.query}&" if filters.query else "",
        "url": request.path,
    }


@hubs_page
@require_GET
def runs(request: HttpRequest) -> HttpResponse:
    """All runs with their numbers, to come or over, as a page or as a file."""
    over = request.GET.get("show") == "past"
    words = request.GET.get("q", "").replace("\x00", "").strip()[: lists.LONGEST]
    named = CourseRun.objects.filter(title__icontains=words) if words else CourseRun.objects.all()
    found = _over(named) if over else _not_over(named)
    if kind := sheets.wanted(request):
        every = list(found.select_related("venue"))
        counted = numbers.of(every)
        pairs = [(run, counted[run.pk]) for run in every]
        return sheets.respond(kind, name="courses", columns=columns.RUNS, rows=pairs)
    page = Paginator(found, lists.PAGE_SIZE).get_page(request.GET.get("page", "")[:9])
    listed = list(page.object_list)
    known = numbers.of(listed)
    kept = {"show": "past" if over else "", "q": words}
    context = {
        "over": over,
        "words": words,
        "key": KEY,
        "page_of_runs": page,
        "rows": [
            numbers.row(run, known[run.pk], url=columns.run_cell(run).url, when=when(run))
            for run in listed
        ],
        "keep": "".join(f"{urlencode({k: v})}&" for k, v in kept.items() if v),
    }
    return render(request, "courses/office/runs.html", context)


def _over(found: QuerySet[CourseRun]) -> QuerySet[CourseRun]:
    return found.filter(ends_at__lt=timezone.now()).order_by("-starts_at", "-pk")


def _not_over(found: QuerySet[CourseRun]) -> QuerySet[CourseRun]:
    return found.exclude(ends_at__lt=timezone.now()).order_by("starts_at", "pk")
