"""How the tests of booking for several people fill in its pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.test import Client

from courses.models import Booking, CourseRun
from schools.models import School
from tests.courses.booking.pages import Answer

NIA, OWEN, PIP = (
    ("Nia Bowen", "nia@example.org"),
    ("Owen Hale", "owen@example.org"),
    ("Pip Nash", "pip@example.org"),
)
LATER = ("", "")
People = Sequence[tuple[str, str]]
PEOPLE = "/basket/people/"


def fill_basket(client: Client, numbers: Mapping[CourseRun, int]) -> None:
    for run, number in numbers.items():
        client.post(f"/basket/add/{run.code}/", {"number": number})


def say_school(client: Client, school: School | None) -> Answer:
    """Where everybody comes from, by its name: any visitor may look it up."""
    if school is None:
        return client.post("/basket/school/", {"come_from": "myself"})
    sent = {"come_from": "other", "other_school": school.label}
    return client.post("/basket/school/", sent)


def boxes(people: Mapping[CourseRun, People]) -> dict[str, str]:
    """What the page of people sends; somebody without a name is named later."""
    sent = {}
    for run, ones in people.items():
        sent[f"rows-{run.code}"] = str(len(ones))
        for row, (name, email) in enumerate(ones):
            prefix = f"{run.code}-{row}"
            sent |= {f"{prefix}-name": name, f"{prefix}-email": email}
            if not email and not name:
                sent[f"{prefix}-later"] = "on"
    return sent


def hold(client: Client, people: Mapping[CourseRun, People], at: School | None = None) -> Booking:
    """Through all pages, up to the check page."""
    fill_basket(client, {run: len(ones) for run, ones in people.items()})
    say_school(client, at)
    answer = client.post(PEOPLE, boxes(people))
    assert answer.status_code == 302, answer.content.decode()
    return Booking.objects.latest("pk")
