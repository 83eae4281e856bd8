"""The scene: a priced course under the usual policy, Tariq, his school, and its finance office."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from accounts.models import User
from courses.models import CancellationPolicy, CourseRun
from schools.models import School
from tests.factories import bookings as make
from tests.factories import changes as scene
from tests.factories.courses import CourseRunFactory


@pytest.fixture(autouse=True)
def _a_monday() -> Iterator[None]:
    """Deadlines in working days need a day to count from: no holiday is near this one."""
    with time_machine.travel("2027-02-01T10:00:00+00:00", tick=True):
        yield


@pytest.fixture
def policy(db: None) -> CancellationPolicy:
    return scene.usual_policy()


@pytest.fixture
def run(policy: CancellationPolicy) -> CourseRun:
    """In a month: cancelling is free."""
    return CourseRunFactory(is_open=True, capacity=6, starts=scene.evening(30))


@pytest.fixture
def school(tariq: User) -> School:
    found = make.school()
    make.post(tariq, found)
    scene.finance(found)
    return found
