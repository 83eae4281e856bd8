"""Areas that a hub serves: which authorities belong to one, and from when to when."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from schools.models.local_authority import LocalAuthority


class Area(models.Model):
    """A named area whose authorities change over time."""

    name = models.CharField(max_length=100, unique=True)
    authorities = models.ManyToManyField(
        LocalAuthority, through="AreaMembership", related_name="areas"
    )

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def authority_codes(self, on: date) -> set[int]:
        """The DfE codes of the authorities that are members on this day."""
        return set(
            self.memberships.filter(Q(to_date=None) | Q(to_date__gte=on), from_date__lte=on)
            .values_list("authority__code", flat=True)
        )  # fmt: skip


class AreaMembership(models.Model):
    """One authority in one area, from a day to a day (inclusive; open-ended without)."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="memberships")
    authority = models.ForeignKey(
        LocalAuthority, on_delete=models.PROTECT, related_name="memberships"
    )
    from_date = models.DateField()
    to_date = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("area", "from_date", "authority")
        constraints = (
            models.UniqueConstraint(
                fields=("area", "authority", "from_date"), name="one_membership_per_start"
            ),
            models.UniqueConstraint(
                fields=("area", "authority"),
                condition=Q(to_date=None),
                name="one_open_membership_per_area_and_authority",
            ),
            models.CheckConstraint(
                name="a_membership_ends_after_it_begins",
                condition=Q(to_date=None) | Q(to_date__gte=F("from_date")),
            ),
        )

    def __str__(self) -> str:
        until = f" until {self.to_date}" if self.to_date else ""
        return f"{self.authority} in {self.area} from {self.from_date}{until}"
