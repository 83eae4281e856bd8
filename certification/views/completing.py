"""Marking a whole unit complete for a cohort: choose, check, record, see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.views.account import signed_in
from certification.actions import assessments
from certification.enums import EnrolmentState
from certification.exceptions import CertificationError
from certification.forms import CompleteUnitForm, make_token
from certification.models import Assessment, Cohort, Enrolment, RangePoint, Unit


@dataclass(frozen=True)
class Work:
    """What there is to complete: a unit, and the learners who have something left in it.

    `worked` holds the keys of those whose evidence for it, or decisions on it, are there already.
    """

    cohort: Cohort
    unit: Unit
    left: dict[Enrolment, list[RangePoint]]
    worked: frozenset[int]
    finished: list[Enrolment]

    @property
    def to_observe(self) -> list[RangePoint]:
        """Leaves judged by watching somebody teach that somebody has still to meet."""
        leaves = {leaf for leaves in self.left.values() for leaf in leaves}
        return sorted(
            (leaf for leaf in leaves if leaf.needs_observation), key=lambda leaf: leaf.order
        )

    def form(self, data: object = None) -> CompleteUnitForm:
        """The form with a fresh token, everybody ticked of whom there is work to judge."""
        enrolments = list(self.left)
        return CompleteUnitForm(
            data,
            enrolments=enrolments,
            left={enrolment.pk: len(leaves) for enrolment, leaves in self.left.items()},
            worked=self.worked,
            to_observe=self.to_observe,
            initial={
                "learners": [e.pk for e in enrolments if e.pk in self.worked],
                "token": make_token(),
                "seen": assessments.newest_decision(enrolments, self.unit),
            },
        )


@login_required
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, cohort_id: int, code: str) -> HttpResponse:
    """Choose learners; a good choice leads to the page to check it. Records nothing."""
    work = _work(signed_in(request), cohort_id, code)
    form = work.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _check(request, work, form)
    status = 422 if form.is_bound else 200
    return render(request, "certification/complete.html", _context(work, form), status=status)


@login_required
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, cohort_id: int, code: str) -> HttpResponse:
    """Record what was checked, once, and lead to the page that says so.

    Who comes here without a form, as after signing in again, starts at the choice.
    """
    user = signed_in(request)
    work = _work(user, cohort_id, code)
    if request.method == "GET":
        return redirect("certification:complete", cohort_id, code)
    token = str(request.POST.get("token", ""))
    if _made(work.cohort, work.unit, user, token):
        return redirect("certification:complete_done", cohort_id, code, token)
    form = work.form(request.POST)
    if not form.is_valid():
        return render(request, "certification/complete.html", _context(work, form), status=422)
    try:
        assessments.complete_unit(
            cohort=work.cohort,
            unit=work.unit,
            enrolments=list(form.cleaned_data["learners"]),
            by=user,
            submit_token=form.cleaned_data["token"],
            comment=form.cleaned_data["comment"],
            observed=form.cleaned_data.get("observed", False),
            seen=form.cleaned_data["seen"],
        )
    except CertificationError as error:
        again = work.form()
        again.initial["comment"] = form.cleaned_data["comment"]
        context = {**_context(work, again), "problem": str(error)}
        return render(request, "certification/complete.html", context, status=409)
    return redirect("certification:complete_done", cohort_id, code, form.cleaned_data["token"])


@login_required
@require_GET
def done(request: HttpRequest, cohort_id: int, code: str, token: str) -> HttpResponse:
    """What was recorded, for whom, and how to correct it."""
    user = signed_in(request)
    cohort, unit = _cohort_and_unit(user, cohort_id, code)
    made = _made(cohort, unit, user, token)
    if not made:
        raise Http404
    return render(
        request,
        "certification/complete_done.html",
        {"cohort": cohort, "unit": unit, "assessments": made},
    )


def _cohort_and_unit(user: User, cohort_id: int, code: str) -> tuple[Cohort, Unit]:
    cohort = get_object_or_404(Cohort.objects.taught_by(user), pk=cohort_id)
    return cohort, get_object_or_404(Unit, specification=cohort.specification_id, code=code)


def _work(user: User, cohort_id: int, code: str) -> Work:
    cohort, unit = _cohort_and_unit(user, cohort_id, code)
    enrolments = list(
        cohort.enrolments.filter(state=EnrolmentState.ACTIVE)
        .exclude(learner=user)
        .select_related("learner")
    )
    left = assessments.still_to_meet(enrolments, unit, observed=True)
    worked = cohort.enrolments.with_work_in(unit).values_list("pk", flat=True)
    return Work(cohort, unit, left, frozenset(worked), [e for e in enrolments if e not in left])


def _made(cohort: Cohort, unit: Unit, user: User, token: str) -> Sequence[Assessment]:
    """What this person recorded with this token."""
    if len(token) < 16:
        return []
    return list(
        Assessment.objects.filter(
            enrolment__cohort=cohort, unit=unit, assessor=user, submit_token__startswith=f"{token}:"
        )
        .select_related("enrolment__learner")
        .prefetch_related("decisions")
        .order_by("enrolment__learner__full_name", "pk")
    )


def _context(work: Work, form: CompleteUnitForm) -> dict[str, object]:
    return {
        "cohort": work.cohort,
        "unit": work.unit,
        "form": form,
        "has_work": bool(work.left),
        "finished": work.finished,
    }


def _check(request: HttpRequest, work: Work, form: CompleteUnitForm) -> HttpResponse:
    observed = form.cleaned_data.get("observed", False)
    chosen = set(form.cleaned_data["learners"])
    recorded = {
        enrolment.learner: [leaf for leaf in leaves if observed or not leaf.needs_observation]
        for enrolment, leaves in work.left.items()
        if enrolment in chosen
    }
    return render(
        request,
        "certification/complete_confirm.html",
        {
            "cohort": work.cohort,
            "unit": work.unit,
            "recorded": recorded.items(),
            "total": sum(len(leaves) for leaves in recorded.values()),
            "left_out": [] if observed else work.to_observe,
            "observed": observed and work.to_observe,
            "form": form,
        },
    )
