"""Places left, and the way in: a part of the course's page that asks for itself again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions import Visitor
from courses.actions import offers
from courses.enums import BookingState, RunState
from courses.listing import Gathered, Viewer
from courses.models import CourseRun, WaitingListEntry
from courses.standings import Mine, Standing, standing

#: Every half minute, so for twenty minutes; then somebody has gone away or may load the page.
MOST_TIMES = 40
IN_LINE = "You are on the waiting list"


@never_cache
@require_safe
def places(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """How many places are left now, as the course's page says it. `n` counts the times."""
    runs = CourseRun.objects.visible_to(request.user).select_related("page", "venue")
    run = get_object_or_404(runs, code=code, page__slug=slug)
    asked = request.GET.get("n", "")
    times = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else 0
    viewer = Viewer.of(request.user)
    gathered = Gathered.of_places(run)
    others = CourseRun.objects.shown().coming().filter(page=run.page_id).exclude(pk=run.pk)
    context = about(
        run,
        viewer.bookings.get(run.pk),
        lapsed=gathered.lapsed.get(run.pk, 0),
        waiting=gathered.waiting.get(run.pk, 0),
        has_others=others.exists(),
        is_in_line=is_in_line(run, request.user),
        times=times + 1,
    )
    return render(request, "courses/course_places.html", {**context, "run": run, "is_part": True})


def is_in_line(run: CourseRun, user: Visitor) -> bool:
    """Whether this person waits for a full run; a statement only where that can be."""
    if not run.is_full or not isinstance(user, User):
        return False
    return WaitingListEntry.objects.live().visible_to(user).filter(run=run).exists()


def about(
    run: CourseRun,
    mine: Mine | None,
    *,
    lapsed: int,
    waiting: int,
    has_others: bool,
    is_in_line: bool = False,
    times: int = 0,
) -> dict[str, object]:
    """What `courses/course_places.html` needs beside the run."""
    where = standing(run, mine=mine, lapsed=lapsed, waiting=waiting)
    as_if_new = standing(run, lapsed=lapsed, waiting=waiting)
    line = where.kind == "full" and (is_in_line or offers.makes_offers(run))
    more = mine is not None and not mine.is_own and as_if_new.can_book
    moves = run.state == RunState.OPEN and (as_if_new.can_book or as_if_new.kind == "full")
    return {
        "standing": where,
        "mine": mine,
        "theirs": _way_to(mine, run) if mine else None,
        "places": IN_LINE if is_in_line and line else _words(run, where),
        "kind": "waiting" if is_in_line and line else where.kind,
        "is_full": where.kind == "full",
        "booking_url": run.get_booking_url() if where.can_book else "",
        "another_url": run.get_booking_url() if more else "",
        "is_in_line": is_in_line,
        "waiting_url": run.get_waiting_url() if line else "",
        "has_others": has_others,
        "ask_again": _own_url(run, times) if moves and times < MOST_TIMES else "",
    }


def _way_to(mine: Mine, run: CourseRun) -> dict[str, str]:
    """To what they have: an offer is answered on the page of the wish that it was made for."""
    if mine.is_booker and mine.booking.state == BookingState.OFFERED:
        return {"url": run.get_waiting_url(), "label": "Answer the offer"}
    return {"url": mine.url, "label": mine.label}


def _words(run: CourseRun, where: Standing) -> str:
    """The words beside the beats: '6 of 24 places left', 'Full. 4 places waited for'."""
    if where.kind not in {"places", "few", "last"}:
        return where.text
    left, unit, _ = where.text.split(" ", 2)
    return f"{left} of {run.capacity} {unit.removesuffix('s')}s left"


def _own_url(run: CourseRun, times: int) -> str:
    return f"{reverse('courses:places', args=[run.page.slug, run.code])}?n={times}"
