"""Certificates of attendance: issued and revoked as the registers say. Never a qualification."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from core import audit
from courses import emails_after
from courses.enums import ATTENDED_MARKS, PlaceState, RunState
from courses.models import Attendance, CertificateOfAttendance, CourseRun, Place, Session

CORRECTED = "The register was corrected: too few sessions were attended for a certificate."
REPLACED = "Replaced by a newer certificate after a correction in the register."
PLACE_GONE = "The place on this course was given up."

Facts = Mapping[str, object]


@transaction.atomic
def keep_right(*, places: Collection[Place], by: User | None) -> None:
    """Issue what is earned and revoke what is not, for these places of one run.

    Earned: a confirmed place with a named attendee, enough sessions attended by the current marks,
    and the register of the last session closed. A certificate whose facts have changed is revoked
    and replaced. Tells the attendee of each; called again it changes nothing.
    """
    if not places:
        return
    locked = Place.objects.select_for_update(of=("self",)).select_related("run", "attendee")
    mine = list(locked.filter(pk__in=[place.pk for place in places]).order_by("pk"))
    standing = {
        certificate.place_id: certificate
        for certificate in CertificateOfAttendance.objects.standing().filter(place__in=mine)
    }
    attended = _attended(mine)
    settled: dict[int, bool] = {}
    for place in mine:
        run = place.run
        if run.pk not in settled:
            settled[run.pk] = is_settled(run)
        earned = _earned(place, attended.get(place.pk, ()))
        held = standing.get(place.pk)
        if held and (earned is None or settled[run.pk]) and earned != _facts(held):
            _revoke(held, place, _reason(place, earned), by=by, is_replaced=earned is not None)
            held = None
        if earned and settled[run.pk] and held is None:
            _issue(place, earned, by=by)


def withdraw(*, given_up: Collection[Place], by: User | None) -> None:
    """Revoke the certificates of places that were given up, in the transaction that frees them."""
    if given_up:
        keep_right(places=doubtful(among=given_up), by=by)


def is_settled(run: CourseRun) -> bool:
    """Whether the register of its last session is closed, so that what follows may follow."""
    last = Session.objects.filter(run=run).order_by("-end_at", "-pk").first()
    return bool(last and last.register_closed_at and run.state != RunState.CANCELLED)


def minutes_of(mark: Attendance) -> int:
    """How long somebody was there: what the register says, else the whole session."""
    if mark.minutes is not None:
        return mark.minutes
    return round(mark.session.length / timedelta(minutes=1))


def doubtful(*, among: Collection[Place] | None = None) -> list[Place]:
    """Places whose certificate stands although they are given up, or their run is called off."""
    odd = Q(run__state=RunState.CANCELLED) | ~Q(state=PlaceState.CONFIRMED)
    found = Place.objects.filter(odd, certificates__revoked_at=None, certificates__isnull=False)
    if among is not None:
        found = found.filter(pk__in=[place.pk for place in among])
    return list(found)


def _attended(places: Sequence[Place]) -> dict[int, list[Attendance]]:
    """The current marks that say that somebody was there, by place, in order of their sessions."""
    found: dict[int, list[Attendance]] = {}
    marks = Attendance.objects.current().filter(place__in=places, mark__in=ATTENDED_MARKS)
    for mark in marks.select_related("session").order_by("session__start_at", "session"):
        found.setdefault(mark.place_id, []).append(mark)
    return found


def _earned(place: Place, attended: Sequence[Attendance]) -> Facts | None:
    """What a certificate would say; None when none is earned."""
    run = place.run
    needed = max(1, run.sessions_needed or run.sessions_count)
    if (
        place.state != PlaceState.CONFIRMED
        or run.state == RunState.CANCELLED
        or place.attendee is None
        or len(attended) < needed
    ):
        return None
    days = [_day(mark) for mark in attended]
    return {
        "name": place.attendee.name,
        "title": run.title,
        "first_date": days[0],
        "last_date": days[-1],
        "minutes": sum(minutes_of(mark) for mark in attended),
        "sessions_attended": len(attended),
        "sessions_count": run.sessions_count,
    }


def _day(mark: Attendance) -> date:
    return timezone.localdate(mark.session.start_at)


def _facts(certificate: CertificateOfAttendance) -> Facts:
    names = ("name", "title", "first_date", "last_date", "minutes")
    counts = ("sessions_attended", "sessions_count")
    return {name: getattr(certificate, name) for name in (*names, *counts)}


def _reason(place: Place, earned: Facts | None) -> str:
    if earned is not None:
        return REPLACED
    is_here = place.state == PlaceState.CONFIRMED and place.run.state != RunState.CANCELLED
    return CORRECTED if is_here else PLACE_GONE


def _issue(place: Place, facts: Facts, *, by: User | None) -> None:
    is_again = place.certificates.exists()
    certificate = CertificateOfAttendance.objects.create(place=place, **facts)
    audit.record("attendance_certificate.issue", certificate, by=by, place=place.pk)
    emails_after.certificate_issued(certificate, is_again=is_again)


def _revoke(
    certificate: CertificateOfAttendance,
    place: Place,
    reason: str,
    *,
    by: User | None,
    is_replaced: bool,
) -> None:
    certificate.revoked_at = timezone.now()
    certificate.revoked_reason = reason
    certificate.save(update_fields=("revoked_at", "revoked_reason"))
    audit.record("attendance_certificate.revoke", certificate, by=by, reason=reason)
    if not is_replaced:
        emails_after.certificate_revoked(certificate)
