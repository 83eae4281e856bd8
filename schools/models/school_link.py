"""Which school came out of which."""

from django.db import models
from django.db.models import F, Q

from schools.enums import LinkKind
from schools.models.school import School


class SchoolLink(models.Model):
    """One step from a school to the one that took its place.

    Published as two rows, one from each end; kept as one. Either end may be outside this register,
    so both are kept as numbers and names too. A later import that brings the other school joins it.
    """

    kind = models.CharField(max_length=10, choices=LinkKind.choices)
    predecessor_urn = models.PositiveIntegerField("URN before")
    predecessor = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.SET_NULL, related_name="links_onward"
    )
    successor_urn = models.PositiveIntegerField("URN after", db_index=True)
    successor = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.SET_NULL, related_name="links_back"
    )
    established_date = models.DateField(null=True, blank=True)
    successor_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("predecessor_urn", "successor_urn")
        constraints = (
            models.UniqueConstraint(
                fields=("predecessor_urn", "successor_urn"), name="one_link_per_pair_of_schools"
            ),
            models.CheckConstraint(
                name="no_school_succeeds_itself",
                condition=~Q(predecessor_urn=F("successor_urn")),
            ),
            models.CheckConstraint(
                name="school_link_kind_is_known", condition=Q(kind__in=LinkKind.values)
            ),
        )

    def __str__(self) -> str:
        return f"{self.predecessor_urn} {self.get_kind_display().lower()} {self.successor_urn}"
