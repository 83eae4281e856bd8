"""Marks as a phone sends them by itself, and what lets it open the register without a signal."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import is_hub_admin
from accounts.views.account import signed_in
from core import dates
from core.contention import RETRY_AFTER_SECONDS, DatabaseBusyError
from courses.actions import registers
from courses.enums import Mark, MarkSource
from courses.exceptions import CoursesError
from courses.models import Attendance
from courses.views.registers import session_of, when_marked


@never_cache
@login_required
@require_POST
def register_marks(request: HttpRequest, session_id: int) -> HttpResponse:
    """Take the marks that a phone kept, and say of each what the register says now."""
    by = signed_in(request)
    session = session_of(by, session_id)
    posted = {
        int(name.removeprefix("place-")): str(value)
        for name, value in request.POST.items()
        if name.startswith("place-") and name.removeprefix("place-").isdigit()
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
        )
    except CoursesError as error:
        return JsonResponse({"problem": str(error)}, status=409)
    except DatabaseBusyError:
        busy = JsonResponse({"problem": "Too much at once. Try again."}, status=503)
        busy["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return busy
    return JsonResponse(
        {
            "at": dates.clock(timezone.now()),
            "overtaken": [_said(mark, posted[mark.place_id]) for mark in received.overtaken],
            "gone": [f"place-{pk}" for pk in sorted(received.gone)],
        }
    )


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
