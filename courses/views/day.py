"""What a tutor takes to the hall: what people need, and badges to print."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.views.account import signed_in
from courses import arrival
from courses.enums import PlaceState
from courses.models import Place, PlaceNeeds
from courses.views.registers import session_of


@never_cache
@login_required
@require_GET
def register_needs(request: HttpRequest, session_id: int) -> HttpResponse:
    """What people said they need: for this session's tutors and the hub, and for few days."""
    session = session_of(signed_in(request), session_id)
    told = list(
        PlaceNeeds.objects.filter(place__run_id=session.run_id, place__state=PlaceState.CONFIRMED)
        .select_related("place__attendee")
        .order_by("place__attendee__name", "pk")
    )
    context = {
        "session": session,
        "told": told,
        "people": Place.objects.filter(run_id=session.run_id, state=PlaceState.CONFIRMED).count(),
        "eating": sum(bool(one.dietary) for one in told),
        "access": sum(bool(one.access) for one in told),
        "delete_on": max((one.delete_on for one in told), default=None),
    }
    return render(request, "courses/register_needs.html", context)


@never_cache
@login_required
@require_GET
def badges(request: HttpRequest, session_id: int) -> HttpResponse:
    """Badges to print: name, school, and the arrival code as a square."""
    session = session_of(signed_in(request), session_id)
    places = (
        Place.objects.filter(
            run_id=session.run_id, state=PlaceState.CONFIRMED, attendee__isnull=False
        )
        .select_related("attendee__school")
        .order_by("attendee__name", "pk")
    )
    context = {
        "session": session,
        "badges": [(place, arrival.picture(place)) for place in places],
    }
    return render(request, "courses/badges.html", context)
