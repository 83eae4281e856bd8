"""The establishment, as the register describes it."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from schools import folding
from schools.enums import LinkKind, Phase, SchoolStatus
from schools.models.local_authority import LocalAuthority
from schools.models.school_querysets import SchoolQuerySet

if TYPE_CHECKING:
    from schools.models.school_link import SchoolLink

# Pupils on roll up to which a school pays the small-school price. The hub's own choice, not a
# definition of the Department for Education.
SMALL_SCHOOL_ROLL = 120
FIRST_FICTIONAL_URN = 999001


class School(models.Model):
    """A school. Its URN is its name among machines, and never changes or returns.

    The register is the source of every field here: an import overwrites what was typed by hand.
    """

    urn = models.PositiveIntegerField("URN", unique=True, validators=[MinValueValidator(1)])
    dfe_number = models.CharField("DfE number", max_length=8, blank=True)
    name = models.CharField(max_length=200)
    status = models.CharField(max_length=8, choices=SchoolStatus.choices, default=SchoolStatus.OPEN)
    school_type = models.CharField("type", max_length=100, blank=True)
    type_group = models.CharField(max_length=100, blank=True)
    phase = models.CharField(max_length=12, choices=Phase.choices, blank=True)
    authority = models.ForeignKey(
        LocalAuthority, null=True, blank=True, on_delete=models.PROTECT, related_name="schools"
    )
    trust_name = models.CharField("trust", max_length=200, blank=True)
    street = models.CharField(max_length=200, blank=True)
    locality = models.CharField(max_length=200, blank=True)
    address3 = models.CharField("address, third line", max_length=200, blank=True)
    town = models.CharField(max_length=100, blank=True)
    county = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    website = models.CharField(max_length=400, blank=True)
    pupils_on_roll = models.DecimalField(
        max_digits=6,
        decimal_places=1,
        null=True,
        blank=True,
        help_text="In halves: a pupil registered at two schools counts half at each.",
    )
    open_date = models.DateField("opened", null=True, blank=True)
    close_date = models.DateField("closed", null=True, blank=True)
    easting = models.PositiveIntegerField(null=True, blank=True)
    northing = models.PositiveIntegerField(null=True, blank=True)
    search = models.TextField(editable=False, db_index=True)

    objects = SchoolQuerySet.as_manager()

    class Meta:
        ordering = ("name", "urn")
        constraints = (
            models.CheckConstraint(
                name="a_roll_is_never_negative",
                condition=Q(pupils_on_roll=None) | Q(pupils_on_roll__gte=0),
            ),
            models.CheckConstraint(
                name="school_coordinates_come_in_pairs",
                condition=Q(easting=None, northing=None)
                | Q(easting__isnull=False, northing__isnull=False),
            ),
            models.CheckConstraint(
                name="school_status_is_known", condition=Q(status__in=SchoolStatus.values)
            ),
            models.CheckConstraint(name="a_school_has_a_name", condition=~Q(name="")),
        )
        indexes = (models.Index(fields=("authority", "status"), name="school_by_authority"),)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search = self.search_text()
        super().save(*args, **kwargs)

    def search_text(self) -> str:
        """What look-up reads: folded words, a space round each, the postcode both ways."""
        joined = self.postcode.replace(" ", "")
        words = folding.fold(f"{self.name} {self.town} {self.postcode} {joined} {self.urn}")
        return f" {words} "

    @property
    def label(self) -> str:
        """What tells this school from its namesakes: 'Demo Meadow Primary, Demoton (999001)'."""
        place = self.town or self.postcode
        return f"{self.name}, {place} ({self.urn})" if place else f"{self.name} ({self.urn})"

    @property
    def address_lines(self) -> list[str]:
        """The address, a line each, without empty lines."""
        lines = (self.street, self.locality, self.address3, self.town, self.county, self.postcode)
        return [line for line in lines if line]

    @property
    def is_open(self) -> bool:
        return self.status == SchoolStatus.OPEN

    @property
    def is_closed(self) -> bool:
        return self.status == SchoolStatus.CLOSED

    @property
    def is_fictional(self) -> bool:
        """Whether this school exists in the demonstration only."""
        return self.urn >= FIRST_FICTIONAL_URN

    @property
    def is_small(self) -> bool:
        """Whether the small-school price applies; no when the roll is not known."""
        return self.pupils_on_roll is not None and self.pupils_on_roll <= Decimal(SMALL_SCHOOL_ROLL)

    def current(self, on: date | None = None) -> "School":
        """The school that stands in this one's place today: itself, or its last successor.

        Follows successions and mergers, through schools outside the register too, and stops at a
        circle or at a split, where nobody can say which. Returns the last one in the register.
        """
        today = on or timezone.localdate()
        here, urn, seen = self, self.urn, {self.urn}
        while (link := _step_onward(urn, today)) and link.successor_urn not in seen:
            urn = link.successor_urn
            seen.add(urn)
            here = link.successor or here
        return here


def _step_onward(urn: int, today: date) -> "SchoolLink | None":
    from schools.models.school_link import SchoolLink

    return (
        SchoolLink.objects.filter(
            Q(established_date=None) | Q(established_date__lte=today),
            predecessor_urn=urn,
            kind__in=(LinkKind.SUCCESSION, LinkKind.MERGER),
        )
        .select_related("successor")
        .order_by(
            F("successor_id").asc(nulls_last=True), F("established_date").desc(nulls_last=True)
        )
        .first()
    )
