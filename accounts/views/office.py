"""The hub's office: what needs a person, gathered from every app."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.panels import listed_at
from accounts.permissions import is_hub_admin
from accounts.views.account import signed_in
from core import needs, panels

View = Callable[..., HttpResponse]


def hubs_page(view: View) -> View:
    """A page of the hub's office, never kept by browsers. For everybody else it is not there."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not is_hub_admin(signed_in(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return login_required(never_cache(answer))


@hubs_page
@require_GET
def office(request: HttpRequest) -> HttpResponse:
    """The hub's day: what waits, most urgent first, then what the apps have to show."""
    now = timezone.now()
    lots = needs.gather(now)
    context = {
        "items": needs.items(lots, now, url=listed_at),
        "summary": needs.summary(lots, now),
        "panels": panels.render("office", request),
        "today": timezone.localdate(now),
    }
    return render(request, "accounts/office.html", context)


@hubs_page
@require_GET
def all_needs(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything of one kind that waits, each with the way to where it is done."""
    kind = needs.kind(slug)
    if kind is None:
        raise Http404
    now = timezone.now()
    lot = needs.lot(kind, now)
    rows = [(need, needs.urgency(need.due_at, now)) for need in lot.needs[: needs.MOST]]
    return render(request, "accounts/office_needs.html", {"lot": lot, "rows": rows})
