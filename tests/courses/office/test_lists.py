"""The office's lists: what is asked for is what answers, on pages and in files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from billing.enums import Terms
from courses.enums import BookingState, Mark
from courses.models import Attendance, Booking, CourseRun, Fund, Place, PlaceNeeds
from tests.factories import bookings as people
from tests.factories import office as make
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
FORMULA = '=HYPERLINK("http://evil.example","x")'


@pytest.fixture
def office(client_for: ClientFor, hannah: User) -> Client:
    return client_for(hannah)


@pytest.fixture
def singing() -> CourseRun:
    return CourseRunFactory(is_open=True, title="Singing")


def csv_rows(client: Client, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer["Content-Type"].startswith("text/csv")
    text = b"".join(getattr(answer, "streaming_content")).decode()  # noqa: B009 - untyped
    return list(csv.DictReader(io.StringIO(text)))


def sheet_rows(client: Client, path: str) -> list[tuple[object, ...]]:
    book = load_workbook(io.BytesIO(client.get(path).content))
    assert book.active is not None
    return list(book.active.iter_rows(values_only=True))


def references(client: Client, query: str) -> set[str]:
    return {row["Reference"] for row in csv_rows(client, f"/office/bookings/?{query}&export=csv")}


def names(client: Client, query: str, path: str = "/office/people/") -> set[str]:
    return {row["Name"] for row in csv_rows(client, f"{path}?{query}&export=csv")}


def test_bookings_answer_to_words_state_school_course_and_days(
    office: Client, singing: CourseRun, tariq: User
) -> None:
    ukulele = CourseRunFactory(is_open=True, title="Ukulele")
    meadow, hill = people.school(), people.school(999002, "Demo Hill Primary")
    one = make.place(singing, of=make.booking(by=tariq, school=meadow), name="Ada Example").booking
    held = make.booking(BookingState.HELD, school=hill)
    make.place(ukulele, of=held, name="Ben Example")
    old = timezone.now() - timedelta(days=40)
    Booking.objects.filter(pk=held.pk).update(made_at=old)
    day = timezone.localdate(old)
    first, second = {one.reference}, {held.reference}
    assert references(office, "") == first | second
    assert references(office, f"q={one.reference.lower()}") == first
    assert references(office, "q=tariq") == first
    assert references(office, "q=ben") == second
    assert references(office, "state=HELD") == second
    assert references(office, "school=hill") == second
    assert references(office, "school=999001") == first
    assert references(office, f"course={ukulele.page.slug}") == second
    assert references(office, f"to={day}") == second
    assert references(office, f"from={day + timedelta(days=1)}") == first
    assert references(office, f"from={day}&to={day}") == second
    assert references(office, "q=tariq&state=HELD") == set()


def test_people_answer_to_words_state_school_course_and_days(
    office: Client, singing: CourseRun
) -> None:
    later = CourseRunFactory(is_open=True, starts=timezone.now() + timedelta(days=60))
    make.place(singing, name="Ada Example", school=people.school())
    make.place(later, name="Ben Example", of=make.booking(BookingState.HELD))
    make.place(singing, name="Cat Example", of=make.booking(BookingState.CANCELLED))
    make.place(singing, name="")
    border = timezone.localdate() + timedelta(days=30)
    assert names(office, "") == {"Ada Example", "Ben Example", "To be named"}
    assert names(office, "q=ada") == {"Ada Example"}
    assert names(office, "state=HELD") == {"Ben Example"}
    assert names(office, "state=CANCELLED") == {"Cat Example"}
    assert names(office, "school=meadow") == {"Ada Example"}
    assert names(office, f"course={later.page.slug}") == {"Ben Example"}
    assert names(office, f"from={border}") == {"Ben Example"}
    assert names(office, f"to={border}") == {"Ada Example", "To be named"}
    path = f"/office/runs/{singing.code}/"
    assert names(office, "q=ada", path) == {"Ada Example"}
    assert names(office, "", path) == {"Ada Example", "To be named"}


@pytest.mark.parametrize("query", ["from=yesterday", "state=NOWHERE", "to=0001-01-01", "page=x"])
def test_what_makes_no_sense_is_left_out(office: Client, singing: CourseRun, query: str) -> None:
    make.place(singing)
    html = office.get(f"/office/bookings/?{query}&q=%00").content.decode()
    assert "1 booking" in html
    assert ("left out" in html) is not query.startswith("page")


def test_the_filters_that_are_on_can_be_taken_off_one_by_one(
    office: Client, singing: CourseRun
) -> None:
    html = office.get("/office/bookings/?q=a%26b&state=HELD").content.decode()
    assert 'href="?state=HELD"' in html
    assert 'href="?q=a%26b"' in html
    assert "Nothing fits all of that" in html
    assert 'href="?q=a%26b&amp;state=HELD&amp;export=csv"' not in html


@pytest.mark.parametrize("path", ["/office/bookings/", "/office/people/", "/office/runs/{}/"])
@pytest.mark.parametrize("name", [FORMULA, "+44 20", "@SUM(1)", "-1+2", "\x0bbell"])
def test_cells_of_a_file_are_harmless(
    office: Client, singing: CourseRun, olwen: User, path: str, name: str
) -> None:
    User.objects.filter(pk=olwen.pk).update(full_name=name)
    make.place(singing, name=name)
    path = path.format(singing.code)
    cells = [cell for row in csv_rows(office, f"{path}?export=csv") for cell in row.values()]
    assert any(name.strip("\x0b") in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("name", [FORMULA, "+44 20", "@SUM(1)", "-1+2", "#N/A", "Ada Example"])
def test_a_workbook_has_the_words_themselves_as_text(
    office: Client, singing: CourseRun, name: str
) -> None:
    make.place(singing, name=name)
    sheet = load_workbook(io.BytesIO(office.get("/office/people/?export=xlsx").content)).active
    assert sheet is not None
    (cell,) = (cell for row in sheet.iter_rows() for cell in row if cell.value == name)
    assert cell.data_type == "s"
    assert cell.quotePrefix is name.startswith(("=", "+", "-", "@"))


def test_both_files_say_the_same(office: Client, singing: CourseRun) -> None:
    make.place(singing, pence=4050, of=make.booking(school=people.school()), terms=Terms.INVOICE)
    (row,) = csv_rows(office, "/office/bookings/?export=csv")
    heading, cells = sheet_rows(office, "/office/bookings/?export=xlsx")
    assert list(row) == list(heading)
    assert (row["Charged (£)"], row["Paying"], row["URN"]) == (
        "40.5",
        "Invoice",
        "999001",
    )
    assert dict(zip(heading, cells, strict=True))["Charged (£)"] == 40.5


def test_runs_are_a_file_too_with_their_numbers(office: Client, singing: CourseRun) -> None:
    over = CourseRunFactory(is_open=True, title="Over", starts=timezone.now() - timedelta(days=9))
    make.place(singing)
    make.place(singing, of=make.booking(BookingState.HELD))
    make.wish(singing, 3)
    (row,) = csv_rows(office, "/office/runs/?export=csv")
    said = {
        "Code": singing.code,
        "Course": "Singing",
        "State": "Open for booking",
        "Capacity": "24",
        "Booked": "1",
        "Held": "1",
        "Offered": "0",
        "Free": "22",
        "People waiting": "1",
        "Places waited for": "3",
    }
    assert {name: row[name] for name in said} == said
    (past,) = csv_rows(office, "/office/runs/?show=past&export=csv")
    assert past["Code"] == over.code
    assert csv_rows(office, "/office/runs/?q=drums&export=csv") == []
    heading, cells = sheet_rows(office, "/office/runs/?export=xlsx")
    assert list(row) == list(heading)
    assert dict(zip(heading, cells, strict=True))["Free"] == 22
    assert 'href="?show=past&amp;export=csv"' in office.get("/office/runs/?show=past").text


def test_states_are_in_the_offices_words(office: Client, singing: CourseRun) -> None:
    make.place(singing, of=make.booking(BookingState.HELD))
    for path in (
        "/office/bookings/?state=HELD",
        f"/office/runs/{singing.code}/",
        "/office/people/",
    ):
        html = office.get(path).text
        assert "Held" in html
        assert "for you" not in html
        assert "to you" not in html


def test_how_each_place_is_paid_is_said(office: Client, singing: CourseRun) -> None:
    fund = Fund.objects.create(name="Example fund", academic_year=2026, budget_pence=10_000)
    make.place(singing, name="Free")
    make.place(singing, name="Online", pence=4000)
    invoice = make.booking(school=people.school())
    make.place(singing, name="Invoice", pence=4000, of=invoice, terms=Terms.INVOICE)
    funded = make.place(singing, name="Fund")
    Place.objects.filter(pk=funded.pk).update(fund=fund)
    held = make.place(singing, name="Held", of=make.booking(BookingState.HELD), pence=4000)
    Booking.objects.filter(pk=held.booking_id).update(order=None)
    rows = csv_rows(office, f"/office/runs/{singing.code}/?export=csv")
    assert {row["Name"]: row["Paying"] for row in rows} == {
        "Free": "Free",
        "Online": "Online, owed",
        "Invoice": "Invoice, order number to follow",
        "Fund": "Fund: Example fund",
        "Held": "Not chosen yet",
    }


def test_needs_are_in_no_list_and_no_file_only_their_number(
    office: Client, singing: CourseRun
) -> None:
    place = make.place(singing)
    PlaceNeeds.objects.create(
        place=place, access="Wheelchair", dietary="Nuts", delete_on=timezone.localdate()
    )
    path = f"/office/runs/{singing.code}/"
    pages = [office.get(path), office.get(f"{path}?export=xlsx")]
    assert "1 person has told us what they need" in " ".join(pages[0].content.decode().split())
    said = csv_rows(office, f"{path}?export=csv") + csv_rows(office, "/office/people/?export=csv")
    everything = f"{said} {pages[0].content!r} {sheet_rows(office, f'{path}?export=xlsx')}"
    assert "Wheelchair" not in everything
    assert "Nuts" not in everything


def test_sessions_attended_are_counted_by_current_marks(
    office: Client, singing: CourseRun, tess: User
) -> None:
    place, session = make.place(singing), singing.sessions.get()
    wrong = Attendance.objects.create(
        session=session, place=place, mark=Mark.ABSENT, marked_by=tess, is_current=False
    )
    Attendance.objects.create(
        session=session, place=place, mark=Mark.LATE, marked_by=tess, supersedes=wrong
    )
    assert csv_rows(office, "/office/people/?export=csv")[0]["Sessions attended"] == "1"


@pytest.mark.parametrize(
    "path",
    [
        "/office/bookings/",
        "/office/people/",
        "/office/runs/",
        "/office/runs/{code}/",
        "/office/bookings/{reference}/",
        "/office/bookings/?export=csv",
        "/office/people/?export=xlsx",
        "/office/runs/?export=csv",
        "/office/bookings/?money=owed",
    ],
)
def test_pages_take_as_many_statements_for_ten_times_as_much(
    office: Client,
    singing: CourseRun,
    path: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    of = make.booking(school=people.school())
    here = path.format(code=singing.code, reference=of.reference)

    def more() -> Model:
        CourseRunFactory(is_open=True)
        make.wish(singing)
        make.place(singing, of=of, pence=4000, terms=Terms.INVOICE)
        return make.place(singing, school=people.school(), pence=4000)

    def ask() -> None:
        answer = office.get(here)
        assert answer.status_code == 200
        assert b"".join(answer)

    more()
    ask()
    with django_assert_max_num_queries(20) as few:
        ask()
    for _ in range(9):
        more()
    with django_assert_max_num_queries(20) as many:
        ask()
    assert len(many) == len(few)


def test_a_run_leads_to_its_registers_sheets_and_badges(office: Client, singing: CourseRun) -> None:
    session = singing.sessions.get()
    html = office.get(f"/office/runs/{singing.code}/").content.decode()
    for name in ("register", "register_sheet", "badges"):
        way = reverse(f"courses:{name}", args=[session.pk])
        assert f'href="{way}"' in html
        assert office.get(way).status_code == 200
