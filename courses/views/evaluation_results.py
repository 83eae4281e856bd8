"""What people said of a run, for its tutors and the hub."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import is_hub_admin
from accounts.views.account import signed_in
from courses import evaluation_results
from courses.models import CourseRun


@never_cache
@login_required
@require_safe
def run_evaluation(request: HttpRequest, run_id: int) -> HttpResponse:
    """Response rates, confidence before and after, and comments without names."""
    person = signed_in(request)
    runs = CourseRun.objects.select_related("page")
    if not is_hub_admin(person):
        runs = runs.filter(sessions__tutors=person).distinct()
    run = get_object_or_404(runs, pk=run_id)
    context = {
        "run": run,
        "results": evaluation_results.of(run),
        "fewest": evaluation_results.FEWEST,
    }
    return render(request, "courses/run_evaluation.html", context)
