"""What the hub's pages gather from the apps below: facts, one statement each."""

from dataclasses import dataclass

from certification.enums import SpecificationStatus
from certification.models import Specification, Unit
from courses.listing import Row, Viewer, rows
from courses.models import CourseRun

NEXT_RUNS = 4


def next_runs(viewer: Viewer) -> list[Row]:
    """The next few public runs with a date, soonest first, as lists show them to this person."""
    runs = CourseRun.objects.upcoming().filter(starts_at__isnull=False)[:NEXT_RUNS]
    return rows(list(runs), viewer=viewer)


@dataclass(frozen=True, kw_only=True)
class UnitBar:
    """A unit as the route draws it: a bar as long as its guided hours."""

    number: str
    title: str
    hours: int


@dataclass(frozen=True, kw_only=True)
class Route:
    """The bars of the certificate and the hours of the longest."""

    units: list[UnitBar]
    longest: int


def certificate_route() -> Route:
    """The units of the newest published specification, in order; empty when there is none.

    One statement.
    """
    newest = Specification.objects.filter(status=SpecificationStatus.PUBLISHED).order_by(
        "-published_at", "-pk"
    )
    units = [
        UnitBar(number=unit.code, title=unit.title, hours=unit.guided_learning_hours)
        for unit in Unit.objects.filter(specification__in=newest.values("pk")[:1])
    ]
    return Route(units=units, longest=max((unit.hours for unit in units), default=0))
