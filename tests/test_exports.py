"""Every list that the hub's office downloads: whole, plain and harmless."""

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from openpyxl import load_workbook
from wagtail.admin.viewsets import viewsets

from accounts.models import User
from core.lists import PlainExport
from courses.models import Booking, CourseRun, Place
from tests.cast import person
from tests.factories import bookings as make
from tests.factories.courses import CourseRunFactory

SignIn = Callable[[User], Client]
FORMULA = '=HYPERLINK("http://evil.example","x")'
OURS = ("accounts", "billing", "certification", "courses", "schools")


def rows(client: Client, name: str) -> list[dict[str, str]]:
    response = client.get(f"/admin/{name}/?export=csv")
    assert response.status_code == 200
    text = b"".join(getattr(response, "streaming_content")).decode()  # noqa: B009 - untyped
    return list(csv.DictReader(io.StringIO(text)))


def sheet(client: Client, name: str) -> list[tuple[object, ...]]:
    response = client.get(f"/admin/{name}/?export=xlsx")
    assert response.status_code == 200
    content = b"".join(getattr(response, "streaming_content"))  # noqa: B009 - untyped
    active = load_workbook(io.BytesIO(content)).active
    assert active is not None
    return list(active.iter_rows(values_only=True))


@pytest.fixture
def office(hannah: User, client_for: SignIn) -> Client:
    return client_for(hannah)


@pytest.fixture
def bare(fred: User) -> CourseRun:
    """A run without a venue, a booking without a school, a place without a name."""
    run = CourseRunFactory(is_open=True, is_free=True, venue=None)
    make.free(run, fred)
    Place.objects.update(attendee=None)
    return run


@pytest.fixture
def fred(db: None) -> User:
    return person("fred")


@pytest.mark.parametrize("name", ["course_runs", "course_bookings", "course_places"])
def test_rows_that_lack_something_are_exported_with_empty_cells(
    office: Client, bare: CourseRun, name: str
) -> None:
    CourseRunFactory(is_open=True)
    number = {
        "course_runs": CourseRun.objects.count(),
        "course_bookings": Booking.objects.count(),
        "course_places": Place.objects.count(),
    }[name]
    assert len(rows(office, name)) == number
    assert len(sheet(office, name)) == number + 1


def test_cells_say_words_pounds_and_london_time(office: Client) -> None:
    run = CourseRunFactory(is_open=True)
    row = rows(office, "course_runs")[0]
    assert row["Format"] == run.get_format_display()
    assert row["Lowest (£)"] == "40"
    assert "15:45" in row["Starts at"]


@pytest.mark.parametrize("name", ["users", "posts", "course_bookings", "enrolments"])
def test_a_name_that_is_a_formula_is_text(office: Client, tariq: User, name: str) -> None:
    User.objects.filter(pk=tariq.pk).update(full_name=FORMULA)
    make.post(tariq, make.school())
    make.free(CourseRunFactory(is_open=True, is_free=True), tariq)
    cells = [cell for row in rows(office, name) for cell in row.values()]
    assert not [cell for cell in cells if cell and cell.startswith("=")]


def test_every_list_of_ours_exports_this_way() -> None:
    plain = {
        type(viewset).__name__: issubclass(viewset.index_view_class, PlainExport)
        for viewset in viewsets.viewsets
        if type(viewset).__module__.split(".")[0] in OURS and hasattr(viewset, "index_view_class")
    }
    assert len(plain) > 8
    assert [name for name, is_plain in plain.items() if not is_plain] == []
