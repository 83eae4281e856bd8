"""Money that pays for places instead of the school: a bursary or a grant."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey

if TYPE_CHECKING:
    from django.db.models import Model as ClusterableModel
else:
    from modelcluster.models import ClusterableModel  # the admin edits a fund with its runs


class Fund(ClusterableModel):
    """A budget. `committed_pence` is the guarded sum of what its counted places cost.

    It changes only in one conditional UPDATE, and the database refuses more than the budget. A
    fund pays the whole of a place or nothing of it.
    """

    name = models.CharField(max_length=120)
    academic_year = models.PositiveSmallIntegerField(
        help_text="The year in which the academic year begins: 2026 for 2026 to 2027."
    )
    budget_pence = models.PositiveIntegerField()
    committed_pence = models.PositiveIntegerField(default=0, editable=False)
    is_open = models.BooleanField(default=True)
    schools = models.ManyToManyField(
        "schools.School",
        blank=True,
        related_name="funds",
        help_text="Who may draw on it. None chosen: every school.",
    )
    runs = models.ManyToManyField(
        "courses.CourseRun",
        through="courses.FundRun",
        blank=True,
        related_name="funds",
        help_text="What it may pay for. None chosen: every run of its academic year.",
    )

    class Meta:
        ordering = ("-academic_year", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("name", "academic_year"), name="one_fund_of_a_name_per_year"
            ),
            models.CheckConstraint(
                condition=Q(committed_pence__lte=F("budget_pence")), name="a_fund_is_not_overspent"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.academic_year}"

    @property
    def left_pence(self) -> int:
        """What can still be committed."""
        return self.budget_pence - self.committed_pence


class FundRun(models.Model):
    """A run that a fund may pay for."""

    fund: models.ForeignKey[Fund, Fund] = ParentalKey(
        Fund, on_delete=models.CASCADE, related_name="run_links"
    )
    run = models.ForeignKey("courses.CourseRun", on_delete=models.CASCADE, related_name="+")

    class Meta:
        unique_together = (("fund", "run"),)

    def __str__(self) -> str:
        return f"{self.fund}: {self.run}"
