"""One's own CPD record: the page, the files it becomes, and what was done elsewhere."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.views.account import signed_in
from core import dates, pdf
from core.contention import DatabaseBusyError
from courses import cpd, cpd_files, waves
from courses.actions import external_cpd
from courses.forms_cpd import AGAIN, ExternalCpdForm
from courses.models import ExternalCpd
from courses.views.answers import TOO_MUCH, later
from courses.views.certificates import attached


@never_cache
@login_required
@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """My CPD record by academic year, with its totals."""
    person = signed_in(request)
    years = cpd.record_of(person)
    context = {
        "person": person,
        "years": years,
        "this_year": cpd.this_year(years),
        "questions": waves.open_for(person),
    }
    return render(request, "courses/cpd.html", context)


@never_cache
@login_required
@require_safe
def record_pdf(request: HttpRequest) -> HttpResponse:
    """The record as a document."""
    person = signed_in(request)
    data = cpd_files.document(person, cpd.record_of(person), on=timezone.localdate())
    return attached(pdf.render("courses/cpd", data), name="my-cpd-record.pdf")


@never_cache
@login_required
@require_safe
def record_csv(request: HttpRequest) -> HttpResponse:
    """The record as a table for spreadsheets."""
    return cpd_files.csv(cpd_files.rows(cpd.record_of(signed_in(request))), "my-cpd-record.csv")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Write down something done elsewhere."""
    form = _form(request, None)
    if request.method == "POST" and form.is_valid():
        try:
            external_cpd.add(doing=form.doing, by=signed_in(request))
        except DatabaseBusyError:
            return _busy(request, form)
        messages.success(request, "Added to your record.")
        return redirect("courses:cpd")
    return _page(request, form)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change it, or take its file away."""
    person = signed_in(request)
    line = _mine(person, pk)
    form = _form(request, line)
    if request.method == "POST" and form.is_valid():
        try:
            external_cpd.revise(line=line, doing=form.doing, by=person)
        except DatabaseBusyError:
            return _busy(request, form, line)
        messages.success(request, "Your record is changed.")
        return redirect("courses:cpd")
    return _page(request, form, line)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it out of the record, after asking once."""
    person = signed_in(request)
    line = _mine(person, pk)
    if request.method == "POST":
        external_cpd.remove(line=line, by=person)
        messages.success(request, "Taken out of your record.")
        return redirect("courses:cpd")
    return render(request, "courses/cpd_remove.html", {"line": line})


@never_cache
@login_required
@require_safe
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own file, to keep: never shown inside the site."""
    line = _mine(signed_in(request), pk)
    if not line.evidence:
        raise Http404
    try:
        with line.evidence.open("rb") as file:
            answer = HttpResponse(file.read(), content_type="application/octet-stream")
    except FileNotFoundError:
        raise Http404 from None
    header = content_disposition_header(as_attachment=True, filename=line.evidence_name)
    answer["Content-Disposition"] = header or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _mine(person: User, pk: int) -> ExternalCpd:
    return get_object_or_404(ExternalCpd.objects.visible_to(person), pk=pk)


def _form(request: HttpRequest, line: ExternalCpd | None) -> ExternalCpdForm:
    if request.method == "POST":
        return ExternalCpdForm(request.POST, request.FILES, line=line)
    return ExternalCpdForm(line=line)


def _busy(
    request: HttpRequest, form: ExternalCpdForm, line: ExternalCpd | None = None
) -> HttpResponse:
    form.add_error(None, TOO_MUCH)
    if "evidence" in form.files:
        form.add_error("evidence", AGAIN)
    return later(_page(request, form, line))


def _page(
    request: HttpRequest, form: ExternalCpdForm, line: ExternalCpd | None = None
) -> HttpResponse:
    context = {"form": form, "line": line, "year": dates.academic_year_name(timezone.localdate())}
    return render(request, "courses/cpd_form.html", context, status=422 if form.is_bound else 200)
