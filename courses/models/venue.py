"""Where courses happen."""

from django.db import models
from django.db.models import Q


class Venue(models.Model):
    """A place with its access information, which a course page must be able to show."""

    name = models.CharField(max_length=200)
    address = models.TextField(max_length=500)
    postcode = models.CharField(max_length=8, blank=True)
    easting = models.PositiveIntegerField(
        null=True, blank=True, help_text="On the Ordnance Survey’s grid, in metres: for distances."
    )
    northing = models.PositiveIntegerField(null=True, blank=True)
    access = models.TextField("getting in", max_length=1000, help_text="Steps, lift, toilet, loop.")
    travel = models.TextField("getting there", max_length=1000, blank=True)
    arrival = models.TextField("on arrival", max_length=1000, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=Q(easting=None, northing=None)
                | Q(easting__isnull=False, northing__isnull=False),
                name="venue_coordinates_come_in_pairs",
                violation_error_message="Give both the easting and the northing, or neither.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def address_line(self) -> str:
        """'1 Example Street, Exampleton, EX1 1EX'."""
        lines = [line.strip() for line in self.address.splitlines()]
        return ", ".join(filter(None, (*lines, self.postcode)))
