"""A course that is free for some only: whoever pays has the terms of those who pay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from courses import policies
from courses.enums import Audience, PolicyUse
from courses.models import CancellationPolicy, CourseRun, PriceTier
from courses.views import check_parts
from schools.enums import StandingKind
from schools.models import School, Standing
from tests.factories import bookings as make
from tests.factories import changes as scene
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> CourseRun:
    """Nothing for member schools; for others as ever, under the usual terms."""
    scene.usual_policy()
    CancellationPolicy.objects.create(name="Free ones", use_for=PolicyUse.FREE)
    run: CourseRun = CourseRunFactory(is_open=True, capacity=6, starts=scene.evening(30))
    PriceTier.objects.create(run=run, name="Members", audience=Audience.MEMBER_SCHOOL, net_pence=0)
    CourseRun.objects.filter(pk=run.pk).update(lowest_pence=0)
    run.refresh_from_db()
    return run


def test_a_priced_place_has_the_terms_of_priced_places(run: CourseRun, tariq: User) -> None:
    booking = make.hold(run, tariq)

    assert booking.places.get().policy["name"] == "The usual"
    (part,) = check_parts.parts(booking)
    assert "After that it costs half the price" in part.terms
    assert part.terms == policies.sentence_for(run, is_free=False)


def test_a_free_place_beside_it_has_the_terms_of_free_ones(run: CourseRun, tariq: User) -> None:
    school: School = make.school()
    make.post(tariq, school)
    Standing.objects.create(
        school=school,
        kind=StandingKind.MEMBER,
        start_date=timezone.localdate() - timedelta(days=1),
    )

    booking = make.hold(run, tariq, at=school)

    assert booking.places.get().policy["name"] == "Free ones"
    (part,) = check_parts.parts(booking)
    assert "It costs nothing." in part.terms
