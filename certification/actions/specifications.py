"""Loading and publishing versions of the specification."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from certification import specification_file
from certification.enums import SpecificationStatus
from certification.exceptions import SpecificationEmptyError, SpecificationPublishedError
from certification.models import (
    AssessmentCriterion,
    LearningOutcome,
    Qualification,
    RangePoint,
    Specification,
    Unit,
)
from certification.specification_file import CriterionRow, LeafRow, OutcomeRow, UnitRow
from core import audit

CODE = "cme"
TITLE = "Certificate for Music Educators"
NOTE = (
    "Paraphrased: our own wording of public facts, joined on the awarding bodies' codes. Hours "
    "and credits are demonstration values until the centre has checked them."
)


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """The version that says what the file says, and whether loading it made that version."""

    specification: Specification
    is_new: bool


@transaction.atomic
def load(*, content: bytes, by: User | None, note: str = NOTE) -> Loaded:
    """Make a draft version from a CSV file; when the newest version says the same, change nothing.

    Raises SpecificationFileError, with nothing stored.
    """
    units = specification_file.read(content)
    qualification, _ = Qualification.objects.get_or_create(code=CODE, defaults={"title": TITLE})
    newest = qualification.specifications.order_by("-version").first()
    if newest and as_rows(newest) == units:
        return Loaded(specification=newest, is_new=False)
    specification = Specification.objects.create(
        qualification=qualification, version=newest.version + 1 if newest else 1, note=note
    )
    _store(specification, units)
    audit.record(
        "specifications.load", specification, by=by, version=specification.version, units=len(units)
    )
    return Loaded(specification=specification, is_new=True)


@transaction.atomic
def publish(*, specification: Specification, by: User | None) -> Specification:
    """Freeze a draft and open it to learners.

    Raises SpecificationEmptyError for one without units, and SpecificationPublishedError for one
    that is no longer a draft.
    """
    if not specification.units.exists():
        raise SpecificationEmptyError
    drafts = Specification.objects.filter(pk=specification.pk, status=SpecificationStatus.DRAFT)
    now = timezone.now()
    if drafts.update(status=SpecificationStatus.PUBLISHED, published_at=now) != 1:
        raise SpecificationPublishedError
    specification.refresh_from_db()
    audit.record("specifications.publish", specification, by=by, version=specification.version)
    return specification


def as_rows(specification: Specification) -> list[UnitRow]:
    """A stored version in the shape of its file, for comparison."""
    units: dict[int, UnitRow] = {
        unit.pk: UnitRow(unit.code, unit.title, unit.guided_learning_hours, unit.credits)
        for unit in specification.units.all()
    }
    outcomes: dict[int, OutcomeRow] = {}
    criteria: dict[int, CriterionRow] = {}
    leaves = RangePoint.objects.with_names().filter(
        criterion__outcome__unit__specification=specification
    )
    for leaf in leaves:
        criterion = leaf.criterion
        outcome = criterion.outcome
        if outcome.pk not in outcomes:
            outcomes[outcome.pk] = OutcomeRow(outcome.code, outcome.verb, outcome.text)
            units[outcome.unit_id].outcomes.append(outcomes[outcome.pk])
        if criterion.pk not in criteria:
            criteria[criterion.pk] = CriterionRow(criterion.code)
            outcomes[outcome.pk].criteria.append(criteria[criterion.pk])
        criteria[criterion.pk].leaves.append(
            LeafRow(leaf.letter, leaf.text, leaf.needs_observation)
        )
    return list(units.values())


def _store(specification: Specification, rows: Iterable[UnitRow]) -> None:
    """Write all parts in four statements, whatever their number."""
    units = [
        (
            Unit(
                specification=specification,
                code=row.code,
                title=row.title,
                guided_learning_hours=row.guided_learning_hours,
                credits=row.credits,
                order=order,
            ),
            row,
        )
        for order, row in enumerate(rows, start=1)
    ]
    Unit.objects.bulk_create([unit for unit, _ in units])
    outcomes = [
        (LearningOutcome(unit=unit, code=o.code, verb=o.verb, text=o.text, order=order), o)
        for unit, row in units
        for order, o in enumerate(row.outcomes, start=1)
    ]
    LearningOutcome.objects.bulk_create([outcome for outcome, _ in outcomes])
    criteria = [
        (AssessmentCriterion(outcome=outcome, code=c.code, order=order), c)
        for outcome, row in outcomes
        for order, c in enumerate(row.criteria, start=1)
    ]
    AssessmentCriterion.objects.bulk_create([criterion for criterion, _ in criteria])
    leaves = [(criterion, leaf) for criterion, row in criteria for leaf in row.leaves]
    RangePoint.objects.bulk_create(
        [
            RangePoint(
                criterion=criterion,
                letter=leaf.letter,
                text=leaf.text,
                needs_observation=leaf.needs_observation,
                order=order,
            )
            for order, (criterion, leaf) in enumerate(leaves, start=1)
        ]
    )
