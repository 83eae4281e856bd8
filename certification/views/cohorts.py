"""A cohort: its learners beside the six units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.views.account import signed_in
from certification import drawing, facts
from certification.enums import EnrolmentState, LeafState
from certification.facts import Standing, UnitNode
from certification.models import Cohort, Enrolment
from certification.permissions import may_assess_cohort


@login_required
@require_GET
def cohort(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Learners × units, with the way to mark each, for the cohort's staff of today."""
    user = signed_in(request)
    cohorts = Cohort.objects.visible_to(user).select_related("specification__qualification")
    cohort = get_object_or_404(cohorts, pk=cohort_id)
    enrolments = list(
        cohort.enrolments.filter(registered_on_date__isnull=False).select_related("learner")
    )
    nodes = facts.tree(cohort.specification_id)
    standings = facts.of_many(enrolments, {cohort.specification_id: nodes})
    may_assess = may_assess_cohort(user, cohort)
    return render(
        request,
        "certification/cohort.html",
        {
            "cohort": cohort,
            "may_assess": may_assess,
            "rows": [
                _row(enrolment, standings[enrolment.pk], nodes, is_link=may_assess)
                for enrolment in enrolments
            ],
            "units": [
                {"unit": node.unit, "complete": _complete(node, standings.values())}
                for node in nodes
            ],
            "active": sum(e.state == EnrolmentState.ACTIVE for e in enrolments),
            "waiting": sum(len(standing.progress.waiting) for standing in standings.values()),
            "me": user,
        },
    )


def _row(
    enrolment: Enrolment, standing: Standing, nodes: Sequence[UnitNode], *, is_link: bool
) -> dict[str, object]:
    progress = standing.progress
    return {
        "enrolment": enrolment,
        "learner": enrolment.learner,
        "is_active": enrolment.state == EnrolmentState.ACTIVE,
        "is_link": is_link and enrolment.state == EnrolmentState.ACTIVE,
        "rag": drawing.rag_words(progress),
        "standing": progress,
        "last_at": standing.last_at,
        "cells": [
            {
                "unit": node.unit,
                "met": sum(progress.states[leaf.pk] == LeafState.MET for leaf in node.leaves),
                "waiting": sum(
                    progress.states[leaf.pk] == LeafState.EVIDENCED for leaf in node.leaves
                ),
                "total": len(node.leaves),
            }
            for node in nodes
        ],
    }


def _complete(node: UnitNode, standings: Iterable[Standing]) -> int:
    """How many learners have met the whole unit."""
    return sum(
        all(standing.progress.states[leaf.pk] == LeafState.MET for leaf in node.leaves)
        for standing in standings
    )
