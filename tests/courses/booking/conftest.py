"""The scene of the booking tests: an open run, Tariq, his school, and a place he holds."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from courses.models import Booking, CourseRun
from schools.models import School
from tests.courses.booking.pages import SignIn
from tests.factories import bookings as make
from tests.factories.courses import CourseRunFactory


@pytest.fixture
def run(db: None) -> CourseRun:
    return CourseRunFactory(is_open=True, capacity=3, sessions=2)


@pytest.fixture
def free_run(db: None) -> CourseRun:
    return CourseRunFactory(is_open=True, is_free=True, capacity=3)


@pytest.fixture
def school(tariq: User) -> School:
    """Tariq's own, where he is approved."""
    found = make.school()
    make.post(tariq, found)
    return found


@pytest.fixture
def client(tariq: User, client_for: SignIn) -> Client:
    return client_for(tariq)


@pytest.fixture
def held(run: CourseRun, tariq: User, school: School) -> Booking:
    return make.hold(run, tariq, at=school)
