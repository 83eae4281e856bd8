"""Taking people onto the route."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from certification.enums import EnrolmentState
from certification.exceptions import SpecificationNotOpenError
from certification.models import Cohort, Enrolment
from core import audit


@transaction.atomic
def enrol(
    *, learner: User, cohort: Cohort, by: User | None, registered_on: date | None = None
) -> Enrolment:
    """Put a person on the cohort's version, active from the day of registration.

    The time limit is the version's, in whole months: its last day is the eve of the anniversary.
    Raises SpecificationNotOpenError unless the version is published; a person who is on that
    version already is a unique constraint's IntegrityError.
    """
    specification = cohort.specification
    if not specification.is_published:
        raise SpecificationNotOpenError
    start = registered_on or timezone.localdate()
    enrolment = Enrolment.objects.create(
        learner=learner,
        cohort=cohort,
        specification=specification,
        state=EnrolmentState.ACTIVE,
        registered_on_date=start,
        time_limit_date=add_months(start, specification.time_limit_months) - timedelta(days=1),
    )
    audit.record("enrolments.enrol", enrolment, by=by, cohort=cohort.name, start=str(start))
    return enrolment


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the month's last day where there is no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
