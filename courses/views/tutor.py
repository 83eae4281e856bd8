"""The tutor's desk: today's registers first, then what is still to be marked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.contrib.auth.decorators import login_required
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.views.account import signed_in
from core import dates, panels
from courses.enums import PlaceState, RunState
from courses.models import Attendance, Place, Session

LOOK_BACK = timedelta(weeks=6)
LOOK_AHEAD = timedelta(weeks=2)


@never_cache
@login_required
@require_GET
def tutor(request: HttpRequest) -> HttpResponse:
    """Registers of the last and next weeks, and what other apps lay on this desk.

    Somebody who teaches nothing, and on whose desk nobody lays anything, gets the 404 of an
    address that isn't there.
    """
    person = signed_in(request)
    gathered = panels.render("tutor", request)
    sessions = list(_sessions(person))
    if not (gathered or sessions or Session.objects.visible_to(person).exists()):
        raise Http404
    today = timezone.localdate()
    by_day: dict[str, list[dict[str, object]]] = {"today": [], "missing": [], "coming": []}
    for session, people, marked in _counted(sessions):
        day = timezone.localdate(session.start_at)
        row = _row(session, people, marked)
        if day == today:
            by_day["today"].append(row)
        elif day > today:
            by_day["coming"].append(row)
        elif marked < people:
            by_day["missing"].append(row)
    return render(request, "courses/tutor.html", {"panels": gathered, "today_is": today, **by_day})


def _sessions(user: User) -> QuerySet[Session]:
    """This tutor's sessions from six weeks ago to two weeks ahead."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    return (
        Session.objects.visible_to(user)
        .filter(start_at__gte=midnight - LOOK_BACK, start_at__lt=midnight + LOOK_AHEAD)
        .exclude(run__state__in=(RunState.DRAFT, RunState.CANCELLED))
        .select_related("run__venue", "venue")
        .order_by("start_at", "pk")
    )


def _counted(sessions: list[Session]) -> Iterator[tuple[Session, int, int]]:
    """Each session, how many people it has, and how many of them are marked: two statements."""
    people = _count(
        Place.objects.filter(
            run__in={session.run_id for session in sessions}, state=PlaceState.CONFIRMED
        ),
        "run",
    )
    marked = _count(
        Attendance.objects.current().filter(
            session__in=sessions, place__state=PlaceState.CONFIRMED
        ),
        "session",
    )
    for session in sessions:
        yield session, people.get(session.run_id, 0), marked.get(session.pk, 0)


def _count(rows: QuerySet[Place] | QuerySet[Attendance], group: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(group).annotate(number=Count("pk")))


def _row(session: Session, people: int, marked: int) -> dict[str, object]:
    """What the `runrow` component draws."""
    is_over = timezone.localdate(session.start_at) <= timezone.localdate()
    if not people:
        state, words = "", "Nobody has a place yet"
    elif not is_over:
        state, words = "", "1 person" if people == 1 else f"{people} people"
    elif marked == people:
        state, words = "done", f"All {people} marked"
    else:
        state, words = "unmarked", f"{marked} of {people} marked"
    venue = session.venue or session.run.venue
    where = venue.name if venue else "Online"
    return {
        "url": reverse("courses:register", args=[session.pk]),
        "title": session.run.title,
        "when": f"{dates.span(session.start_at, session.end_at)}, {where}",
        "taken": marked if is_over else 0,
        "capacity": people,
        "words": words,
        "state": state,
    }
