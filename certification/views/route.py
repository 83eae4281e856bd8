"""A learner's own route: where they are, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.views.account import signed_in
from certification import drawing, facts, next_action
from certification.enums import StaffRole
from certification.facts import LearnerFacts, UnitNode
from certification.models import CohortStaff, Enrolment, RangePoint
from core import dates


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """My route to the certificate; for anybody else, kindly, what the route is."""
    enrolment = _mine(signed_in(request))
    if enrolment is None:
        return render(request, "certification/not_enrolled.html")
    if enrolment.registered_on_date is None:
        return render(request, "certification/not_registered.html", {"enrolment": enrolment})
    nodes = facts.tree(enrolment.specification_id)
    known = facts.of_learner(enrolment)
    standing = known.progress(enrolment, nodes)
    tutor = tutor_names(enrolment)
    action = next_action.choose(request, nodes, known, standing, tutor)
    now = action.leaf.criterion.outcome.unit if action.leaf else None
    return render(
        request,
        "certification/home.html",
        {
            "enrolment": enrolment,
            "tutor": tutor,
            "next": action,
            "standing": standing,
            "rag": drawing.rag_words(standing),
            "words": _where(enrolment, drawing.counts(standing), standing.time),
            "units": drawing.chimes(nodes, standing.states, now),
            "longest": drawing.longest(nodes),
            "evidence": _evidence(known, nodes),
            "assessments": known.assessments,
        },
    )


@login_required
@require_GET
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """One unit of my route in full: every criterion, its evidence and its decision."""
    enrolment = _mine(signed_in(request))
    if enrolment is None or enrolment.registered_on_date is None:
        raise Http404
    nodes = facts.tree(enrolment.specification_id)
    node = next((node for node in nodes if node.unit.code == code), None)
    if node is None:
        raise Http404
    known = facts.of_learner(enrolment)
    states = known.progress(enrolment, nodes).states
    return render(
        request,
        "certification/unit.html",
        {
            "enrolment": enrolment,
            "unit": node.unit,
            "summary": drawing.tally(node.leaves, states),
            "outcomes": [
                {
                    "id": drawing.anchor(part.outcome.code),
                    "outcome": part.outcome,
                    "leaves": [
                        {
                            "leaf": leaf,
                            "id": drawing.anchor(leaf.code),
                            "state": states[leaf.pk],
                            "evidence": known.evidence_for(leaf),
                            "decision": known.current_decision(leaf),
                        }
                        for leaf in part.leaves
                    ],
                }
                for part in node.outcomes
            ],
            "assessments": [a for a in known.assessments if a.unit_id == node.unit.pk],
            "units": [other.unit for other in nodes],
        },
    )


def _mine(user: User) -> Enrolment | None:
    """This person's newest enrolment."""
    mine = Enrolment.objects.filter(learner=user)
    return mine.select_related("cohort", "specification__qualification").order_by("-pk").first()


def tutor_names(enrolment: Enrolment) -> str:
    """'Tess Larkin', or 'Tess Larkin and Theo Brandt', or 'your tutor'."""
    staff = CohortStaff.objects.current().filter(cohort=enrolment.cohort_id, role=StaffRole.TUTOR)
    names = [str(post.user) for post in staff.select_related("user")]
    return " and ".join(names) or "your tutor"


def _where(enrolment: Enrolment, counts: str, time: int) -> str:
    limit = enrolment.time_limit_date
    ends = f" Your route ends on {dates.day(limit, year=True)}." if limit else ""
    return f"{counts} {time}% of the time is used.{ends}"


def _evidence(known: LearnerFacts, nodes: Sequence[UnitNode]) -> list[dict[str, object]]:
    """Each piece of evidence with the leaves it is offered for."""
    leaves: dict[int, RangePoint] = {leaf.pk: leaf for node in nodes for leaf in node.leaves}
    return [
        {
            "evidence": evidence,
            "leaves": [
                {
                    "leaf": leaves[claim.range_point_id],
                    "url": drawing.leaf_url(leaves[claim.range_point_id]),
                }
                for claim in evidence.claims.all()
                if claim.range_point_id in leaves
            ],
        }
        for evidence in known.evidence
    ]
