"""Marking a whole unit complete for a cohort: chosen, checked, recorded."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertRedirects

from accounts.models import User
from certification.actions import assessments, evidence
from certification.enums import EvidenceKind, Outcome
from certification.models import Assessment, Cohort, Decision, Enrolment, Evidence, Unit
from tests.certification.addresses import TOKEN, complete_url, mark_url
from tests.factories import certification as scene

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


def test_a_module_is_completed_by_choosing_checking_and_recording(
    client_for: ClientFor, cohort: Cohort, enrolment: Enrolment, tess: User
) -> None:
    other, left_out = scene.learner(cohort), scene.learner(cohort)
    client = client_for(tess)
    form = client.get(complete_url(cohort)).context["form"]
    sent = {
        "learners": [enrolment.pk, other.pk],
        "observed": "yes",
        "comment": "Well led.",
        "seen": form["seen"].value(),
        "token": form["token"].value(),
    }
    check = client.post(complete_url(cohort), sent)
    assertContains(check, "Record 24 decisions")
    assertContains(check, "You say that these were observed and signed")
    assertContains(check, "Well led.")
    assert not Assessment.objects.exists()
    answer = client.post(complete_url(cohort, "complete_confirm"), sent)
    done = complete_url(cohort, "complete_done", sent["token"])
    assertRedirects(answer, done, fetch_redirect_response=False)
    assertContains(client.get(done), "for 2 learners of Cohort A")
    assertContains(client.get(done), mark_url(enrolment))
    again = client.post(complete_url(cohort, "complete_confirm"), sent)
    assertRedirects(again, done, fetch_redirect_response=False)
    assert Assessment.objects.count() == 2
    assert Decision.objects.count() == 24
    assert not Assessment.objects.filter(enrolment=left_out).exists()


def test_only_those_with_work_to_judge_are_ticked_beforehand(
    client_for: ClientFor, cohort: Cohort, enrolment: Enrolment, unit: Unit, tess: User
) -> None:
    judged, elsewhere, withdrawn, idle = (scene.learner(cohort) for _ in range(4))
    leaf = scene.leaf(unit.specification, "2.1.3")
    for learner, offered in (
        (enrolment, leaf),
        (elsewhere, scene.leaf(unit.specification, "1.1.1")),
        (withdrawn, leaf),
    ):
        piece = evidence.add(
            enrolment=learner,
            kind=EvidenceKind.WRITTEN,
            title="My portfolio",
            leaves=[offered],
            by=learner.learner,
        )
    Evidence.objects.filter(pk=piece.pk).update(withdrawn_at=timezone.now())
    assessments.decide(
        enrolment=judged,
        unit=unit,
        outcomes={leaf: Outcome.NOT_YET_MET},
        by=tess,
        submit_token=TOKEN,
    )

    page = client_for(tess).get(complete_url(cohort))

    assert set(page.context["form"]["learners"].value()) == {enrolment.pk, judged.pk}
    assertContains(page, "to meet, no evidence yet", count=3)
    assertContains(page, f"{idle.learner}: 12 criteria to meet, no evidence yet")


def test_coming_to_the_last_step_without_a_form_starts_at_the_first(
    client_for: ClientFor, cohort: Cohort, enrolment: Enrolment, tess: User
) -> None:
    answer = client_for(tess).get(complete_url(cohort, "complete_confirm"))
    assertRedirects(answer, complete_url(cohort))


def test_unsigned_observations_are_named_and_left_out(
    client_for: ClientFor, cohort: Cohort, enrolment: Enrolment, tess: User
) -> None:
    client = client_for(tess)
    sent = {"learners": [enrolment.pk], "observed": "no", "seen": 0, "token": TOKEN}
    check = client.post(complete_url(cohort), sent)
    assertContains(check, "Left as they are:")
    assertContains(check, "Record 11 decisions")
    client.post(complete_url(cohort, "complete_confirm"), sent)
    assert "2.2.1" not in {d.range_point.code for d in Decision.objects.all()}
    rest = client.get(complete_url(cohort))
    assertContains(rest, "Tariq Aziz: 1 criterion to meet")
    nothing = client.post(complete_url(cohort), {**sent, "token": TOKEN + "b", "seen": 99})
    assertContains(nothing, "Nothing: only observed criteria are left.")


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"observed": "yes"}, "Choose at least one learner."),
        ({"learners": [999_999], "observed": "yes"}, "Choose among the learners below"),
        ({"learners": "mine"}, "Say whether the observations have been made and signed."),
    ],
)
def test_a_choice_that_cannot_be_is_refused_before_the_check(
    client_for: ClientFor,
    cohort: Cohort,
    enrolment: Enrolment,
    tess: User,
    sent: dict[str, object],
    said: str,
) -> None:
    if sent.get("learners") == "mine":
        sent = {**sent, "learners": [enrolment.pk]}
    for name in ("complete", "complete_confirm"):
        answer = client_for(tess).post(
            complete_url(cohort, name), {"seen": 0, "token": TOKEN, **sent}
        )
        assertContains(answer, said, status_code=422)
    assert not Assessment.objects.exists()


def test_a_decision_made_during_the_check_stops_the_whole_module(
    client_for: ClientFor, cohort: Cohort, enrolment: Enrolment, unit: Unit, tess: User
) -> None:
    other = scene.learner(cohort)
    assessments.decide(
        enrolment=other,
        unit=unit,
        outcomes={scene.leaf(unit.specification, "2.1.4"): Outcome.MET},
        by=tess,
        submit_token="meanwhile",
    )
    sent = {"learners": [enrolment.pk, other.pk], "observed": "yes", "seen": 0, "token": TOKEN}
    answer = client_for(tess).post(complete_url(cohort, "complete_confirm"), sent)
    assertContains(answer, "Somebody else recorded decisions here", status_code=409)
    assert Decision.objects.count() == 1


def test_when_everybody_is_done_there_is_nothing_left_to_mark(
    client_for: ClientFor, cohort: Cohort, enrolment: Enrolment, unit: Unit, tess: User
) -> None:
    assessments.complete_unit(
        cohort=cohort, unit=unit, enrolments=[enrolment], by=tess, submit_token=TOKEN, observed=True
    )
    page = client_for(tess).get(complete_url(cohort))
    assertContains(page, "Nothing left to mark here")
