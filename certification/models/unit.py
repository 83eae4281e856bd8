"""The parts of a version: units, outcomes, criteria and the leaves that are judged."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from certification.enums import OutcomeVerb
from certification.models.frozen import Frozen, FrozenQuerySet


class UnitQuerySet(FrozenQuerySet["Unit"]):
    """Many units at once."""


class LearningOutcomeQuerySet(FrozenQuerySet["LearningOutcome"]):
    """Many outcomes at once."""


class AssessmentCriterionQuerySet(FrozenQuerySet["AssessmentCriterion"]):
    """Many criteria at once."""


class RangePointQuerySet(FrozenQuerySet["RangePoint"]):
    """Many leaves at once."""

    def with_names(self) -> RangePointQuerySet:
        """Leaves with what their code, outcome and unit are called, in one statement."""
        return self.select_related("criterion__outcome__unit")

    def of_unit(self, unit: Unit) -> RangePointQuerySet:
        """The leaves of one unit, in order."""
        return self.filter(criterion__outcome__unit=unit)


class Unit(Frozen):
    """One of the six bars of the route."""

    status_path: ClassVar[str] = "specification__status"

    specification = models.ForeignKey(
        "certification.Specification", on_delete=models.CASCADE, related_name="units"
    )
    code = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    guided_learning_hours = models.PositiveSmallIntegerField()
    credits = models.PositiveSmallIntegerField()
    is_mandatory = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField()

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ("order",)
        constraints = (
            models.UniqueConstraint(fields=("specification", "code"), name="unit_codes_differ"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class LearningOutcome(Frozen):
    """What a learner will know, understand or be able to do."""

    status_path: ClassVar[str] = "unit__specification__status"

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="outcomes")
    code = models.CharField(max_length=10)
    verb = models.CharField(max_length=12, choices=OutcomeVerb.choices)
    text = models.CharField(max_length=300)
    order = models.PositiveSmallIntegerField()

    objects = LearningOutcomeQuerySet.as_manager()

    class Meta:
        ordering = ("order",)
        constraints = (
            models.UniqueConstraint(fields=("unit", "code"), name="outcome_codes_differ"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class AssessmentCriterion(Frozen):
    """What is assessed. It always has at least one range point."""

    status_path: ClassVar[str] = "outcome__unit__specification__status"

    outcome = models.ForeignKey(LearningOutcome, on_delete=models.CASCADE, related_name="criteria")
    code = models.CharField(max_length=12)
    order = models.PositiveSmallIntegerField()

    objects = AssessmentCriterionQuerySet.as_manager()

    class Meta:
        ordering = ("order",)
        verbose_name_plural = "assessment criteria"
        constraints = (
            models.UniqueConstraint(fields=("outcome", "code"), name="criterion_codes_differ"),
        )

    def __str__(self) -> str:
        return self.code


class RangePoint(Frozen):
    """The leaf that is judged.

    Where the awarding body splits a criterion into a, b, c, each is a range point; where it does
    not, one range point without a letter stands for the criterion, so that every judgement in
    the system is of the same kind of row.
    """

    status_path: ClassVar[str] = "criterion__outcome__unit__specification__status"

    criterion = models.ForeignKey(
        AssessmentCriterion, on_delete=models.CASCADE, related_name="range_points"
    )
    letter = models.CharField(max_length=2, blank=True)
    text = models.CharField(max_length=300)
    needs_observation = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(help_text="Across the whole specification.")

    objects = RangePointQuerySet.as_manager()

    class Meta:
        ordering = ("order",)
        constraints = (
            models.UniqueConstraint(fields=("criterion", "letter"), name="range_letters_differ"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def code(self) -> str:
        """'2.1.2a': the criterion's code and the letter."""
        return f"{self.criterion.code}{self.letter}"
