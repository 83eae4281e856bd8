"""Charges for not coming, which the hub may take back for a reason."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import is_hub_admin
from accounts.views.account import signed_in
from core.contention import DatabaseBusyError
from core.money import pounds
from courses.actions import absences as actions
from courses.exceptions import CoursesError
from courses.models import Place
from courses.views.answers import TOO_MUCH, later

SHOWN = 100


@never_cache
@login_required
@require_safe
def absences(request: HttpRequest) -> HttpResponse:
    """What is charged now, the newest course first."""
    if not is_hub_admin(request.user):
        raise Http404
    return _page(request)


@never_cache
@login_required
@require_POST
def waive_absence(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one back. Where that cannot be done, the page again with the reason that was given."""
    person = signed_in(request)
    if not is_hub_admin(person):
        raise Http404
    place = get_object_or_404(Place.objects.exclude(absence_line=None), pk=pk)
    reason = request.POST.get("reason", "")[:500]
    try:
        pence = actions.waive(place=place, reason=reason, by=person)
    except CoursesError as error:
        return _page(request, wrong=place, said=reason, problem=str(error), status=422)
    except DatabaseBusyError:
        return later(_page(request, wrong=place, said=reason, problem=TOO_MUCH))
    messages.success(request, f"{pounds(pence)} is taken back, and whoever booked has been told.")
    return redirect("courses:absences")


def _page(
    request: HttpRequest,
    *,
    wrong: Place | None = None,
    said: str = "",
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    charged = Place.objects.filter(absence_pence__gt=0).select_related(
        "run", "attendee", "booking__booker", "booking__school"
    )
    places = list(charged.order_by("-run__ends_at", "pk")[: SHOWN + 1])
    shown = places[:SHOWN]
    target = f"reason-{wrong.pk}" if wrong in shown and wrong else ""
    context = {
        "places": shown,
        "more": len(places) > SHOWN,
        "wrong": wrong.pk if wrong else None,
        "said": said,
        "problem": problem,
        "problems": [{"target": target, "message": problem}] if problem else [],
    }
    return render(request, "courses/absences.html", context, status=status)
