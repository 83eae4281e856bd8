"""The scene that tests of the certificate share: Tess's cohort, with Tariq in it."""

import pytest

from accounts.models import User
from certification.models import Cohort, Enrolment, Unit
from tests.factories import certification as scene


@pytest.fixture
def cohort(tess: User, ines: User) -> Cohort:
    return scene.cohort(tutor=tess, verifier=ines)


@pytest.fixture
def enrolment(cohort: Cohort, tariq: User) -> Enrolment:
    return scene.learner(cohort, tariq)


@pytest.fixture
def unit(cohort: Cohort) -> Unit:
    return scene.unit(cohort.specification, "2")
