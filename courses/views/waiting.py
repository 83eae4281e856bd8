"""The waiting list's pages: joining it, and one's own page for one wish.

The page is reached by the signed link in its mails, so it asks for no account, and by whoever
made the wish when they are signed in.
"""

from __future__ import annotations

from django.contrib import messages
from django.core import signing
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.views.account import signed_in
from courses import emails_waiting
from courses.actions import approvals, offers, waiting_list
from courses.emails_waiting import SALT
from courses.enums import EntryState
from courses.exceptions import (
    AlreadyWaitingError,
    BookingError,
    CoursesError,
    PlacesAreFreeError,
    WaitingListError,
)
from courses.forms_waiting import WaitForm
from courses.models import CourseRun, WaitingListEntry
from courses.views.answers import bookers_page, kind_when_busy, where
from schools.models import School

ACTS = {
    "accept": waiting_list.accept,
    "decline": waiting_list.decline,
    "leave": waiting_list.leave,
}


@bookers_page
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """How many places, and for whom; then one's own page for the wish."""
    user = signed_in(request)
    runs = CourseRun.objects.visible_to(user).select_related("page", "venue")
    run = get_object_or_404(runs, code=code, page__slug=slug)
    if standing := WaitingListEntry.objects.live().visible_to(user).filter(run=run).first():
        return redirect(emails_waiting.path(standing))
    if not offers.makes_offers(run):
        return render(request, "courses/waiting_shut.html", {"run": run}, status=409)
    form = WaitForm(
        request.POST if request.method == "POST" else None,
        run=run,
        schools=_schools(user, request.POST.get("come_from", "")),
        initial={"quantity": request.GET.get("quantity") or 1},
    )
    if request.method != "POST" or not form.is_valid():
        return _ask(request, run, form)
    try:
        entry = waiting_list.join(
            run=run,
            quantity=form.cleaned_data["quantity"],
            min_quantity=form.fewest,
            school=form.school,
            by=user,
            is_for_booker=form.is_for_booker,
        )
    except AlreadyWaitingError:
        return redirect(request.path)
    except PlacesAreFreeError as error:
        messages.success(request, str(error))
        return redirect(run.get_booking_url())
    except (WaitingListError, BookingError) as error:
        form.add_error(None, str(error))
        return _ask(request, run, form)
    messages.success(request, "You are on the waiting list. We have sent you a mail about it.")
    return redirect(emails_waiting.path(entry))


def _schools(user: User, urn: str) -> list[School]:
    """Those that this person has named, and the open one that they say by its URN."""
    named = list(School.objects.named_by(user).order_by("name", "pk"))
    if not (urn.isascii() and urn.isdigit() and len(urn) <= 7):
        return named
    said = School.objects.open().filter(urn=int(urn))
    return [*named, *(one for one in said if one not in named)]


def _ask(request: HttpRequest, run: CourseRun, form: WaitForm) -> HttpResponse:
    context = {
        "form": form,
        "run": run,
        "meetings": run.sessions.all(),
        "where": where(run),
        "waiting": WaitingListEntry.objects.in_line()
        .filter(run=run)
        .aggregate(places=Sum("quantity", default=0))["places"],
    }
    return render(request, "courses/waiting_join.html", context, status=422 if form.errors else 200)


@never_cache
@kind_when_busy
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, token: str) -> HttpResponse:
    """The turn, or the offer with its answers; a press answers without signing in."""
    wish = _wish(token)
    problem = ""
    if request.method == "POST" and (act := ACTS.get(request.POST.get("act", ""))):
        try:
            act(entry=wish, by=None)
        except CoursesError as error:
            problem = str(error)
        else:
            return _after(request, token, request.POST["act"])
    wish = _wish(token)
    offered = waiting_list.places_of(wish)
    context = {
        "entry": wish,
        "run": wish.run,
        "offered": offered,
        "is_approved_first": wish.offer is not None
        and approvals.is_needed(booking=wish.offer, by=wish.booker),
        "total_pence": sum(place.payable_pence for place in offered),
        "ahead": waiting_list.ahead_of(wish) if wish.state == EntryState.WAITING else 0,
        "meetings": wish.run.sessions.all(),
        "where": where(wish.run),
        "wants_to_leave": "leave" in request.GET,
        "problem": problem,
    }
    return render(request, "courses/waiting_entry.html", context, status=409 if problem else 200)


def _after(request: HttpRequest, token: str, act: str) -> HttpResponse:
    """Back to the page; to their booking, for the person themselves with something to settle."""
    wish = _wish(token)
    if act == "accept" and wish.offer and request.user == wish.booker:
        return redirect(wish.offer)
    return redirect("courses:waiting_entry", token)


def _wish(token: str) -> WaitingListEntry:
    try:
        number = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise Http404 from None
    whole = WaitingListEntry.objects.select_related(
        "run__page", "run__venue", "school", "booker", "offer"
    )
    return get_object_or_404(whole, pk=number)
