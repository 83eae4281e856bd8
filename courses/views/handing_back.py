"""What somebody can do by their own link who cannot come: hand the place back to its booker."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from courses.actions import changes
from courses.exceptions import CannotBeSwappedError
from courses.models import Place
from courses.views import booking_parts
from courses.views.answers import kind_when_busy
from courses.views.joining import attendees_page


@attendees_page
@kind_when_busy
@require_http_methods(["GET", "HEAD", "POST"])
def hand_back(request: HttpRequest, place: Place) -> HttpResponse:
    """Ask once, then tell the booker. Whoever booked for themselves changes their booking."""
    if place.is_for_booker:
        return redirect(place.booking)
    problem = changes.why_not_swapped(place, None)
    is_done = False
    if request.method == "POST" and not problem:
        try:
            changes.hand_back(place=place, by=None)
        except CannotBeSwappedError as error:
            problem = str(error)
        else:
            is_done = True
    context = {
        "place": place,
        "run": place.run,
        "booker": place.booking.booker,
        "when": booking_parts.when(place.run),
        "problem": problem,
        "is_done": is_done,
    }
    status = 409 if problem and request.method == "POST" else 200
    return render(request, "courses/join_hand_back.html", context, status=status)
