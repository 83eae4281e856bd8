"""Loads what progress is worked out from, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Prefetch
from django.utils import timezone

from certification import progress
from certification.models import (
    Assessment,
    Decision,
    Enrolment,
    Evidence,
    EvidenceClaim,
    LearningOutcome,
    RangePoint,
    Specification,
    Unit,
)
from certification.progress import Claim, Progress, Ruling


@dataclass
class OutcomeNode:
    """An outcome with its leaves, in order."""

    outcome: LearningOutcome
    leaves: list[RangePoint] = field(default_factory=list)


@dataclass
class UnitNode:
    """A unit with its outcomes and their leaves, in order."""

    unit: Unit
    outcomes: list[OutcomeNode] = field(default_factory=list)

    @property
    def leaves(self) -> list[RangePoint]:
        return [leaf for node in self.outcomes for leaf in node.leaves]


def tree(specification_id: int) -> list[UnitNode]:
    """A version's units, outcomes and leaves: one statement."""
    units: dict[int, UnitNode] = {}
    outcomes: dict[int, OutcomeNode] = {}
    leaves = RangePoint.objects.with_names().filter(
        criterion__outcome__unit__specification=specification_id
    )
    for leaf in leaves.order_by("order"):
        outcome = leaf.criterion.outcome
        if outcome.unit_id not in units:
            units[outcome.unit_id] = UnitNode(outcome.unit)
        if outcome.pk not in outcomes:
            outcomes[outcome.pk] = OutcomeNode(outcome)
            units[outcome.unit_id].outcomes.append(outcomes[outcome.pk])
        outcomes[outcome.pk].leaves.append(leaf)
    return list(units.values())


def mandatory(nodes: Iterable[UnitNode]) -> dict[int, bool]:
    """Every leaf of these units, with whether it counts."""
    return {leaf.pk: node.unit.is_mandatory for node in nodes for leaf in node.leaves}


def time_of(enrolment: Enrolment, today: date | None = None) -> int:
    """The share of the time used; 0 before registration."""
    if enrolment.registered_on_date is None or enrolment.time_limit_date is None:
        return 0
    return progress.time_used(
        start=enrolment.registered_on_date,
        limit=enrolment.time_limit_date,
        today=today or timezone.localdate(),
    )


@dataclass(frozen=True)
class LearnerFacts:
    """One learner's evidence, newest first (withdrawn too), and assessments, newest first."""

    evidence: list[Evidence]
    assessments: list[Assessment]

    @property
    def claims(self) -> list[Claim]:
        return [
            Claim(claim.range_point_id, evidence.added_at)
            for evidence in self.evidence
            if evidence.withdrawn_at is None
            for claim in evidence.claims.all()
        ]

    @property
    def rulings(self) -> list[Ruling]:
        return [
            Ruling(decision.range_point_id, decision.outcome, decision.decided_at)
            for assessment in self.assessments
            for decision in assessment.decisions.all()
            if decision.is_current
        ]

    def evidence_for(self, leaf: RangePoint) -> list[Evidence]:
        """Live evidence that is offered for this leaf."""
        return [
            evidence
            for evidence in self.evidence
            if evidence.withdrawn_at is None
            and any(claim.range_point_id == leaf.pk for claim in evidence.claims.all())
        ]

    def current_decision(self, leaf: RangePoint) -> tuple[Assessment, Decision] | None:
        """The decision that stands on this leaf, with the sitting in which it was made."""
        for assessment in self.assessments:
            for decision in assessment.decisions.all():
                if decision.is_current and decision.range_point_id == leaf.pk:
                    return assessment, decision
        return None

    def progress(self, enrolment: Enrolment, nodes: Sequence[UnitNode]) -> Progress:
        """Where this learner stands today."""
        return progress.of(mandatory(nodes), self.claims, self.rulings, time=time_of(enrolment))


def of_learner(enrolment: Enrolment) -> LearnerFacts:
    """Everything about one learner: four statements."""
    evidence = enrolment.evidence.select_related("attendance__session").prefetch_related(
        Prefetch("claims", EvidenceClaim.objects.order_by("pk"))
    )
    assessments = enrolment.assessments.select_related("assessor", "unit").prefetch_related(
        Prefetch(
            "decisions",
            Decision.objects.select_related("range_point__criterion").order_by(
                "range_point__order"
            ),
        )
    )
    return LearnerFacts(evidence=list(evidence), assessments=list(assessments))


@dataclass(frozen=True)
class Standing:
    """Where one learner of a cohort stands, and when anything last happened."""

    progress: Progress
    last_at: datetime | None


def of_many(
    enrolments: Sequence[Enrolment], nodes_of: Mapping[int, Sequence[UnitNode]]
) -> dict[int, Standing]:
    """Where many learners stand, by enrolment: two statements, whatever their number.

    `nodes_of` holds the tree of each specification among them.
    """
    keys = [enrolment.pk for enrolment in enrolments]
    claims: dict[int, list[Claim]] = {key: [] for key in keys}
    rulings: dict[int, list[Ruling]] = {key: [] for key in keys}
    moments: dict[int, list[datetime]] = {key: [] for key in keys}
    claimed = EvidenceClaim.objects.filter(
        evidence__enrolment__in=keys, evidence__withdrawn_at__isnull=True
    ).order_by()
    for key, leaf, at in claimed.values_list(
        "evidence__enrolment", "range_point", "evidence__added_at"
    ):
        claims[key].append(Claim(leaf, at))
        moments[key].append(at)
    decided = Decision.objects.current().filter(enrolment__in=keys).order_by()
    for key, leaf, outcome, at in decided.values_list(
        "enrolment", "range_point", "outcome", "decided_at"
    ):
        rulings[key].append(Ruling(leaf, outcome, at))
        moments[key].append(at)
    return {
        enrolment.pk: Standing(
            progress=progress.of(
                mandatory(nodes_of[enrolment.specification_id]),
                claims[enrolment.pk],
                rulings[enrolment.pk],
                time=time_of(enrolment),
            ),
            last_at=max(moments[enrolment.pk], default=None),
        )
        for enrolment in enrolments
    }


def trees(specifications: Iterable[Specification | int]) -> dict[int, list[UnitNode]]:
    """The tree of each version: a statement each."""
    keys = {item.pk if isinstance(item, Specification) else item for item in specifications}
    return {key: tree(key) for key in sorted(keys)}
