"""Coming to a linked course offers evidence, and never decides anything."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from certification.actions import evidence
from certification.enums import EnrolmentState, LinkBasis
from certification.models import Decision, Enrolment, Evidence, EvidenceClaim
from core.models import AuditEvent
from courses.actions import registers
from courses.enums import Mark
from courses.models import CourseRun, Place
from tests.factories import certification as scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment(tariq: User, tess: User) -> Enrolment:
    return scene.learner(scene.cohort(tutor=tess), tariq)


@pytest.fixture
def run(enrolment: Enrolment, tess: User) -> CourseRun:
    """A course of two evenings, today and yesterday week, linked to 1.2.2d and 2.1.3."""
    last_week = timezone.now() - timedelta(days=7)
    made = scene.run_today(tess, sessions=2, starts=last_week)
    leaves = [scene.leaf(enrolment.specification, code) for code in ("1.2.2d", "2.1.3")]
    scene.link(made.page, *leaves)
    return made


@pytest.fixture
def place(run: CourseRun, tariq: User) -> Place:
    return scene.seat(run, tariq)


def put(place: Place, mark: Mark, tess: User, session: int = 1) -> None:
    registers.mark(session=place.run.sessions.get(order=session), marks={place: mark}, by=tess)


def live() -> list[tuple[str, list[str]]]:
    return [
        (piece.title, sorted(c.range_point.code for c in piece.claims.all()))
        for piece in Evidence.objects.live()
    ]


@pytest.mark.parametrize("mark", [Mark.PRESENT, Mark.LATE, Mark.LEFT_EARLY])
def test_having_been_there_offers_evidence_and_decides_nothing(
    place: Place, tess: User, mark: Mark
) -> None:
    put(place, mark, tess)
    assert live() == [(place.run.title, ["1.2.2d", "2.1.3"])]
    assert not Decision.objects.exists()
    assert AuditEvent.objects.filter(verb="evidence.add", actor_id=tess.pk).count() == 1


@pytest.mark.parametrize("mark", [Mark.ABSENT, Mark.EXCUSED])
def test_not_having_been_there_offers_nothing(place: Place, tess: User, mark: Mark) -> None:
    put(place, mark, tess)
    assert not Evidence.objects.exists()


def test_a_corrected_mark_withdraws_and_a_second_correction_offers_anew(
    place: Place, tess: User
) -> None:
    put(place, Mark.PRESENT, tess)
    put(place, Mark.ABSENT, tess)
    assert live() == []
    assert Evidence.objects.get().withdrawn_at is not None
    put(place, Mark.PRESENT, tess)
    assert len(live()) == 1
    assert Evidence.objects.count() == 2
    assert EvidenceClaim.objects.count() == 4
    assert AuditEvent.objects.filter(verb="evidence.withdraw").count() == 1
    assert not Decision.objects.exists()


def test_a_second_evening_of_the_same_course_offers_nothing_more(place: Place, tess: User) -> None:
    put(place, Mark.PRESENT, tess, session=1)
    put(place, Mark.PRESENT, tess, session=2)
    assert len(live()) == 1


def test_the_other_evening_carries_the_evidence_when_one_is_corrected(
    place: Place, tess: User
) -> None:
    put(place, Mark.PRESENT, tess, session=1)
    put(place, Mark.PRESENT, tess, session=2)
    put(place, Mark.ABSENT, tess, session=1)
    assert len(live()) == 1
    assert Evidence.objects.live().get().attendance == place.marks.get(session__order=2)


def test_following_the_register_again_changes_nothing(place: Place, tess: User) -> None:
    put(place, Mark.PRESENT, tess)
    before = list(Evidence.objects.values()), AuditEvent.objects.count()
    evidence.follow_register(place=place, by=tess)
    assert (list(Evidence.objects.values()), AuditEvent.objects.count()) == before


@pytest.mark.parametrize(
    "fields",
    [
        {"basis": LinkBasis.POST_TASK},
        {"active_from_date": timezone.localdate() + timedelta(days=1)},
        {"active_to_date": timezone.localdate() - timedelta(days=30)},
    ],
)
def test_a_link_that_does_not_hold_contributes_nothing(
    enrolment: Enrolment, tess: User, tariq: User, fields: dict[str, object]
) -> None:
    run = scene.run_today(tess)
    scene.link(run.page, scene.leaf(enrolment.specification, "1.1.1"), **fields)
    put(scene.seat(run, tariq), Mark.PRESENT, tess)
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("state", sorted(set(EnrolmentState) - {EnrolmentState.ACTIVE}))
def test_only_an_active_route_gathers_evidence(
    enrolment: Enrolment, place: Place, tess: User, state: str
) -> None:
    Enrolment.objects.filter(pk=enrolment.pk).update(state=state)
    put(place, Mark.PRESENT, tess)
    assert not Evidence.objects.exists()


def test_somebody_who_is_no_learner_gathers_nothing(run: CourseRun, sam: User, tess: User) -> None:
    put(scene.seat(run, sam), Mark.PRESENT, tess)
    assert not Evidence.objects.exists()
