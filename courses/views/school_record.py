"""The school's record of its staff's CPD, for those who answer for the school."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import is_hub_admin
from courses import cpd_files, school_record
from schools.chosen import school_for
from schools.models import School
from schools.permissions import answers_for_school


@never_cache
@login_required
@require_safe
def record(request: HttpRequest, urn: int) -> HttpResponse:
    """Who of the school's staff was booked through it, on what, and whether they came."""
    school = _school(request)
    context = {"school": school, "years": school_record.record_of(school)}
    return render(request, "courses/school_record.html", context)


@never_cache
@login_required
@require_safe
def record_csv(request: HttpRequest, urn: int) -> HttpResponse:
    """The same as a table for spreadsheets."""
    school = _school(request)
    rows = school_record.table(school_record.record_of(school))
    return cpd_files.csv(rows, f"staff-cpd-{school.urn}.csv")


def _school(request: HttpRequest) -> School:
    """The school of the address, if this person answers for it or runs the hub; else a 404."""
    school = school_for(request)
    if school is None or not (
        answers_for_school(request.user, school) or is_hub_admin(request.user)
    ):
        raise Http404
    return school
