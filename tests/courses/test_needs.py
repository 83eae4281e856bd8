"""Access and dietary needs: with a yes, for few eyes, and not for long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from core.models import AuditEvent
from courses import jobs
from courses.actions import needs
from courses.enums import PlaceState
from courses.exceptions import NeedsNotAskedError
from courses.models import CourseRun, Place, PlaceNeeds
from courses.models.place import make_token
from courses.personal_data import courses_of
from tests.factories.certification import seat
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db
SAID = {"access": "A chair near the door", "dietary": "No nuts", "consent": "on"}


@pytest.fixture
def place() -> Place:
    return seat(CourseRunFactory(is_open=True))


def url(place: Place, name: str = "join_needs") -> str:
    return reverse(f"courses:{name}", args=[place.join_token])


def tell(place: Place) -> PlaceNeeds | None:
    return needs.tell(place=place, access="A ramp", dietary="No nuts", by=None)


def test_needs_are_kept_with_a_yes_until_two_weeks_after(client: Client, place: Place) -> None:
    answer = client.post(url(place), SAID)
    assertRedirects(answer, place.get_joining_url())
    page = client.get(place.get_joining_url())
    assertContains(page, "A chair near the door")
    assertContains(page, "No nuts")
    kept = PlaceNeeds.objects.get()
    assert place.run.ends_at
    assert kept.delete_on == timezone.localdate(place.run.ends_at) + timedelta(days=14)
    event = AuditEvent.objects.get(verb="needs.tell")
    assert "nuts" not in str(event.data)


def test_without_a_yes_nothing_is_kept(client: Client, place: Place) -> None:
    page = client.post(url(place), SAID | {"consent": ""})
    assertContains(page, "Say yes, or leave this form empty", status_code=422)
    assertContains(page, "A chair near the door", status_code=422)
    page = client.post(url(place), {"consent": "on"})
    assertContains(page, "If it is nothing, you are done here.", status_code=422)
    assert not PlaceNeeds.objects.exists()


def test_what_was_told_can_be_changed_and_deleted_at_once(client: Client, place: Place) -> None:
    tell(place)
    client.post(url(place), SAID)
    assert PlaceNeeds.objects.get().access == "A chair near the door"
    client.post(url(place, "join_needs_delete"))
    assert not PlaceNeeds.objects.exists()
    assertNotContains(client.get(place.get_joining_url()), "A chair near the door")


def test_an_address_that_is_replaced_keeps_nothing_for_who_comes_next(place: Place) -> None:
    stale = Place.objects.get(pk=place.pk)
    tell(place)
    Place.objects.filter(pk=place.pk).update(join_token=make_token())
    needs.forget(places=[place])
    assert not PlaceNeeds.objects.exists()
    with pytest.raises(NeedsNotAskedError):
        tell(stale)
    assert not PlaceNeeds.objects.exists()


def test_needs_are_deleted_on_their_day_and_with_their_place(place: Place) -> None:
    tell(place)
    other = seat(place.run)
    tell(other)
    Place.objects.filter(pk=other.pk).update(
        state=PlaceState.CANCELLED, is_counted=False, cancelled_at=timezone.now()
    )
    assert jobs.delete_needs() == 1
    PlaceNeeds.objects.update(delete_on=timezone.localdate())
    past = timezone.now() - timedelta(days=14)
    CourseRun.objects.update(starts_at=past - timedelta(hours=1), ends_at=past)
    assert [jobs.delete_needs(), jobs.delete_needs()] == [1, 0]


def test_a_course_that_moves_to_later_keeps_them_as_long_after_it(place: Place) -> None:
    tell(place)
    PlaceNeeds.objects.update(delete_on=timezone.localdate())
    assert jobs.delete_needs() == 0
    assert PlaceNeeds.objects.get().delete_on == needs.delete_on(place.run)


def test_nobody_is_asked_when_the_course_is_over_or_has_no_day(client: Client) -> None:
    for run in (
        CourseRunFactory(is_open=True, is_undated=True),
        CourseRunFactory(is_open=True, starts=timezone.now() - timedelta(days=2)),
    ):
        place = seat(run)
        assertNotContains(client.get(place.get_joining_url()), "What you need")
        assertRedirects(client.post(url(place), SAID), place.get_joining_url())
    assert not PlaceNeeds.objects.exists()


def test_a_persons_own_copy_has_their_needs_and_nobody_elses(place: Place) -> None:
    tell(place)
    other = seat(place.run)
    assert place.attendee
    assert place.attendee.user
    assert other.attendee
    assert other.attendee.user
    own = str(courses_of(place.attendee.user)["needs"])
    assert "No nuts" in own
    assert courses_of(other.attendee.user)["needs"] == []
