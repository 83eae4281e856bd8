"""An attendee's own page: when, where, the code for the door, what they need. Nobody signs in.

Whoever knows the address is whom it was sent to: it cannot be guessed, no other site is told it,
no search engine keeps it, and it ends with the place.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from courses import arrival, calendars, waves
from courses.actions import needs, watching
from courses.enums import PlaceState, RunState, Wave
from courses.exceptions import NeedsNotAskedError
from courses.forms_joining import NeedsForm
from courses.models import Evaluation, Place, PlaceNeeds, Session
from courses.views.answers import meetings, where

View = Callable[[HttpRequest, Place], HttpResponse]


def attendees_page(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Give the view the place of this token; a place that is no more gets a page without names."""

    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        places = Place.objects.with_all_for_joining().select_related("needs")
        place = places.filter(join_token=token).first()
        if place and place.state == PlaceState.CONFIRMED and place.attendee:
            found = view(request, place)
        else:
            status = 410 if place and place.state == PlaceState.CANCELLED else 404
            found = render(request, "courses/join_gone.html", status=status)
        # Not "no-referrer": with it, browsers send forms without saying where they come from.
        found["Referrer-Policy"] = "same-origin"
        found["X-Robots-Tag"] = "noindex, nofollow"
        return found

    return never_cache(answer)


@attendees_page
@require_GET
def join(request: HttpRequest, place: Place) -> HttpResponse:
    """Everything that somebody who comes must know."""
    return _page(request, place)


@attendees_page
@require_http_methods(["GET", "POST"])
def join_needs(request: HttpRequest, place: Place) -> HttpResponse:
    """Keep what they need, in place of what they wrote before."""
    if request.method == "GET" or not needs.may_tell(place):
        return redirect(place.get_joining_url())
    form = _form(place, None, request.POST)
    if not form.is_valid():
        return _page(request, place, form=form, status=422)
    said = form.cleaned_data
    try:
        needs.tell(place=place, access=said["access"], dietary=said["dietary"], by=None)
    except NeedsNotAskedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Thank you. The people who run the course can read it now.")
    return redirect(place.get_joining_url())


@attendees_page
@require_http_methods(["GET", "POST"])
def join_needs_delete(request: HttpRequest, place: Place) -> HttpResponse:
    """Delete what they told, at once."""
    if request.method == "POST":
        needs.withdraw(place=place, by=None)
        messages.success(request, "Deleted. We keep nothing of what you had written.")
    return redirect(place.get_joining_url())


@attendees_page
@require_GET
def join_calendar(request: HttpRequest, place: Place) -> HttpResponse:
    """All sessions as one calendar file."""
    if place.run.state == RunState.CANCELLED:
        raise Http404
    response = HttpResponse(calendars.for_place(place), content_type=calendars.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="sessions-{place.run.code}.ics"'
    return response


def _form(place: Place, kept: PlaceNeeds | None, data: object = None) -> NeedsForm:
    day = needs.delete_on(place.run)
    if day is None:
        raise Http404
    initial = {"access": kept.access, "dietary": kept.dietary} if kept else {}
    return NeedsForm(data, delete_on=day, initial=initial)


def _page(
    request: HttpRequest, place: Place, *, form: NeedsForm | None = None, status: int = 200
) -> HttpResponse:
    kept: PlaceNeeds | None = getattr(place, "needs", None)
    asks, coming = needs.may_tell(place), _next(place)
    context = {
        "place": place,
        "run": place.run,
        "booking": place.booking,
        "next_session": coming,
        "next_link": calendars.released_link(coming, timezone.now()) if coming else "",
        "meetings": meetings(place),
        "where": where(place.run),
        "square": arrival.picture(place),
        "kept": kept,
        "form": form or (_form(place, kept) if asks else None),
        "asks": asks,
        "is_editing": form is not None or "needs" in request.GET,
        "is_recording": watching.is_recording(place.run),
        "question": _question(place),
        "is_called_off": place.run.state == RunState.CANCELLED,
    }
    return render(request, "courses/join.html", context, status=status)


def _question(place: Place) -> str:
    """The address of what is asked before the course, until it is answered."""
    path = waves.path_before(place)
    answered = Evaluation.objects.filter(place=place, wave=Wave.BEFORE)
    return "" if path and answered.exists() else path


def _next(place: Place) -> Session | None:
    now = timezone.now()
    return next((one for one in place.run.sessions.all() if one.end_at > now), None)
