"""How far it is, as the crow flies, from one's own school or from the postcode of a school."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import hypot

from django.db.models import Avg, F, FloatField, Q
from django.db.models.functions import Cast

from courses.enums import Format
from courses.models import Venue
from courses.models.course_run import CourseRunQuerySet
from schools import folding
from schools.models import School

METRES_IN_A_MILE = 1609.344
NO_JOURNEY = (Format.LIVE_ONLINE, Format.RECORDED, Format.IN_SCHOOL)
DISTRICT = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")


@dataclass(frozen=True, kw_only=True)
class Point:
    """Where distances start: metres on the Ordnance Survey's grid, and what people call it."""

    easting: float
    northing: float
    name: str

    @classmethod
    def of(cls, school: School | None) -> Point | None:
        """The school's own place, where the register knows it. No statement."""
        if school is None or not (school.easting and school.northing):
            return None
        return cls(easting=school.easting, northing=school.northing, name=school.name)

    def miles_to(self, venue: Venue | None) -> float | None:
        """The distance to a venue, where somebody has entered its coordinates."""
        if venue is None or venue.easting is None or venue.northing is None:
            return None
        metres = hypot(venue.easting - self.easting, venue.northing - self.northing)
        return metres / METRES_IN_A_MILE


def read_postcode(text: str) -> str:
    """“nn15rn” as “NN1 5RN”, “nn1” as “NN1”; empty for anything else."""
    district = "".join(text.upper().split())
    if whole := folding.postcode(text):
        return whole
    return district if DISTRICT.fullmatch(district) else ""


def at_postcode(postcode: str) -> Point | None:
    """The middle of the register's schools at a postcode, or in a postcode's first half.

    One statement, and no service outside: a postcode without a school is not known.
    """
    whole = " " in postcode
    here = Q(postcode=postcode) if whole else Q(postcode__startswith=f"{postcode} ")
    middle = School.objects.filter(here, easting__isnull=False).aggregate(
        east=Avg("easting"), north=Avg("northing")
    )
    if middle["east"] is None:
        return None
    return Point(easting=middle["east"], northing=middle["north"], name=postcode)


def in_words(miles: float) -> str:
    """'2.1 miles', '1 mile', 'less than a mile'."""
    if miles < 0.95:
        return "less than a mile"
    rounded = f"{miles:.1f}" if miles < 9.95 else f"{miles:.0f}"
    plain = rounded.removesuffix(".0")
    return "1 mile" if plain == "1" else f"{plain} miles"


def within(runs: CourseRunQuerySet, miles: int, point: Point) -> CourseRunQuerySet:
    """Runs at a venue no further away, and those that need no journey."""
    limit = (miles * METRES_IN_A_MILE) ** 2
    near = Q(square__lte=limit) | Q(format__in=NO_JOURNEY)
    return _measured(runs, point).filter(near)


def nearest_first(runs: CourseRunQuerySet, point: Point) -> CourseRunQuerySet:
    """The nearest venue first; what needs no journey, or has no known place, soonest at the end."""
    square = F("square").asc(nulls_last=True)
    return _measured(runs, point).order_by(square, F("starts_at").asc(nulls_last=True), "pk")


def _measured(runs: CourseRunQuerySet, point: Point) -> CourseRunQuerySet:
    """With the square of the distance in metres: it orders and limits as the distance does."""
    east = Cast("venue__easting", FloatField()) - point.easting
    north = Cast("venue__northing", FloatField()) - point.northing
    return runs.alias(square=east * east + north * north)
