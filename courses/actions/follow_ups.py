"""What follows a course, as soon as its registers say who came: each in its own action."""

from __future__ import annotations

from collections.abc import Collection

from accounts.models import User
from courses.actions import absences, attendance_certificates, evaluations
from courses.enums import ATTENDED_MARKS, PlaceState, Wave
from courses.models import Attendance, CourseRun, Place, Session


def register_closed(*, session: Session, by: User) -> None:
    """In the closing transaction; nothing before the register of the last session is closed."""
    run = CourseRun.objects.get(pk=session.run_id)
    if attendance_certificates.is_settled(run):
        confirmed = Place.objects.filter(run=run, state=PlaceState.CONFIRMED)
        _follow(list(confirmed.order_by("pk")), by=by)


def marks_written(*, session: Session, places: Collection[Place], by: User) -> None:
    """In the marking transaction: a correction after the end changes what followed."""
    run = CourseRun.objects.get(pk=session.run_id)
    if places and attendance_certificates.is_settled(run):
        _follow(sorted(places, key=lambda place: place.pk), by=by)


def _follow(places: list[Place], *, by: User) -> None:
    attendance_certificates.keep_right(places=places, by=by)
    came = Attendance.objects.current().filter(place__in=places, mark__in=ATTENDED_MARKS)
    theirs = Place.objects.filter(pk__in=came.values("place")).exclude(attendee=None)
    evaluations.ask(places=theirs.select_related("run__page", "attendee"), wave=Wave.CLOSE)
    absences.keep_right(places=places, by=by)
