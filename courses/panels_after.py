"""What this app shows of finished courses: hours, a school's record, what people said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.permissions import is_hub_admin
from core import dates
from core.panels import Panel, register
from courses import cpd, school_record, waves
from courses.enums import RunState
from courses.models import CourseRun
from courses.school_record import SchoolYear
from schools.chosen import school_for
from schools.permissions import answers_for_school

CERTIFICATES_SHOWN = 3
QUESTIONS_SHOWN = 3
RUNS_SHOWN = 8
LOOK_BACK = timedelta(weeks=12)


def hours(request: HttpRequest) -> Mapping[str, object] | None:
    """Hours of this academic year, the latest certificates, and what we would like to know."""
    if not isinstance(request.user, User):
        return None
    year = cpd.this_year(cpd.record_of(request.user))
    return {
        "year": year,
        "certificates": [line for line in year.lines if line.certificate][:CERTIFICATES_SHOWN],
        "questions": waves.open_for(request.user)[:QUESTIONS_SHOWN],
    }


def staff(request: HttpRequest) -> Mapping[str, object] | None:
    """The school's places of this academic year, for those who answer for it."""
    school = school_for(request)
    if school is None or not (
        answers_for_school(request.user, school) or is_hub_admin(request.user)
    ):
        return None
    name = dates.academic_year_name(timezone.localdate())
    years = school_record.record_of(school)
    year = next((year for year in years if year.name == name), SchoolYear(name=name))
    people = len({row.place.attendee_id for row in year.rows if row.place.attendee_id})
    return {"school": school, "year": year, "people": people}


def taught(request: HttpRequest) -> Mapping[str, object] | None:
    """Runs of this tutor's that ended in the last weeks."""
    if not isinstance(request.user, User):
        return None
    return _lately(CourseRun.objects.filter(sessions__tutors=request.user).distinct())


def finished(request: HttpRequest) -> Mapping[str, object] | None:
    """All runs that ended in the last weeks; for the hub."""
    return _lately(CourseRun.objects.all()) if is_hub_admin(request.user) else None


def _lately(runs: QuerySet[CourseRun]) -> Mapping[str, object] | None:
    now = timezone.now()
    ended = runs.filter(ends_at__lt=now, ends_at__gt=now - LOOK_BACK)
    found = list(ended.exclude(state=RunState.CANCELLED).order_by("-ends_at")[:RUNS_SHOWN])
    return {"runs": found} if found else None


register(Panel(place="account", order=40, template="courses/panel_cpd.html", context=hours))
register(
    Panel(place="my_school", order=40, template="courses/panel_school_record.html", context=staff)
)
register(Panel(place="tutor", order=60, template="courses/panel_finished.html", context=taught))
register(Panel(place="office", order=70, template="courses/panel_finished.html", context=finished))
