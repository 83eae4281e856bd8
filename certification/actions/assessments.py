"""Judging leaves. Each decision is a new fact; an older one is superseded, never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction

from accounts.models import User
from certification import emails
from certification.enums import EnrolmentState, Outcome
from certification.exceptions import (
    DecidedMeanwhileError,
    LearnerNotActiveError,
    NothingToDecideError,
    NotInUnitError,
    NotTheirAssessorError,
    TokenTakenError,
)
from certification.models import Assessment, Cohort, Decision, Enrolment, RangePoint, Unit
from certification.permissions import may_assess, may_assess_cohort
from core import audit
from core.contention import patiently

TOKEN_LENGTH = 40
Outcomes = Mapping[RangePoint, Outcome]


@patiently
def decide(
    *,
    enrolment: Enrolment,
    unit: Unit,
    outcomes: Outcomes,
    by: User,
    submit_token: str,
    comment: str = "",
    seen: int | None = None,
) -> Assessment:
    """Record one sitting: the outcomes that differ from the current ones, and a comment.

    `seen` is the newest decision that the assessor's page showed (see `newest_decision`); with
    it, a decision that somebody made since is a conflict. The same token again returns the same
    assessment and records nothing. All or nothing; one audit event; the learner is written to.

    Raises NotTheirAssessorError, LearnerNotActiveError, NotInUnitError, NothingToDecideError,
    DecidedMeanwhileError and TokenTakenError.
    """
    if not may_assess(by, enrolment):
        raise NotTheirAssessorError
    try:
        with transaction.atomic():
            before = _already(submit_token, enrolment, unit, by)
            if before:
                return before
            _refuse_if_overtaken([enrolment], unit, seen)
            return _judge(enrolment, unit, outcomes, comment, by, submit_token)
    except IntegrityError:
        # Two first decisions on one leaf, or one form twice, at the same moment.
        before = _already(submit_token, enrolment, unit, by)
        if before:
            return before
        raise DecidedMeanwhileError from None


@patiently
def complete_unit(
    *,
    cohort: Cohort,
    unit: Unit,
    enrolments: Sequence[Enrolment],
    by: User,
    submit_token: str,
    comment: str = "",
    observed: bool = False,
    seen: int | None = None,
) -> list[Assessment]:
    """Mark a whole unit complete for these learners of one cohort, in one go.

    Each learner gets one assessment that meets every leaf not yet met; who has none left is
    passed over. Leaves that need an observation are met only when the assessor says with
    `observed` that the observations are signed; otherwise they stay as they are. All or nothing:
    one conflict and nobody is marked. Raises as `decide` does.
    """
    if not may_assess_cohort(by, cohort):
        raise NotTheirAssessorError
    if any(e.cohort_id != cohort.pk or e.learner_id == by.pk for e in enrolments):
        raise NotTheirAssessorError
    made = []
    tokens = {e: f"{submit_token}:{e.pk}" for e in enrolments}

    def already() -> list[Assessment]:
        found = [_already(token, e, unit, by) for e, token in tokens.items()]
        return [assessment for assessment in found if assessment]

    try:
        with transaction.atomic():
            if before := already():
                return before
            _refuse_if_overtaken(enrolments, unit, seen)
            for enrolment, leaves in still_to_meet(enrolments, unit, observed=observed).items():
                outcomes = dict.fromkeys(leaves, Outcome.MET)
                made.append(_judge(enrolment, unit, outcomes, comment, by, tokens[enrolment]))
    except IntegrityError:
        if before := already():
            return before
        raise DecidedMeanwhileError from None
    if not made:
        raise NothingToDecideError
    return made


def still_to_meet(
    enrolments: Sequence[Enrolment], unit: Unit, *, observed: bool
) -> dict[Enrolment, list[RangePoint]]:
    """The leaves that completing this unit would meet, for each learner who has any."""
    leaves = RangePoint.objects.with_names().of_unit(unit)
    if not observed:
        leaves = leaves.filter(needs_observation=False)
    met = set(
        Decision.objects.current()
        .filter(enrolment__in=enrolments, outcome=Outcome.MET, range_point__in=leaves)
        .values_list("enrolment", "range_point")
    )
    all_leaves = list(leaves)
    left = {e: [leaf for leaf in all_leaves if (e.pk, leaf.pk) not in met] for e in enrolments}
    return {enrolment: leaves for enrolment, leaves in left.items() if leaves}


def newest_decision(enrolments: Sequence[Enrolment], unit: Unit) -> int:
    """The number of the newest decision on this unit for any of these learners; 0 for none."""
    decisions = Decision.objects.filter(
        enrolment__in=enrolments, range_point__criterion__outcome__unit=unit
    )
    return decisions.order_by("-pk").values_list("pk", flat=True).first() or 0


def _already(token: str, enrolment: Enrolment, unit: Unit, by: User) -> Assessment | None:
    found = Assessment.objects.filter(submit_token=token).first()
    if found is None:
        return None
    if (found.enrolment_id, found.unit_id, found.assessor_id) != (enrolment.pk, unit.pk, by.pk):
        raise TokenTakenError
    return found


def _refuse_if_overtaken(enrolments: Sequence[Enrolment], unit: Unit, seen: int | None) -> None:
    """Take turns, then look: without the lock, who looks before another commits is not refused."""
    mine = Enrolment.objects.filter(pk__in=[enrolment.pk for enrolment in enrolments])
    list(mine.select_for_update().order_by("pk").values("pk"))
    if seen is not None and newest_decision(enrolments, unit) > seen:
        raise DecidedMeanwhileError


def _judge(
    enrolment: Enrolment, unit: Unit, outcomes: Outcomes, comment: str, by: User, token: str
) -> Assessment:
    if enrolment.state != EnrolmentState.ACTIVE:
        raise LearnerNotActiveError(str(enrolment.learner))
    if unit.specification_id != enrolment.specification_id:
        raise NotInUnitError
    ours = RangePoint.objects.of_unit(unit).filter(pk__in=[leaf.pk for leaf in outcomes])
    if ours.count() != len(outcomes):
        raise NotInUnitError
    decisions = Decision.objects.current().filter(enrolment=enrolment, range_point__in=outcomes)
    current = {decision.range_point_id: decision for decision in decisions}
    changed = {
        leaf: Outcome(outcome)
        for leaf, outcome in outcomes.items()
        if leaf.pk not in current or current[leaf.pk].outcome != outcome
    }
    if not changed:
        raise NothingToDecideError
    assessment = Assessment.objects.create(
        enrolment=enrolment, unit=unit, assessor=by, comment=comment, submit_token=token
    )
    _supersede(assessment, changed, current)
    audit.record(
        "assessments.decide",
        assessment,
        by=by,
        enrolment=enrolment.pk,
        unit=unit.code,
        outcomes={str(leaf.pk): outcome for leaf, outcome in changed.items()},
    )
    emails.decided(assessment, changed)
    return assessment


def _supersede(
    assessment: Assessment, changed: Mapping[RangePoint, Outcome], current: Mapping[int, Decision]
) -> None:
    """Compare and set: the decisions that we read must still be the current ones."""
    old = [current[leaf.pk].pk for leaf in changed if leaf.pk in current]
    if Decision.objects.current().filter(pk__in=old).update(is_current=False) != len(old):
        raise DecidedMeanwhileError
    Decision.objects.bulk_create(
        [
            Decision(
                assessment=assessment,
                enrolment_id=assessment.enrolment_id,
                range_point=leaf,
                outcome=outcome,
                supersedes=current.get(leaf.pk),
            )
            for leaf, outcome in changed.items()
        ]
    )
