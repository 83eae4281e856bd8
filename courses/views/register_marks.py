"""Marks as a phone sends them by itself, and what lets it open the register without a signal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import is_hub_admin
from accounts.views.account import signed_in
from core import dates
from core.contention import DatabaseBusyError
from courses.actions import registers
from courses.enums import Mark, MarkSource
from courses.exceptions import CoursesError
from courses.models import Attendance
from courses.views.answers import TOO_MUCH, later
from courses.views.registers import session_of, when_marked

LONGEST_NUMBER = 9


@never_cache
@login_required
@require_POST
def register_marks(request: HttpRequest, session_id: int) -> HttpResponse:
    """Take the marks that a phone kept, and say of each what the register says now."""
    by = signed_in(request)
    session = session_of(by, session_id)
    posted = {
        number: str(value)
        for name, value in request.POST.items()
        if name.startswith("place-")
        and (number := _number(name.removeprefix("place-"))) is not None
    }
    if any(value not in Mark for value in posted.values()):
        return JsonResponse({"problem": "One of the marks is none of the five."}, status=422)
    try:
        received = registers.receive(
            session=session,
            marks={pk: Mark(value) for pk, value in posted.items()},
            seen={pk: request.POST.getlist(f"seen-{pk}") for pk in posted},
            by=by,
            source=MarkSource.HUB if is_hub_admin(by) else MarkSource.TUTOR,
            struck=_struck(request, posted),
        )
    except CoursesError as error:
        return JsonResponse({"problem": str(error)}, status=409)
    except DatabaseBusyError:
        return later(JsonResponse({"problem": TOO_MUCH}))
    return JsonResponse(
        {
            "at": dates.clock(timezone.now()),
            "overtaken": [_said(mark, posted[mark.place_id]) for mark in received.overtaken],
            "gone": [f"place-{pk}" for pk in sorted(received.gone)],
        }
    )


def _struck(request: HttpRequest, places: Iterable[int]) -> dict[int, datetime]:
    """When each mark was struck: the phone says how many seconds ago, whatever its clock shows."""
    now = timezone.now()
    ages = {pk: _number(request.POST.get(f"ago-{pk}", "")) for pk in places}
    return {pk: now - timedelta(seconds=age) for pk, age in ages.items() if age is not None}


def _number(digits: str) -> int | None:
    """A whole number that a database can hold; None for anything else."""
    is_number = digits.isascii() and digits.isdecimal() and len(digits) <= LONGEST_NUMBER
    return int(digits) if is_number else None


def _said(mark: Attendance, struck: str) -> dict[str, str]:
    """Somebody else's mark, which stays, beside what this phone had."""
    person = mark.place.attendee or "A person to be named"
    return {
        "field": f"place-{mark.place_id}",
        "mark": mark.mark,
        "says": f"{person}: {mark.marked_by} marked “{mark.get_mark_display()}” "
        f"{when_marked(mark)}, and that stays. You had struck “{Mark(struck).label}”: strike it "
        "again if that is right.",
    }


@require_GET
def register_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps a register's page on the phone, for opening it without a signal."""
    answer = render(request, "courses/register_worker.js", content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer
