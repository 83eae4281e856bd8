"""How a school buys, for those who answer for it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.views.account import signed_in
from schools.actions import purchasing
from schools.chosen import school_for
from schools.forms_purchasing import PurchasingForm
from schools.permissions import may_set_purchasing


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def buying(request: HttpRequest, urn: int) -> HttpResponse:
    """Who says yes, who pays, and order numbers. For anybody else it is not there."""
    user, school = signed_in(request), school_for(request)
    if school is None or not may_set_purchasing(user, school):
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = PurchasingForm.of(getattr(school, "purchasing", None), data)
    if form.is_valid():
        purchasing.set_rules(school=school, rules=form.rules, by=user)
        messages.success(request, "Saved. It counts for everything booked from now on.")
        return redirect("schools:my_school_at", urn)
    status = 422 if form.errors else 200
    context = {"form": form, "school": school}
    return render(request, "schools/buying.html", context, status=status)
