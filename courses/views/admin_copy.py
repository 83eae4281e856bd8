"""The office's page for copying a run."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.permissions import is_hub_admin
from core.dates import day
from courses.actions import runs
from courses.admin_forms import CopyForm
from courses.exceptions import CoursesError
from courses.models import CourseRun


def copy_run(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask for the new first day, then copy. For hub administrators."""
    user: Any = request.user
    if not is_hub_admin(user):
        raise PermissionDenied
    run = get_object_or_404(CourseRun.objects.select_related("page"), pk=pk)
    form = CopyForm(request.POST or None) if run.starts_at else None
    if request.method == "POST" and (form is None or form.is_valid()):
        starts_on = form.cleaned_data["starts_on"] if form else None
        try:
            copied = runs.copy(run=run, starts_on=starts_on, by=user)
        except CoursesError as refusal:
            messages.error(request, str(refusal))
            return redirect("course_runs:edit", run.pk)
        messages.success(request, f"This copy of “{run.title}” is a draft. {NEXT}")
        return redirect("course_runs:edit", copied.pk)
    when = f"starts on {day(run.starts_at, year=True)}" if run.starts_at else "has no dates"
    return TemplateResponse(
        request,
        "courses/admin/change_state.html",
        {
            "run": run,
            "form": form,
            "verb": "Copy this run",
            "explained": f"This run {when}. {EXPLAINED}",
            "is_harmless": True,
            "back": reverse("course_runs:edit", args=[run.pk]),
        },
    )


EXPLAINED = (
    "The copy has the same course, venue, rooms, tutors, prices and times of day. Its sessions, "
    "its booking window and the dates of its prices move by as many days as its first session. "
    "Nobody sees it until you open it, and joining links are yours to enter."
)
NEXT = "Look through its dates, then open it for booking."
