"""Saying that one has watched a recording: on the attendee's own page, without signing in."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.contention import DatabaseBusyError
from courses import personal_links, waves
from courses.actions import watching
from courses.enums import Wave
from courses.exceptions import NothingToWatchError
from courses.forms_joining import WatchedForm
from courses.models import Place
from courses.views.answers import TOO_MUCH, later
from courses.views.joining import attendees_page


@attendees_page
@require_http_methods(["GET", "POST"])
def join_watched(request: HttpRequest, place: Place) -> HttpResponse:
    """How long it took; then the questions how it was."""
    if not watching.is_recording(place.run):
        raise Http404
    form = WatchedForm(
        request.POST if request.method == "POST" else None,
        initial={"minutes": place.watched_minutes},
    )
    if request.method != "POST":
        return _page(request, place, form)
    if not form.is_valid():
        return _page(request, place, form, status=422)
    try:
        watched = watching.say(place=place, minutes=form.cleaned_data["minutes"], by=None)
    except NothingToWatchError as error:
        messages.error(request, str(error))
        return redirect(place.get_joining_url())
    except DatabaseBusyError:
        form.add_error(None, TOO_MUCH)
        return later(_page(request, place, form))
    messages.success(request, "Thank you. It counts in your CPD record.")
    if waves.is_open(watched, Wave.CLOSE):
        return redirect(personal_links.evaluation(watched, Wave.CLOSE))
    return redirect(place.get_joining_url())


def _page(
    request: HttpRequest, place: Place, form: WatchedForm, *, status: int = 200
) -> HttpResponse:
    context = {"place": place, "run": place.run, "form": form}
    return render(request, "courses/join_watched.html", context, status=status)
