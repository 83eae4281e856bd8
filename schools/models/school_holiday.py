"""When schools are closed, so that nobody plans a course for teachers then without noticing."""

from django.db import models
from django.db.models import F, Q


class SchoolHoliday(models.Model):
    """Days on which most schools of the area are closed. Schools vary: it warns, it forbids not."""

    name = models.CharField(max_length=80)
    first_date = models.DateField()
    last_date = models.DateField()

    class Meta:
        ordering = ("first_date",)
        constraints = (
            models.CheckConstraint(
                condition=Q(last_date__gte=F("first_date")), name="a_holiday_ends_after_it_begins"
            ),
            models.UniqueConstraint(fields=("name", "first_date"), name="one_holiday_of_a_name"),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.first_date} to {self.last_date}"
