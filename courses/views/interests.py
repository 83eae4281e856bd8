"""Saved interests: asking to be told, changing one's mind, and the link that stops the mails."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.views.account import signed_in
from courses import catalogue, emails_interests, interests
from courses.actions import interests as actions
from courses.models import Phase, SavedInterest


@login_required
@never_cache
@require_GET
def saved(request: HttpRequest) -> HttpResponse:
    """What I have asked to be told of."""
    found = SavedInterest.objects.visible_to(signed_in(request))
    return render(request, "courses/interests.html", {"rows": interests.rows(found)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Tell me of new courses like these. A visitor signs in first, and then it is saved."""
    if request.method != "POST":
        phases = list(Phase.objects.all())
        filters = catalogue.read(request.GET, phases)
        context = {"words": interests.words(filters, phases), "query": filters.query}
        return render(request, "courses/interest_new.html", context)
    query = request.POST.get("query", "")
    if isinstance(request.user, User):
        interests.save_and_say(request, query, by=request.user)
    else:
        interests.keep_for_later(request, query)
    return redirect("courses:interests")


def _mine(request: HttpRequest, interest_id: int) -> SavedInterest:
    found = SavedInterest.objects.visible_to(signed_in(request))
    return get_object_or_404(found, pk=interest_id)


@login_required
@require_POST
def pause(request: HttpRequest, interest_id: int) -> HttpResponse:
    """No mails about this one."""
    actions.pause(interest=_mine(request, interest_id), by=signed_in(request))
    messages.success(request, "Paused. You get no mail about it until you start it again.")
    return redirect("courses:interests")


@login_required
@require_POST
def resume(request: HttpRequest, interest_id: int) -> HttpResponse:
    """Mails about this one again."""
    actions.resume(interest=_mine(request, interest_id), by=signed_in(request))
    messages.success(request, "Started again. You hear of what is new from now on.")
    return redirect("courses:interests")


@login_required
@require_POST
def remove(request: HttpRequest, interest_id: int) -> HttpResponse:
    """Forget this one."""
    actions.remove(interest=_mine(request, interest_id), by=signed_in(request))
    messages.success(request, "Removed.")
    return redirect("courses:interests")


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the digests, from the link in one of them: the signature is what allows it.

    A mail program may post here by itself (RFC 8058), so no cookie and no form's token is asked
    for. Following the link changes nothing, since scanners of mail follow links too.
    """
    person = emails_interests.person_of(token)
    if person is None:
        raise Http404
    user = get_object_or_404(User, pk=person)
    if request.method == "POST":
        actions.stop(user=user)
    return render(request, "courses/interests_stop.html", {"is_done": request.method == "POST"})
