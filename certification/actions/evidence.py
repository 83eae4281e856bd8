"""What learners offer. Coming to a linked course offers evidence; it never meets a criterion."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from certification.enums import EvidenceKind
from certification.exceptions import NotInUnitError
from certification.models import (
    CourseCriterionLink,
    Enrolment,
    Evidence,
    EvidenceClaim,
    RangePoint,
)
from core import audit
from courses.enums import ATTENDED_MARKS
from courses.models import Attendance, Place


@transaction.atomic
def add(
    *,
    enrolment: Enrolment,
    kind: EvidenceKind,
    title: str,
    leaves: Iterable[RangePoint],
    by: User | None,
) -> Evidence:
    """Offer one piece of evidence, other than attendance, for leaves of the learner's version.

    Raises NotInUnitError for a leaf of another version.
    """
    leaves = list(leaves)
    ours = RangePoint.objects.filter(
        pk__in=[leaf.pk for leaf in leaves],
        criterion__outcome__unit__specification=enrolment.specification_id,
    )
    if ours.count() != len(leaves):
        raise NotInUnitError
    evidence = Evidence.objects.create(enrolment=enrolment, kind=kind, title=title)
    EvidenceClaim.objects.bulk_create(
        [EvidenceClaim(evidence=evidence, range_point=leaf) for leaf in leaves]
    )
    audit.record("evidence.add", evidence, by=by, leaves=sorted(leaf.pk for leaf in leaves))
    return evidence


@transaction.atomic
def follow_register(*, place: Place, by: User | None) -> None:
    """Make the learner's evidence agree with the register of this place's run.

    While at least one session is marked as attended, each active enrolment of the attendee holds
    one piece of evidence for the run, resting on the first such mark, with a claim for each leaf
    that the course is linked to by attendance on that day. When the mark it rests on is corrected
    it is withdrawn, and offered anew if another mark still carries it. Calling it again changes
    nothing. Nothing is ever decided here. Whoever marks has locked the place's row, so two
    registers of one run that are marked at once do not offer it twice.
    """
    if place.attendee is None or place.attendee.user_id is None:
        return
    attended = list(
        Attendance.objects.current()
        .filter(place=place, mark__in=ATTENDED_MARKS)
        .select_related("session__run")
        .order_by("session__start_at", "pk")
    )
    for enrolment in Enrolment.objects.active().filter(learner=place.attendee.user_id):
        _withdraw_what_lost_its_mark(enrolment, place, attended, by)
        live = Evidence.objects.live().filter(enrolment=enrolment, attendance__place=place)
        if attended and not live.exists():
            _offer(enrolment, attended[0], by)


def _withdraw_what_lost_its_mark(
    enrolment: Enrolment, place: Place, attended: list[Attendance], by: User | None
) -> None:
    lost = (
        Evidence.objects.live()
        .filter(enrolment=enrolment, attendance__place=place)
        .exclude(attendance__in=attended)
    )
    for evidence in lost:
        evidence.withdrawn_at = timezone.now()
        evidence.save(update_fields=["withdrawn_at"])
        audit.record("evidence.withdraw", evidence, by=by, because="the register was corrected")


def _offer(enrolment: Enrolment, mark: Attendance, by: User | None) -> None:
    run = mark.session.run
    links = CourseCriterionLink.objects.by_attendance(
        on=timezone.localdate(mark.session.start_at)
    ).filter(
        page=run.page_id,
        range_point__criterion__outcome__unit__specification=enrolment.specification_id,
    )
    leaves = sorted(set(links.values_list("range_point", flat=True)))
    if not leaves:
        return
    evidence = Evidence.objects.create(
        enrolment=enrolment, kind=EvidenceKind.ATTENDANCE, title=run.title, attendance=mark
    )
    EvidenceClaim.objects.bulk_create(
        [EvidenceClaim(evidence=evidence, range_point_id=leaf) for leaf in leaves]
    )
    audit.record("evidence.add", evidence, by=by, attendance=mark.pk, leaves=leaves)
