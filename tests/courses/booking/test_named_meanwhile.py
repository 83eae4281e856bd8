"""A page of names that is older than a name somebody else has given."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from accounts.models import User
from courses.actions import changes
from courses.models import CourseRun
from schools.models import School
from tests.courses.booking.pages import text
from tests.factories import changes as scene


def test_names_for_more_places_than_are_nameless_by_now_are_asked_for_again(
    run: CourseRun, tariq: User, school: School, client: Client
) -> None:
    booking = scene.booked(run, by=tariq, people=("", ""), at=school)
    url = reverse("courses:booking_names", args=[booking.reference])
    changes.swap(place=booking.places.all()[0], name="Nia", email="nia@example.org", by=tariq)
    typed = {
        f"rows-{run.code}": "2",
        f"{run.code}-0-name": "Ada Example",
        f"{run.code}-0-email": "ada@example.org",
        f"{run.code}-1-name": "Bo Example",
        f"{run.code}-1-email": "bo@example.org",
    }

    answer = client.post(url, typed)

    assert answer.status_code == 422
    assert "Somebody has been named for one of these places meanwhile" in text(answer)
    assert booking.places.filter(attendee=None).count() == 1
    assert client.post(url, {**typed, f"rows-{run.code}": "1"}).status_code == 302
    assert booking.places.filter(attendee=None).count() == 0
