"""The tutor's desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import User
from courses.actions import registers, runs
from courses.enums import Mark
from tests.factories import certification as scene
from tests.factories.certification import run_today, seat

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
DESK = "/tutor/"


def test_todays_registers_lead_and_unmarked_ones_of_before_follow(
    client_for: ClientFor, tess: User
) -> None:
    now = timezone.now()
    today, marked, missing = run_today(tess), *(
        run_today(tess, starts=now - timedelta(days=days)) for days in (7, 14)
    )  # fmt: skip
    coming = run_today(tess, starts=now + timedelta(days=5))
    long_ago = run_today(tess, starts=now - timedelta(weeks=8))
    for run in (today, marked, missing, coming, long_ago):
        seat(run)
    registers.mark(
        session=marked.sessions.get(), marks={marked.places.get(): Mark.PRESENT}, by=tess
    )
    answer = client_for(tess).get(DESK)
    shown = {
        name: [row["title"] for row in answer.context[name]]
        for name in ("today", "missing", "coming")
    }
    assert shown == {
        "today": [today.title],
        "missing": [missing.title],
        "coming": [coming.title],
    }
    assertContains(answer, "0 of 1 marked", count=2)


def test_other_tutors_and_cancelled_runs_are_not_on_the_desk(
    client_for: ClientFor, tess: User, theo: User
) -> None:
    mine, theirs, off = run_today(tess), run_today(theo), run_today(tess)
    runs.cancel(run=off, reason="The hall is flooded.", by=None)
    answer = client_for(tess).get(DESK)
    assertContains(answer, mine.title)
    assertNotContains(answer, theirs.title)
    assertNotContains(answer, off.title)


@pytest.mark.parametrize("who", ["sam", "ed", "olwen", "tariq", "hannah"])
def test_who_teaches_nothing_gets_the_404_of_an_address_that_is_not_there(
    client_for: ClientFor, who: str, request: pytest.FixtureRequest
) -> None:
    assert client_for(request.getfixturevalue(who)).get(DESK).status_code == 404


def test_a_tutor_between_courses_has_an_empty_desk(client_for: ClientFor, tess: User) -> None:
    run_today(tess, starts=timezone.now() - timedelta(weeks=20))
    assertContains(client_for(tess).get(DESK), "You have no session today.")


def test_a_cohort_alone_opens_the_desk(client_for: ClientFor, tess: User, ines: User) -> None:
    scene.learner(scene.cohort("Cohort A", tutor=tess, verifier=ines))
    assertContains(client_for(tess).get(DESK), "Cohort A")
    assertContains(client_for(ines).get(DESK), "You can look, not judge.")


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    assert client.get(DESK).headers["Location"].startswith(reverse("account_login"))


def test_the_desk_takes_as_many_statements_for_two_sessions_as_for_six(
    client_for: ClientFor, tess: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    cohort = scene.cohort(tutor=tess)
    client = client_for(tess)
    counted = []
    for number in (2, 4):
        for _ in range(number):
            seat(run_today(tess))
            scene.learner(cohort)
        with django_assert_max_num_queries(13) as statements:
            client.get(DESK)
        counted.append(len(statements))
    assert counted[0] == counted[1]
