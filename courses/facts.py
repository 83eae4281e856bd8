"""What prices depend on beside the school's size, looked up only where a run's prices ask."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils import timezone

from accounts.models import User
from courses.enums import Audience
from courses.models import Booking, CourseRun, Place, PriceTier
from courses.permissions import may_draw_for
from courses.pricing import NOTHING_KNOWN, Facts
from schools.enums import StandingKind
from schools.models import Area, School, Standing

ITS_OWN = frozenset({Audience.MEMBER_SCHOOL, Audience.LEAD_SCHOOL, Audience.SECOND_DELEGATE})


def facts_for(
    audiences: Collection[str],
    school: School | None,
    run: CourseRun | None = None,
    *,
    beside: Booking | None = None,
    asker: User | None = None,
) -> Facts:
    """The facts about this school that prices for these audiences need; at most three statements.

    Without a run nobody is a second person from their school yet; the places of `beside` do not
    count. What a school has by its standing, or by its other places, is not for an `asker` whom
    it has not approved.
    """
    if school is None:
        return NOTHING_KNOWN
    if asker is not None and ITS_OWN & set(audiences) and not may_draw_for(asker, school):
        audiences = set(audiences) - ITS_OWN
    kinds: set[str] = set()
    if {Audience.MEMBER_SCHOOL, Audience.LEAD_SCHOOL} & set(audiences):
        held = Standing.objects.current().filter(school=school)
        kinds = set(held.values_list("kind", flat=True))
    counts = run is not None and {Audience.SECOND_DELEGATE, Audience.LEAD_SCHOOL} & set(audiences)
    return Facts(
        is_member=StandingKind.MEMBER in kinds,
        is_lead=StandingKind.LEAD in kinds,
        is_out_of_area=Audience.OUT_OF_AREA in audiences and _is_outside(school),
        already=_already(run, school, beside) if run is not None and counts else 0,
    )


def speaks_for(asker: User, school: School, tiers: Iterable[PriceTier]) -> bool:
    """Whether the school's own prices are this person's to have; asked only where there are any."""
    if not any(tier.audience in ITS_OWN for tier in tiers):
        return True
    return may_draw_for(asker, school)


def _already(run: CourseRun, school: School, beside: Booking | None) -> int:
    theirs = Place.objects.counted().filter(run=run, booking__school=school)
    return theirs.exclude(booking=beside).count() if beside else theirs.count()


def _is_outside(school: School) -> bool:
    """Whether no area that the hub serves includes this school today."""
    today = timezone.localdate()
    areas = list(Area.objects.all())
    return bool(areas) and not any(
        School.objects.filter(pk=school.pk).in_area(area, today).exists() for area in areas
    )
