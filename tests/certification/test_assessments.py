"""Decisions: facts that are superseded, by the cohort's tutor alone, all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from certification.actions import assessments
from certification.enums import EnrolmentState, Outcome
from certification.exceptions import (
    DecidedMeanwhileError,
    LearnerNotActiveError,
    NothingToDecideError,
    NotInUnitError,
    NotTheirAssessorError,
    TokenTakenError,
)
from certification.models import Assessment, Cohort, CohortStaff, Decision, Enrolment, Unit
from core.models import AuditEvent
from tests.factories import certification as scene

pytestmark = pytest.mark.django_db
MET, NOT_YET = Outcome.MET, Outcome.NOT_YET_MET


@pytest.fixture
def cohort(tess: User, ines: User) -> Cohort:
    return scene.cohort(tutor=tess, verifier=ines)


@pytest.fixture
def enrolment(cohort: Cohort, tariq: User) -> Enrolment:
    return scene.learner(cohort, tariq)


@pytest.fixture
def unit(cohort: Cohort) -> Unit:
    """Unit 2: twelve leaves, the last judged by watching."""
    return scene.unit(cohort.specification, "2")


def decide(
    enrolment: Enrolment, by: User, token: str = "", seen: int | None = None, **outcomes: Outcome
) -> Assessment:
    """`decide(tariqs, tess, l213=MET)` judges 2.1.3."""
    leaves = {
        scene.leaf(enrolment.specification, ".".join(name[1:4]) + name[4:]): outcome
        for name, outcome in outcomes.items()
    }
    return assessments.decide(
        enrolment=enrolment,
        unit=scene.unit(enrolment.specification, "2"),
        outcomes=leaves,
        by=by,
        submit_token=token or f"token-{Assessment.objects.count()}",
        comment="Good pace.",
        seen=seen,
    )


def current() -> dict[str, str]:
    return {d.range_point.code: d.outcome for d in Decision.objects.current()}


def test_a_decision_is_superseded_and_stays_readable(enrolment: Enrolment, tess: User) -> None:
    decide(enrolment, tess, l213=NOT_YET, l214=MET)
    decide(enrolment, tess, l213=MET)
    assert current() == {"2.1.3": MET, "2.1.4": MET}
    old, new = Decision.objects.filter(range_point__criterion__code="2.1.3").order_by("pk")
    assert (old.outcome, old.is_current, new.supersedes) == (NOT_YET, False, old)


def test_each_sitting_writes_one_audit_event_and_one_mail(
    enrolment: Enrolment, tess: User, drain: Callable[[], list[EmailMessage]]
) -> None:
    decide(enrolment, tess, l213=NOT_YET, l214=MET)
    event = AuditEvent.objects.get(verb="assessments.decide")
    assert event.actor_id == tess.pk
    assert sorted(event.data["outcomes"].values()) == [MET, NOT_YET]
    (mail,) = drain()
    assert mail.to == ["tariq@example.org"]
    assert mail.subject == "Unit 2: 1 met, 1 to do again"
    said = [line for line in mail.body.splitlines() if line][1:]  # it is a demonstration
    assert said[0].startswith("Unit 2, ")
    assert said[0].endswith(": 1 criterion met, 1 not yet met.")
    assert said[1].startswith("Next: have another go at 2.1.3. What to change is on your route: ")
    assert said[1].endswith(" http://testserver/certificate/units/2/")
    assert "Good pace." in said


def test_a_mail_about_what_is_met_says_so_before_it_congratulates(
    enrolment: Enrolment, tess: User, drain: Callable[[], list[EmailMessage]]
) -> None:
    decide(enrolment, tess, l213=MET, l214=MET)
    (mail,) = drain()
    said = [line for line in mail.body.splitlines() if line][1:]  # it is a demonstration
    assert said[0].endswith(": 2 criteria met.")
    assert said[1].startswith("Next: ")
    assert "Well played, Tariq. Tess Larkin has decided this." in said


def test_the_same_form_twice_judges_once(enrolment: Enrolment, tess: User) -> None:
    first = decide(enrolment, tess, token="same-token", l213=MET)
    assert decide(enrolment, tess, token="same-token", l213=MET) == first
    assert Assessment.objects.count() == Decision.objects.count() == 1
    with pytest.raises(TokenTakenError):
        decide(scene.learner(enrolment.cohort), tess, token="same-token", l213=MET)


def test_an_outcome_that_stands_already_is_nothing_to_decide(
    enrolment: Enrolment, tess: User
) -> None:
    decide(enrolment, tess, l213=MET)
    with pytest.raises(NothingToDecideError):
        decide(enrolment, tess, l213=MET)
    assert Assessment.objects.count() == 1


def test_a_second_assessor_gets_a_conflict_and_nothing_is_lost(
    enrolment: Enrolment, tess: User, theo: User, unit: Unit
) -> None:
    staff = CohortStaff.objects.get(user=tess)
    CohortStaff.objects.create(
        cohort=staff.cohort, user=theo, role=staff.role, start_date=staff.start_date
    )
    both_saw = assessments.newest_decision([enrolment], unit)
    decide(enrolment, tess, seen=both_saw, l213=MET)
    before = list(Decision.objects.values()), AuditEvent.objects.count()
    with pytest.raises(DecidedMeanwhileError):
        decide(enrolment, theo, seen=both_saw, l213=NOT_YET, l214=MET)
    assert (list(Decision.objects.values()), AuditEvent.objects.count()) == before
    now_seen = assessments.newest_decision([enrolment], unit)
    decide(enrolment, theo, seen=now_seen, l213=NOT_YET, l214=MET)
    assert current() == {"2.1.3": NOT_YET, "2.1.4": MET}


def test_the_database_keeps_one_current_decision_a_leaf(enrolment: Enrolment, tess: User) -> None:
    made = decide(enrolment, tess, l213=MET)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            assessment=made,
            enrolment=enrolment,
            range_point=scene.leaf(enrolment.specification, "2.1.3"),
            outcome=NOT_YET,
        )


@pytest.mark.parametrize("who", ["theo", "ines", "hannah", "ed", "sam", "tariq"])
def test_nobody_but_the_cohorts_tutor_decides(
    enrolment: Enrolment, unit: Unit, who: str, request: pytest.FixtureRequest
) -> None:
    user: User = request.getfixturevalue(who)
    refused_everywhere(enrolment, unit, user)


def test_a_superuser_gets_no_way_round(enrolment: Enrolment, unit: Unit, hannah: User) -> None:
    hannah.is_superuser = True
    hannah.save()
    refused_everywhere(enrolment, unit, hannah)


def test_a_tutor_of_yesterday_or_tomorrow_decides_nothing(
    enrolment: Enrolment, unit: Unit, tess: User
) -> None:
    today = timezone.localdate()
    posts = CohortStaff.objects.filter(user=tess)
    posts.update(end_date=today - timedelta(days=1))
    refused_everywhere(enrolment, unit, tess)
    posts.update(start_date=today + timedelta(days=1), end_date=None)
    refused_everywhere(enrolment, unit, tess)
    posts.update(start_date=today, end_date=today)
    assert decide(enrolment, tess, l213=MET)


def test_a_tutor_who_learns_too_cannot_decide_for_themselves(
    cohort: Cohort, enrolment: Enrolment, unit: Unit, tess: User
) -> None:
    herself = scene.learner(cohort, tess)
    with pytest.raises(NotTheirAssessorError):
        decide(herself, tess, l213=MET)
    with pytest.raises(NotTheirAssessorError):
        complete([enrolment, herself], unit, tess)
    assert not Decision.objects.exists()


def refused_everywhere(enrolment: Enrolment, unit: Unit, user: User) -> None:
    with pytest.raises(NotTheirAssessorError):
        decide(enrolment, user, l213=MET)
    with pytest.raises(NotTheirAssessorError):
        complete([enrolment], unit, user)
    assert not Assessment.objects.exists()
    assert not AuditEvent.objects.filter(verb="assessments.decide").exists()


@pytest.mark.parametrize("state", sorted(set(EnrolmentState) - {EnrolmentState.ACTIVE}))
def test_only_active_learners_are_judged(enrolment: Enrolment, tess: User, state: str) -> None:
    Enrolment.objects.filter(pk=enrolment.pk).update(state=state)
    enrolment.refresh_from_db()
    with pytest.raises(LearnerNotActiveError, match="Tariq Aziz is not active"):
        decide(enrolment, tess, l213=MET)
    assert not Assessment.objects.exists()


def test_a_leaf_of_another_unit_is_refused(enrolment: Enrolment, tess: User) -> None:
    with pytest.raises(NotInUnitError):
        decide(enrolment, tess, l213=MET, l111=MET)
    assert not Decision.objects.exists()


def complete(
    enrolments: list[Enrolment],
    unit: Unit,
    by: User,
    form: str = "a-filled-in-form",
    seen: int | None = None,
    *,
    observed: bool = True,
) -> list[Assessment]:
    return assessments.complete_unit(
        cohort=enrolments[0].cohort,
        unit=unit,
        enrolments=enrolments,
        by=by,
        submit_token=form,
        observed=observed,
        seen=seen,
    )


def test_a_unit_is_completed_for_a_cohort_in_one_go(
    cohort: Cohort,
    enrolment: Enrolment,
    unit: Unit,
    tess: User,
    drain: Callable[[], list[EmailMessage]],
) -> None:
    decide(enrolment, tess, l213=MET, l214=NOT_YET)
    drain()
    other = scene.learner(cohort)
    made = complete([enrolment, other], unit, tess)
    assert {a.enrolment_id: a.decisions.count() for a in made} == {enrolment.pk: 11, other.pk: 12}
    for learner in (enrolment, other):
        decisions = Decision.objects.current().filter(enrolment=learner)
        assert [d.outcome for d in decisions] == [MET] * 12
    assert AuditEvent.objects.filter(verb="assessments.decide").count() == 3
    assert [mail.subject for mail in drain()[1:]] == [
        "Unit 2: 11 criteria met",
        "Unit 2: 12 criteria met",
    ]


def test_completing_twice_with_one_form_records_once(
    enrolment: Enrolment, unit: Unit, tess: User
) -> None:
    assert complete([enrolment], unit, tess) == complete([enrolment], unit, tess)
    assert Assessment.objects.count() == 1
    with pytest.raises(NothingToDecideError):
        complete([enrolment], unit, tess, form="another-filled-in-form")


def test_unsigned_observations_leave_their_criteria_alone(
    enrolment: Enrolment, unit: Unit, tess: User
) -> None:
    (made,) = complete([enrolment], unit, tess, observed=False)
    assert made.decisions.count() == 11
    assert "2.2.1" not in current()


def test_one_conflict_and_nobody_is_marked(
    cohort: Cohort, enrolment: Enrolment, unit: Unit, tess: User
) -> None:
    others = [scene.learner(cohort) for _ in range(3)]
    seen = assessments.newest_decision([enrolment, *others], unit)
    decide(others[1], tess, l213=MET)
    with pytest.raises(DecidedMeanwhileError):
        complete([enrolment, *others], unit, tess, seen=seen)
    assert Assessment.objects.count() == 1


def test_one_inactive_learner_and_nobody_is_marked(
    cohort: Cohort, enrolment: Enrolment, unit: Unit, tess: User
) -> None:
    Enrolment.objects.filter(pk=enrolment.pk).update(state=EnrolmentState.ON_BREAK)
    enrolment.refresh_from_db()
    with pytest.raises(LearnerNotActiveError):
        complete([scene.learner(cohort), enrolment], unit, tess)
    assert not Assessment.objects.exists()


def test_a_learner_of_another_cohort_cannot_be_slipped_in(
    enrolment: Enrolment, unit: Unit, tess: User, theo: User
) -> None:
    stranger = scene.learner(scene.cohort("Cohort B", tutor=theo))
    with pytest.raises(NotTheirAssessorError):
        complete([enrolment, stranger], unit, tess)
    assert not Assessment.objects.exists()
