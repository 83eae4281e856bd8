"""The certificate's part of the demonstration."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

from accounts.models import User
from certification import demo
from certification.enums import Rag
from certification.models import (
    Assessment,
    Cohort,
    CourseCriterionLink,
    Decision,
    Enrolment,
    Evidence,
)
from core.demo import PEOPLE, Changes
from core.models import AuditEvent
from tests.cast import person
from tests.factories.courses import CoursePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded() -> Changes:
    for someone in PEOPLE:
        person(someone.name)
    CoursePageFactory(title="Assessing musically", slug="assessing-musically")
    changes = Changes()
    demo.load(changes)
    return changes


def counted() -> list[int]:
    models = (Assessment, Cohort, CourseCriterionLink, Decision, Enrolment, Evidence, User)
    return [model._base_manager.count() for model in (*models, AuditEvent)]


def test_loading_again_changes_nothing(loaded: Changes) -> None:
    before = counted()
    again = Changes()
    demo.load(again)
    assert not again
    assert counted() == before
    assert loaded.counts["enrolments"] == 6
    assert loaded.counts["course links"] == 3


def test_tariq_is_a_little_behind_and_has_something_to_do_again(loaded: Changes) -> None:
    client = Client()
    client.force_login(person("tariq"), backend="accounts.backends.PersonBackend")
    page = client.get("/certificate/")
    standing = page.context["standing"]
    assert standing.rag is Rag.AMBER
    assert (standing.met_share, standing.time) == (24, 39)
    assertContains(page, "Show how learners grow through music technology")
    assertContains(page, "3 more criteria met would do it")
    assertContains(client.get("/certificate/units/1/"), "tell me what the children did")


def test_each_cohort_is_its_own_tutors(loaded: Changes) -> None:
    tutors = {"tess": "Cohort A", "theo": "Cohort B"}
    for name, cohort in tutors.items():
        assert [str(c) for c in Cohort.objects.taught_by(person(name))] == [cohort]
    assert Cohort.objects.visible_to(person("ines")).count() == 2
