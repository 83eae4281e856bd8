"""The door: arrival codes read by a camera or typed, and people who came without a place."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_permissions_policy.decorators import permissions_policy_override

from accounts.views.account import signed_in
from core import dates
from core.contention import DatabaseBusyError
from courses.actions import arrivals as door
from courses.actions import registers
from courses.enums import ATTENDED_MARKS, PlaceState
from courses.exceptions import CoursesError
from courses.forms_door import WalkInForm
from courses.models import Attendance, Place, Session
from courses.views.answers import TOO_MUCH, later
from courses.views.registers import session_of

WITH_CAMERA: dict[str, str | list[str] | tuple[str]] = {
    **settings.PERMISSIONS_POLICY,
    "camera": "self",
}
LAST = 6


@permissions_policy_override(WITH_CAMERA)
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def arrivals(request: HttpRequest, session_id: int) -> HttpResponse:
    """Read codes; each marks its place present. A script asks for the answer as JSON."""
    by = signed_in(request)
    session = session_of(by, session_id)
    if request.method == "GET":
        return _page(request, session)
    code = request.POST.get("code", "")
    problem, said, is_busy = "", "", False
    try:
        arrival = door.check_in(session=session, code=code, by=by)
        said = _said(arrival)
    except CoursesError as error:
        problem = str(error)
    except DatabaseBusyError:
        problem, is_busy = TOO_MUCH, True
    if "application/json" in request.headers.get("Accept", ""):
        here, of = _counts(session)
        answer = {"says": said or problem, "ok": not problem, "here": here, "of": of}
        return later(JsonResponse(answer)) if is_busy else JsonResponse(answer)
    if problem:
        page = _page(request, session, problem=problem, code=code, status=422)
        return later(page) if is_busy else page
    messages.success(request, said)
    return redirect("courses:arrivals", session.pk)


def _said(arrival: door.Arrival) -> str:
    attendee = arrival.place.attendee
    name = str(attendee or "Somebody without a name yet")
    school = f", {attendee.school.name}" if attendee and attendee.school else ""
    if arrival.is_new:
        return f"{name}{school}: present, at {dates.clock(timezone.now())}."
    return f"{name}{school}: was on the register as here already."


def _counts(session: Session) -> tuple[int, int]:
    """How many are here, of how many."""
    confirmed = Place.objects.filter(run_id=session.run_id, state=PlaceState.CONFIRMED)
    here = Attendance.objects.current().filter(
        session=session, mark__in=ATTENDED_MARKS, place__state=PlaceState.CONFIRMED
    )
    return here.count(), confirmed.count()


def _page(
    request: HttpRequest, session: Session, *, problem: str = "", code: str = "", status: int = 200
) -> HttpResponse:
    here, of = _counts(session)
    last = (
        Attendance.objects.current()
        .filter(session=session, mark__in=ATTENDED_MARKS)
        .select_related("place__attendee")
        .order_by("-pk")[:LAST]
    )
    context = {
        "session": session,
        "is_open": registers.is_open(session) and session.run.state != "CANCELLED",
        "here": here,
        "of": of,
        "last": last,
        "problem": problem,
        "code": code,
    }
    return render(request, "courses/arrivals.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def walk_in(request: HttpRequest, session_id: int) -> HttpResponse:
    """Add somebody who came without a place, while there is room."""
    by = signed_in(request)
    session = session_of(by, session_id)
    form = WalkInForm(request.POST or None)
    problem, is_busy = "", False
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            place = door.add(
                session=session,
                name=said["name"],
                email=said["email"],
                school=said["school"],
                by=by,
            )
        except CoursesError as error:
            problem = str(error)
        except DatabaseBusyError:
            problem, is_busy = TOO_MUCH, True
        else:
            messages.success(request, f"{place.attendee} is on the register, and present.")
            return redirect("courses:register", session.pk)
    context = {
        "session": session,
        "form": form,
        "problem": problem,
        "places_left": session.run.places_left,
        "is_open": registers.is_open(session) and not door.is_too_late(session),
    }
    status = 200 if request.method == "GET" else 409 if problem else 422
    page = render(request, "courses/walk_in.html", context, status=status)
    return later(page) if is_busy else page
