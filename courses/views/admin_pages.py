"""Before a course's page goes off the site: what people have booked or could book through it."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from wagtail.models import Page

from courses.enums import RunState
from courses.models import CourseRun

SEEN = "despite_runs"
#: Runs that people can see and that are not over.
SHOWN = (RunState.OPEN, RunState.CLOSED, RunState.RUNNING)


def shown_runs(pages: Sequence[Page], *, with_all_below: bool = False) -> QuerySet[CourseRun]:
    """Runs that vanish from the site with these pages. Their places stay."""
    runs = CourseRun.objects.filter(state__in=SHOWN).order_by("starts_at", "pk")
    if not with_all_below:
        return runs.filter(page__in=[page.pk for page in pages])
    below = CourseRun.objects.none()
    for page in pages:
        below |= runs.filter(page__path__startswith=page.path)
    return below


def warn_before_unpublishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Ask once more, naming the runs; whoever has seen them goes on."""
    with_all_below = bool(request.POST.get("include_descendants"))
    runs = list(shown_runs([page], with_all_below=with_all_below))
    if not runs or request.POST.get(SEEN):
        return None
    return TemplateResponse(
        request,
        "courses/admin/unpublish.html",
        {
            "page": page,
            "runs": runs,
            "seen": SEEN,
            "with_all_below": with_all_below,
            "next_url": request.POST.get("next", ""),
            "back": reverse("wagtailadmin_pages:edit", args=[page.pk]),
        },
    )


def warn_of_bulk_unpublishing(
    request: HttpRequest, action: str, pages: Sequence[object], view: object
) -> None:
    """Many at once are not asked about again: what is still open is said on the next page."""
    if action != "unpublish":
        return
    chosen = [page for page in pages if isinstance(page, Page)]
    if number := shown_runs(chosen, with_all_below=True).count():
        runs = "1 run" if number == 1 else f"{number} runs"
        messages.warning(
            request,
            f"{runs} of these courses can be seen no more, though nothing is cancelled: people "
            "keep their places. Publish the page again, or cancel the runs.",
        )
