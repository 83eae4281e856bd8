"""Marking one unit of one learner, criterion by criterion, beside the evidence."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.views.account import signed_in
from certification import drawing, facts
from certification.actions import assessments
from certification.exceptions import CertificationError
from certification.facts import LearnerFacts, UnitNode
from certification.forms import MarkUnitForm, make_token
from certification.models import Enrolment, Unit

CHOICES = (
    {"value": "MET", "label": "Met", "icon": "tick"},
    {"value": "NOT_YET_MET", "label": "Not yet met", "icon": "undo"},
)


@login_required
@require_http_methods(["GET", "POST"])
def mark(request: HttpRequest, enrolment_id: int, code: str) -> HttpResponse:
    """Judge criteria; whatever is left alone stays as it is."""
    user = signed_in(request)
    enrolment, unit = _enrolment_and_unit(user, enrolment_id, code)
    nodes = facts.tree(enrolment.specification_id)
    node = next(node for node in nodes if node.unit.pk == unit.pk)
    initial = {
        "token": make_token(),
        "seen": assessments.newest_decision([enrolment], unit),
    }
    form = MarkUnitForm(request.POST or None, leaves=node.leaves, initial=initial)
    problem, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            made = assessments.decide(
                enrolment=enrolment,
                unit=unit,
                outcomes=form.outcomes(),
                by=user,
                submit_token=form.cleaned_data["token"],
                comment=form.cleaned_data["comment"],
                seen=form.cleaned_data["seen"],
            )
        except CertificationError as error:
            problem, status = str(error), 409
            # What they typed stays; the token and what was seen are of now.
            form = MarkUnitForm({**request.POST.dict(), **initial}, leaves=node.leaves)
            form.is_valid()
        else:
            number = made.decisions.count()
            criteria = "1 criterion" if number == 1 else f"{number} criteria"
            messages.success(
                request, f"Recorded: {criteria} for {enrolment.learner}. They get a mail."
            )
            return redirect("certification:mark", enrolment.pk, code)
    elif form.is_bound:
        status = 422
    known = facts.of_learner(enrolment)
    context = {
        "enrolment": enrolment,
        "unit": unit,
        "form": form,
        "problem": problem,
        "choices": CHOICES,
        "units": [other.unit for other in nodes],
        **_unit(node, known, enrolment, nodes, form),
    }
    return render(request, "certification/mark.html", context, status=status)


def _enrolment_and_unit(user: User, enrolment_id: int, code: str) -> tuple[Enrolment, Unit]:
    enrolments = (
        Enrolment.objects.taught_by(user)
        .active()
        .exclude(learner=user)
        .select_related("learner", "cohort")
    )
    enrolment = get_object_or_404(enrolments, pk=enrolment_id)
    return enrolment, get_object_or_404(Unit, specification=enrolment.specification_id, code=code)


def _unit(
    node: UnitNode,
    known: LearnerFacts,
    enrolment: Enrolment,
    nodes: list[UnitNode],
    form: MarkUnitForm,
) -> dict[str, object]:
    states = known.progress(enrolment, nodes).states
    return {
        "summary": drawing.tally(node.leaves, states),
        "assessments": [a for a in known.assessments if a.unit_id == node.unit.pk],
        "outcomes": [
            {
                "outcome": part.outcome,
                "leaves": [
                    {
                        "leaf": leaf,
                        "field": f"leaf-{leaf.pk}",
                        "value": form.data.get(f"leaf-{leaf.pk}", "") if form.is_bound else "",
                        "error": form.error_of(leaf),
                        "state": states[leaf.pk],
                        "evidence": known.evidence_for(leaf),
                        "decision": known.current_decision(leaf),
                    }
                    for leaf in part.leaves
                ],
            }
            for part in node.outcomes
        ],
    }
