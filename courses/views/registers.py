"""The register of a session: on a phone, in a hall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.permissions import is_hub_admin
from accounts.views.account import signed_in
from core import dates
from core.contention import DatabaseBusyError
from courses.actions import registers
from courses.enums import Mark, MarkSource, PlaceState
from courses.exceptions import CoursesError, MarkedMeanwhileError
from courses.models import Attendance, Place, PlaceNeeds, Session
from courses.views.answers import TOO_MUCH, later

#: A mark that took longer than this to arrive was struck without a signal.
AT_ONCE = timedelta(minutes=2)


@dataclass
class Row:
    """One person in the register, as the page shows them."""

    place: Place
    marks: list[Attendance]
    value: str = ""
    error: str = ""
    history: list[str] = field(default_factory=list)
    has_needs: bool = False

    @property
    def field(self) -> str:
        return f"place-{self.place.pk}"

    @property
    def seen_field(self) -> str:
        return f"seen-{self.place.pk}"

    @property
    def stored(self) -> str:
        """The current mark; empty when there is none."""
        return self.marks[-1].mark if self.marks else ""

    @property
    def stored_label(self) -> str:
        return Mark(self.stored).label if self.stored else ""

    @property
    def person(self) -> str:
        return str(self.place.attendee or "To be named")

    @property
    def school(self) -> str:
        attendee = self.place.attendee
        return str(attendee.school.name) if attendee and attendee.school else ""


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, session_id: int) -> HttpResponse:
    """Show the register; marks posted to it are saved, and what was saved is said."""
    session = session_of(signed_in(request), session_id)
    rows = _rows(session)
    if request.method == "GET":
        return _page(request, session, rows)
    return _save(request, session, rows) or redirect("courses:register", session.pk)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def register_rest(request: HttpRequest, session_id: int) -> HttpResponse:
    """The same page with everybody who has no mark set to present. Saves nothing."""
    session = session_of(signed_in(request), session_id)
    if request.method == "GET":  # after signing in again: the form is gone
        return redirect("courses:register", session.pk)
    rows = _rows(session)
    _take_over(rows, request.POST)
    rest = [row for row in rows if not row.value]
    for row in rest:
        row.value = Mark.PRESENT
    return _page(request, session, rows, set_to_present=len(rest))


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def close_register(request: HttpRequest, session_id: int) -> HttpResponse:
    """Save what the page says, then close."""
    session = session_of(signed_in(request), session_id)
    if request.method == "GET":  # after signing in again: the form is gone
        return redirect("courses:register", session.pk)
    problem = _save(request, session, _rows(session))
    if problem:
        return problem
    try:
        registers.close(session=session, by=signed_in(request))
    except CoursesError as error:
        messages.error(request, str(error))
    except DatabaseBusyError:
        messages.warning(request, "The marks are saved. Close the register again in a few seconds.")
        return later(_page(request, session, _rows(session)))
    else:
        messages.success(request, "The register is closed. You can still correct a mark.")
    return redirect("courses:register", session.pk)


@never_cache
@login_required
@require_GET
def register_sheet(request: HttpRequest, session_id: int) -> HttpResponse:
    """A sheet to print and sign."""
    session = session_of(signed_in(request), session_id)
    return render(
        request,
        "courses/register_sheet.html",
        {
            "session": session,
            "rows": _rows(session),
            "spare": range(6),
        },
    )


def session_of(user: User, session_id: int) -> Session:
    """The session if this person keeps its register; otherwise the 404 of one that isn't there."""
    sessions = Session.objects.select_related("run__venue", "venue", "register_closed_by")
    if not is_hub_admin(user):
        sessions = sessions.visible_to(user)
    return get_object_or_404(sessions, pk=session_id)


def _rows(session: Session) -> list[Row]:
    """Everybody with a confirmed place, by name, with all their marks: three statements.

    Of what somebody needs they say only that there is something.
    """
    places = (
        Place.objects.filter(run_id=session.run_id, state=PlaceState.CONFIRMED)
        .select_related("attendee__school")
        .order_by("attendee__name", "pk")
    )
    marks: dict[int, list[Attendance]] = {}
    for mark in session.marks.select_related("marked_by").order_by("pk"):
        marks.setdefault(mark.place_id, []).append(mark)
    told = PlaceNeeds.objects.filter(place__run_id=session.run_id)
    needy = set(told.values_list("place_id", flat=True))
    rows = [
        Row(place=place, marks=marks.get(place.pk, []), has_needs=place.pk in needy)
        for place in places
    ]
    for row in rows:
        row.value = row.stored
        row.history = [
            f"Was {old.get_mark_display()}, corrected {when_marked(new)} by {new.marked_by}"
            for old, new in zip(row.marks, row.marks[1:], strict=False)
        ]
    return rows


def when_marked(mark: Attendance) -> str:
    """'at 4.10pm', with the day when it was another day, and when it arrived if that was later."""
    said = _moment(mark.marked_at)
    if mark.received_at - mark.marked_at < AT_ONCE:
        return said
    return f"{said} (arrived {_moment(mark.received_at)})"


def _moment(moment: datetime) -> str:
    local = timezone.localtime(moment)
    day = "" if local.date() == timezone.localdate() else f"on {dates.day(local)} "
    return f"{day}at {dates.clock(local)}"


def _take_over(rows: list[Row], posted: Mapping[str, object]) -> None:
    """Show what the person chose; a value that is no mark is said to be none."""
    for row in rows:
        value = str(posted.get(row.field, "") or row.value)
        if value and value not in Mark:
            row.error = "Choose one of the five marks."
        else:
            row.value = value


def _save(request: HttpRequest, session: Session, rows: list[Row]) -> HttpResponse | None:
    """Store what was changed on the page; returns the page again when that can't be done."""
    _take_over(rows, request.POST)
    if any(row.error for row in rows):
        return _page(request, session, rows, status=422)
    seen = {row.place: str(request.POST.get(row.seen_field, "")) for row in rows}
    chosen = {
        row.place: Mark(row.value)
        for row in rows
        if row.value and row.field in request.POST and row.value != seen[row.place]
    }
    by = signed_in(request)
    source = MarkSource.HUB if is_hub_admin(by) else MarkSource.TUTOR
    try:
        registers.mark(session=session, marks=chosen, by=by, source=source, seen=seen)
    except MarkedMeanwhileError as error:
        for row in rows:
            row.value = row.stored if row.place in error.places else row.value
        return _page(request, session, rows, problem=str(error), status=409)
    except CoursesError as error:
        return _page(request, session, rows, problem=str(error), status=409)
    except DatabaseBusyError:
        return later(_page(request, session, rows, problem=TOO_MUCH))
    done = sum(bool(row.value) for row in rows)
    people = "1 person has a mark" if done == 1 else f"{done} people have a mark"
    messages.success(request, f"Saved at {dates.clock(timezone.now())}: {people}, of {len(rows)}.")
    return None


def _page(
    request: HttpRequest,
    session: Session,
    rows: list[Row],
    *,
    problem: str = "",
    set_to_present: int = 0,
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "courses/register.html",
        {
            "session": session,
            "rows": rows,
            "venue": session.venue or session.run.venue,
            "is_open": registers.is_open(session),
            "unmarked": sum(not row.value for row in rows),
            "with_needs": sum(row.has_needs for row in rows),
            "is_complete": bool(rows) and all(row.stored for row in rows),
            "problem": problem,
            "bad_rows": [
                {"target": row.field, "message": f"{row.person}: {row.error}"}
                for row in rows
                if row.error
            ],
            "set_to_present": set_to_present,
        },
        status=status,
    )
