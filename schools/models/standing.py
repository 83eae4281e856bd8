"""What a school is to the hub, for as long as it is: a member, a lead school."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from schools.enums import StandingKind
from schools.models.school import School


class StandingQuerySet(models.QuerySet["Standing"]):
    """Many of them."""

    def current(self, on: date | None = None) -> "StandingQuerySet":
        """Those that hold on this day."""
        day = on or timezone.localdate()
        return self.filter(Q(end_date=None) | Q(end_date__gte=day), start_date__lte=day)


class Standing(models.Model):
    """A dated fact that the hub office enters; prices for members and lead schools follow it."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="standings")
    kind = models.CharField(max_length=8, choices=StandingKind.choices)
    start_date = models.DateField("from", default=timezone.localdate)
    end_date = models.DateField("until", null=True, blank=True, help_text="The last day.")

    objects = StandingQuerySet.as_manager()

    class Meta:
        ordering = ("school", "kind", "start_date")
        constraints = (
            models.UniqueConstraint(
                fields=("school", "kind", "start_date"), name="one_standing_per_day_and_kind"
            ),
            models.CheckConstraint(
                condition=Q(end_date=None) | Q(end_date__gte=F("start_date")),
                name="a_standing_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.school}: {self.get_kind_display()}"
