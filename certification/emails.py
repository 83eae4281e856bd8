"""What the route writes to people."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse

from certification.enums import Outcome
from certification.models import Assessment, RangePoint
from core import mail


def decided(assessment: Assessment, outcomes: Mapping[RangePoint, Outcome]) -> None:
    """Tell the learner what was recorded, in the first line; the next step follows."""
    learner = assessment.enrolment.learner
    leaves = sorted(outcomes, key=lambda leaf: leaf.order)
    mail.send(
        "certification/decided",
        to=learner.email,
        context={
            "name": learner.get_short_name(),
            "assessor": str(assessment.assessor),
            "unit": assessment.unit,
            "met": [leaf for leaf in leaves if outcomes[leaf] == Outcome.MET],
            "not_yet": [leaf for leaf in leaves if outcomes[leaf] == Outcome.NOT_YET_MET],
            "comment": assessment.comment,
            "url": reverse("certification:unit", args=[assessment.unit.code]),
        },
    )
