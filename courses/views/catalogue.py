"""What the catalogue's template shows: what is asked, the runs found, as a list or by month."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Case, Q, QuerySet, When
from django.http import HttpRequest
from django.utils import timezone

from core import page_contexts
from core.dates import day
from courses import catalogue, interests, listing, nearness
from courses import month as month_of
from courses import showing as shown
from courses.catalogue import Counts, Filters
from courses.listing import Viewer
from courses.models import CourseIndexPage, CourseRun, Phase, Session
from courses.models.course_run import CourseRunQuerySet
from courses.showing import SORTS, Showing, Sort
from courses.views import catalogue_form as form

MOST_IN_A_MONTH = 300
NO_SCHOOL = (
    "Sign in and tell us your school, and we can show what is near it. Or give the postcode of "
    "a school."
)
NOWHERE = "To sort by distance we need the postcode of a school, so the soonest come first."


@page_contexts.shown_on(CourseIndexPage)
def context(request: HttpRequest, index: CourseIndexPage) -> dict[str, object]:
    """All that `courses/catalogue.html` needs, in as many statements for one run as for 50,000."""
    url = index.get_url(request) or "/courses/"
    phases = list(Phase.objects.all())
    viewer = Viewer.of(request.user)
    filters, showing = catalogue.read(request.GET, phases), shown.read(request.GET)
    filters, viewer, said = _from_where(filters, viewer)
    showing, more = _sorted_by(showing, viewer)
    counts = catalogue.count(filters, phases, near=viewer.origin)
    look = _calendar if showing.is_calendar else _list
    found, showing = look(request, filters, showing, viewer, counts, url)
    return {
        "filters": filters,
        "showing": showing,
        "groups": form.groups(filters, phases, counts, viewer, typed=request.GET.get("near", "")),
        "hidden": showing.pairs(),
        "applied": [
            {"label": label, "remove_url": showing.address(url, rest)}
            for label, rest in filters.chips(phases)
        ],
        "problems": [*filters.problems, *said, *showing.problems, *more],
        "found": counts.found,
        "called_off": counts.called_off,
        "undated": counts.undated,
        "nothing_at_all": not filters.number_on,
        "school": viewer.school,
        "shelf": form.shelf(filters, url),
        "views": _views(showing, filters, url),
        "sorts": _sorts(showing, filters, viewer, url),
        "url": url,
        "is_saved": interests.is_saved(filters, by=request.user),
        "clear_url": showing.address(url, Filters()),
        "list_url": replace(showing, is_calendar=False).address(url, filters),
        "here": showing.address(url, filters),
        **found,
    }


def _from_where(filters: Filters, viewer: Viewer) -> tuple[Filters, Viewer, list[str]]:
    """Measure from the postcode that is asked for, else from their school; and say what fails."""
    if filters.postcode:
        point = nearness.at_postcode(filters.postcode)
        if point:
            return filters, replace(viewer, origin=point), []
        known = f"We know no school at {filters.postcode}, so distance was left out. "
        known += "Try the postcode of a school nearby, or its first half."
        return replace(filters, postcode="", miles=None), viewer, [known]
    if not filters.miles or viewer.origin:
        return filters, viewer, []
    if not viewer.is_known:
        return filters, viewer, [NO_SCHOOL]
    return filters, viewer, ["We do not know where your school is, so distance was left out."]


def _sorted_by(showing: Showing, viewer: Viewer) -> tuple[Showing, list[str]]:
    if showing.sort is not Sort.NEAREST or viewer.origin:
        return showing, []
    return replace(showing, sort=Sort.SOONEST), [NOWHERE]


Found = tuple[dict[str, object], Showing]


def _list(
    request: HttpRequest,
    filters: Filters,
    showing: Showing,
    viewer: Viewer,
    counts: Counts,
    url: str,
) -> Found:
    """A page of runs."""
    runs = shown.in_order(
        catalogue.found_by(filters, near=viewer.origin), showing.sort, viewer.origin
    )
    page = _page(runs, counts, request)
    address = replace(showing, month=None).address("", filters).removeprefix("?")
    return {
        "page_of_runs": page,
        "rows": listing.rows(page.object_list, viewer=viewer, base_url=url),
        "keep": f"{address}&" if address else "",
    }, showing


def _page(found: CourseRunQuerySet, counts: Counts, request: HttpRequest) -> Page[CourseRun]:
    """The page that is asked for, or the nearest there is. The count is known already."""
    paginator = Paginator(found, catalogue.PAGE_SIZE)
    paginator.count = counts.found + counts.called_off
    page = paginator.get_page(request.GET.get("page", "")[:9])
    page.object_list = list(page.object_list)
    return page


def _calendar(
    request: HttpRequest,
    filters: Filters,
    showing: Showing,
    viewer: Viewer,
    counts: Counts,
    url: str,
) -> Found:
    """The month that is asked for, or the first with a course; one statement, or two."""
    sessions = catalogue.sessions_of(filters, near=viewer.origin)
    today = timezone.localdate()
    first = None if showing.month else sessions.first()
    month = showing.month or month_of.first_of(_day(first) if first else today)
    ends = month_of.after(month)
    inside = sessions.filter(
        start_at__gte=catalogue.midnight(month), start_at__lt=catalogue.midnight(ends)
    )
    listed = list(inside[: MOST_IN_A_MONTH + 1])
    showing = replace(showing, month=month)
    names, weeks = month_of.weeks(
        month, month_of.entries(listed[:MOST_IN_A_MONTH], viewer, url), today=today
    )

    def link(other: date) -> str:
        return replace(showing, month=other).address(url, filters)

    elsewhere = None if listed else _elsewhere(sessions, ends)
    earlier = month_of.before(month)
    return {
        "month": f"{month:%B %Y}",
        "weekdays": names,
        "weeks": weeks,
        "is_empty": not listed,
        "is_cut": len(listed) > MOST_IN_A_MONTH,
        "before": {"label": f"{earlier:%B %Y}", "url": link(earlier)},
        "after": {"label": f"{ends:%B %Y}", "url": link(ends)},
        "elsewhere": {
            "day": day(elsewhere.start_at, year=True),
            "is_later": _day(elsewhere) >= ends,
            "url": link(month_of.first_of(_day(elsewhere))),
        }
        if elsewhere
        else None,
    }, showing


def _elsewhere(sessions: QuerySet[Session], after: date) -> Session | None:
    """The first session after an empty month, else the first of all."""
    is_earlier = Q(start_at__lt=catalogue.midnight(after))
    rank = Case(When(is_earlier, then=1), default=0)
    return sessions.order_by(rank, "start_at", "pk").first()


def _day(session: Session) -> date:
    return timezone.localtime(session.start_at).date()


def _views(showing: Showing, filters: Filters, url: str) -> list[dict[str, object]]:
    """The switch between the list and the calendar."""
    as_list = replace(showing, is_calendar=False)
    as_calendar = replace(showing, is_calendar=True)
    return [
        {
            "label": "List",
            "icon": "list",
            "url": as_list.address(url, filters),
            "current": not showing.is_calendar,
        },
        {
            "label": "Calendar",
            "icon": "calendar",
            "url": as_calendar.address(url, filters),
            "current": showing.is_calendar,
        },
    ]


def _sorts(showing: Showing, filters: Filters, viewer: Viewer, url: str) -> list[dict[str, object]]:
    """The orders of the list; by distance only where there is somewhere to measure from."""
    return [
        {
            "label": label,
            "url": replace(showing, sort=sort).address(url, filters),
            "current": sort is showing.sort,
        }
        for sort, label in SORTS.items()
        if sort is not Sort.NEAREST or viewer.origin
    ]
