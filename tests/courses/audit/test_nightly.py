"""The audit that runs by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django_tasks_db.models import DBTaskResult

from courses import nightly
from courses.models import CourseRun, Place
from tests.courses.audit.conftest import World

pytestmark = pytest.mark.django_db
Drain = Callable[[], list[EmailMessage]]

AT_NIGHT = datetime(2027, 1, 20, 2, 30, tzinfo=UTC)
BY_DAY = datetime(2027, 1, 20, 12, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_else_is_queued(world: World) -> None:
    """What the small world promised is not this test's."""
    DBTaskResult.objects.all().delete()


def damage(world: World) -> None:
    CourseRun.objects.filter(pk=world.run.pk).update(places_taken=4)
    Place.objects.filter(booking=world.held).delete()


def test_the_office_is_told_of_every_fault_once_a_day(world: World, drain: Drain) -> None:
    damage(world)
    with time_machine.travel(AT_NIGHT, tick=False):
        number = nightly.audit_at_night()
        assert nightly.audit_at_night() == number
        (mail,) = drain()

    assert mail.to == [settings.HUB_OFFICE_EMAIL]
    assert mail.subject == f"The night’s audit found {number} faults in the records"
    assert isinstance(mail, EmailMultiAlternatives)
    html = str(mail.alternatives[0][0])
    for text in (mail.body, html):
        assert f"I1 run {world.run.code}: 4 places taken, 2 counted" in text
        assert f"M7 booking {world.held.reference}: HELD, 0 counted places" in text
        assert "manage.py audit_bookings" in text


def test_the_next_night_tells_again(world: World, drain: Drain) -> None:
    damage(world)
    for day in (20, 21):
        with time_machine.travel(AT_NIGHT.replace(day=day), tick=False):
            nightly.audit_at_night()
            drain()
    assert len(drain()) == 2


def test_it_waits_for_the_night(world: World, drain: Drain) -> None:
    damage(world)
    with time_machine.travel(BY_DAY, tick=False):
        assert nightly.audit_at_night() == 0
    assert drain() == []


def test_a_healthy_night_is_quiet(
    world: World, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nightly, "NIGHT", range(24))
    assert nightly.audit_at_night() == 0
    assert drain() == []
