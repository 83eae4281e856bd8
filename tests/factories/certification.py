"""Scenes of the certificate: a published version, cohorts with staff, learners, places, registers.

Plain functions, since each scene is made through the actions that the site itself uses.
"""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from certification.actions import enrolments, specifications
from certification.enums import LinkBasis, LinkStrength, StaffRole
from certification.models import (
    Cohort,
    CohortStaff,
    CourseCriterionLink,
    Enrolment,
    RangePoint,
    Specification,
    Unit,
)
from courses.enums import BookingState, PlaceState
from courses.models import Attendee, Booking, CoursePage, CourseRun, Place
from tests.factories.courses import CourseRunFactory

FILE = Path(settings.PROJECT_DIR) / "certification" / "data" / "cme_specification.csv"
_numbers = itertools.count(1)


def specification() -> Specification:
    """Version 1 as the demonstration has it, published."""
    loaded = specifications.load(content=FILE.read_bytes(), by=None).specification
    if not loaded.is_published:
        specifications.publish(specification=loaded, by=None)
    return loaded


def cohort(name: str = "Cohort A", *, tutor: User | None = None, **staff: User) -> Cohort:
    """A cohort whose staff began a year ago: `cohort(tutor=tess, verifier=ines)`."""
    start = timezone.localdate() - timedelta(days=365)
    made = Cohort.objects.create(name=name, specification=specification(), start_date=start)
    people = {"tutor": tutor, **staff} if tutor else staff
    for role, user in people.items():
        CohortStaff.objects.create(
            cohort=made, user=user, role=StaffRole[role.upper()], start_date=start
        )
    return made


def somebody(name: str = "") -> User:
    """A new person."""
    number = next(_numbers)
    return User.objects.create_user(
        f"person{number}@example.org", full_name=name or f"Person {number:03d}"
    )


def learner(cohort: Cohort, user: User | None = None, *, since: date | None = None) -> Enrolment:
    """An active learner of this cohort, registered nine months ago unless said otherwise."""
    since = since or timezone.localdate() - timedelta(days=274)
    return enrolments.enrol(learner=user or somebody(), cohort=cohort, by=None, registered_on=since)


def unit(specification: Specification, code: str) -> Unit:
    """One of its units."""
    return Unit.objects.get(specification=specification, code=code)


def leaf(specification: Specification, code: str) -> RangePoint:
    """One of its leaves, by its whole code: '2.1.2e'."""
    leaves = RangePoint.objects.with_names().filter(
        criterion__outcome__unit__specification=specification
    )
    return next(leaf for leaf in leaves if leaf.code == code)


def run_today(*tutors: User, sessions: int = 1, starts: datetime | None = None) -> CourseRun:
    """An open run whose first session is today at 3.45pm."""
    today = timezone.localtime().replace(hour=15, minute=45, second=0, microsecond=0)
    return CourseRunFactory(
        is_open=True, tutors=list(tutors), sessions=sessions, starts=starts or today
    )


def seat(run: CourseRun, user: User | None = None, *, name: str = "") -> Place:
    """A confirmed place on this run."""
    user = user or somebody(name)
    attendee, _ = Attendee.objects.get_or_create(
        email=user.email, defaults={"name": str(user), "user": user}
    )
    booking = Booking.objects.create(
        booker=user,
        submit_token=f"seat-{next(_numbers)}",
        state=BookingState.CONFIRMED,
        confirmed_at=timezone.now(),
    )
    CourseRun.objects.filter(pk=run.pk).update(places_taken=run.places_taken + 1)
    run.refresh_from_db()
    return Place.objects.create(
        booking=booking,
        run=run,
        attendee=attendee,
        state=PlaceState.CONFIRMED,
        tier_name="Schools",
        net_pence=7500,
        vat_code="OUTSIDE",
        vat_pence=0,
        gross_pence=7500,
    )


def link(page: CoursePage, *leaves: RangePoint, **fields: object) -> list[CourseCriterionLink]:
    """Coming to this course contributes to these leaves, since a year ago."""
    given = {
        "strength": LinkStrength.PARTIAL,
        "basis": LinkBasis.ATTENDANCE,
        "active_from_date": timezone.localdate() - timedelta(days=365),
        **fields,
    }
    return [
        CourseCriterionLink.objects.create(page=page, range_point=leaf, **given) for leaf in leaves
    ]


def joined(user: User) -> dict[str, object]:
    """Their place on a run that is to come, as its own addresses name it."""
    token = seat(CourseRunFactory(is_open=True), user).join_token
    names = ("join", "join_needs", "join_needs_delete", "join_calendar", "join_hand_back")
    return {f"courses:{name}:token": token for name in names}
