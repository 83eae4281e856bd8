"""The office's reports: that they count right, and that they agree with each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from billing.enums import EntryKind, Terms
from billing.models import LedgerEntry
from core.dates import academic_year
from courses.enums import BookingState, Mark
from courses.models import Attendance, Booking, CourseRun, Place
from courses.office import reports
from courses.office.reports import Fact, Figures, Room, Row, Year
from tests.courses.office.test_lists import csv_rows, sheet_rows
from tests.factories import bookings as people
from tests.factories import office as make
from tests.factories.courses import CourseRunFactory, PhaseFactory

ClientFor = Callable[[User], Client]
MONTHS = Year(begins=2026).months
#: Each run has its own course and month.
RUNS = [(run, 100 + run % 4, MONTHS[run % 12]) for run in range(1, 20)]
facts = st.builds(
    lambda run, school, booked, attended, pence: Fact(
        run=run[0],
        page=run[1],
        month=run[2],
        school=school,
        booked=booked,
        attended=min(booked, attended),
        charged_pence=pence,
    ),
    st.sampled_from(RUNS),
    st.none() | st.integers(1, 5),
    st.integers(0, 30),
    st.integers(0, 30),
    st.integers(0, 100_000),
)
rooms = st.builds(
    lambda run, capacity: Room(run=run[0], page=run[1], month=run[2], capacity=capacity),
    st.sampled_from(RUNS),
    st.integers(1, 40),
)


def sums(rows: Sequence[Row]) -> tuple[int, int, int]:
    found = [row.figures for row in rows]
    return (
        sum(one.booked for one in found),
        sum(one.attended for one in found),
        sum(one.charged_pence for one in found),
    )


@given(st.lists(facts, max_size=30), st.lists(rooms, max_size=15, unique_by=lambda room: room.run))
def test_courses_schools_and_months_come_to_the_same(found: list[Fact], places: list[Room]) -> None:
    year = Year(
        begins=2026,
        facts=found,
        rooms=places,
        courses={page: f"Course {page}" for page in range(100, 104)},
        schools={school: f"School {school}" for school in range(1, 6)},
    )
    whole = reports.total(year)
    expected = (whole.booked, whole.attended, whole.charged_pence)
    for divided in (reports.by_course, reports.by_school, reports.by_month, reports.by_phase):
        rows = divided(year)
        assert sums(rows) == expected
        reached: frozenset[int] = frozenset().union(*(row.figures.schools for row in rows))
        assert reached == whole.schools
    for divided in (reports.by_course, reports.by_month):
        rows = divided(year)
        assert sum(row.figures.capacity for row in rows) == whole.capacity
        assert sum(row.figures.seats for row in rows) == whole.seats


def test_a_course_for_two_phases_counts_in_both_and_once_in_the_total() -> None:
    month = MONTHS[0]
    year = Year(
        begins=2026,
        facts=[
            Fact(run=1, page=1, school=1, month=month, booked=3),
            Fact(run=2, page=2, school=1, month=month, booked=2),
            Fact(run=3, page=3, school=None, month=month, booked=1),
        ],
        courses={1: "Both", 2: "One", 3: "None"},
        phases=[("KS1", frozenset({1, 2})), ("KS2", frozenset({1})), ("KS3", frozenset({9}))],
    )
    said = {row.label: row.figures.booked for row in reports.by_phase(year)}
    assert said == {"KS1": 5, "KS2": 3, "No phase given": 1}
    assert reports.total(year).booked == 6


def test_a_fill_rate_is_of_runs_with_dates_only() -> None:
    assert Figures(booked=9, seats=3, capacity=12).fill == 25
    assert Figures(booked=9).fill is None


def test_the_months_of_a_year_go_from_september_to_august() -> None:
    assert (MONTHS[0], MONTHS[-1], len(MONTHS)) == (date(2026, 9, 1), date(2027, 8, 1), 12)


@pytest.fixture
def year(db: None) -> int:
    return academic_year(timezone.localdate())


def at(begins: int, month: int, day: int = 12, hour: int = 15) -> datetime:
    moment = datetime(begins if month > 8 else begins + 1, month, day, hour)  # noqa: DTZ001
    return timezone.make_aware(moment)


def run_at(moment: datetime, **fields: object) -> CourseRun:
    """An open run that starts then, in the past too."""
    run = CourseRunFactory(is_open=True, **fields)
    CourseRun.objects.filter(pk=run.pk).update(
        starts_at=moment, ends_at=moment + timedelta(hours=2)
    )
    return CourseRun.objects.get(pk=run.pk)


def came(place: Place, by: User, mark: Mark = Mark.PRESENT) -> None:
    session = place.run.sessions.get()
    Attendance.objects.create(session=session, place=place, mark=mark, marked_by=by)


def test_a_year_is_counted_from_its_places(year: int, tess: User) -> None:
    meadow = people.school()
    run = run_at(at(year, 10), capacity=10, title="Singing")
    invoice = make.booking(school=meadow)
    first = make.place(run, of=invoice, pence=4000, terms=Terms.INVOICE)
    second = make.place(run, of=invoice, pence=4000, terms=Terms.INVOICE)
    assert first.order_line
    assert first.booking.order
    LedgerEntry.objects.create(
        order=first.booking.order, line=first.order_line, kind=EntryKind.CREDIT, amount_pence=-1000
    )
    third = make.place(run)
    for place, mark in ((first, Mark.PRESENT), (second, Mark.ABSENT), (third, Mark.LATE)):
        came(place, tess, mark)
    make.place(run, of=make.booking(BookingState.HELD), pence=4000)
    make.place(run, of=make.booking(BookingState.EXPIRED), pence=4000)
    found = reports.total(reports.gather(year))
    assert found == Figures(
        booked=3,
        attended=2,
        seats=3,
        capacity=10,
        charged_pence=7000,
        schools=frozenset({meadow.pk}),
    )
    assert found.fill == 30


def test_what_is_kept_for_a_cancelled_place_is_income_but_no_place(year: int) -> None:
    run = run_at(at(year, 10))
    place = make.place(run, pence=4000)
    now = timezone.now()
    Place.objects.filter(pk=place.pk).update(
        state="CANCELLED", is_counted=False, cancelled_at=now, kept_pence=4000
    )
    found = reports.total(reports.gather(year))
    assert (found.booked, found.charged_pence) == (0, 4000)


@pytest.mark.parametrize(
    ("moment", "month"), [((9, 1, 0), "September"), ((8, 31, 23), "August"), ((4, 1, 0), "April")]
)
def test_months_are_londons(year: int, moment: tuple[int, int, int], month: str) -> None:
    make.place(run_at(at(year, *moment)))
    rows = reports.by_month(reports.gather(year))
    assert [row.label.split()[0] for row in rows if row.figures.booked] == [month]
    assert [row.label.split()[0] for row in rows if row.figures.capacity] == [month]


def test_a_run_without_dates_counts_when_it_was_confirmed(year: int) -> None:
    run = CourseRunFactory(is_open=True, is_undated=True, capacity=500)
    place = make.place(run)
    Booking.objects.filter(pk=place.booking_id).update(confirmed_at=at(year, 11))
    found = reports.gather(year)
    assert [r.label.split()[0] for r in reports.by_month(found) if r.figures.booked] == ["November"]
    assert reports.total(found).fill is None
    assert reports.total(reports.gather(year - 1)).booked == 0


@pytest.fixture
def office(client_for: ClientFor, hannah: User) -> Client:
    return client_for(hannah)


def scene(year: int) -> None:
    """A course with its own phase, and a school, a freelancer and an empty place on it."""
    run = run_at(at(year, 10), capacity=4)
    run.page.phases.add(PhaseFactory())
    run.page.save()
    school = people.school(999000 + CourseRun.objects.count(), "Demo Meadow Primary")
    make.place(run, school=school, pence=4050)
    make.place(run, of=make.booking())


@pytest.mark.parametrize("by", ["course", "school", "phase", "month"])
def test_a_report_and_its_files_say_the_same(office: Client, year: int, by: str) -> None:
    scene(year)
    html = office.get(f"/office/reports/?by={by}").content.decode()
    assert "£40.50" in html
    rows = csv_rows(office, f"/office/reports/?by={by}&export=csv")
    cells = sheet_rows(office, f"/office/reports/?by={by}&export=xlsx")
    assert list(rows[-1].values())[:3] == ["Total", "2", "0"]
    assert rows[-1]["Charged (£)"] == "40.5"
    assert list(rows[0]) == list(cells[0])
    assert len(cells) == len(rows) + 1
    assert sum(int(row["Booked"]) for row in rows[:-1]) == 2


@pytest.mark.parametrize("query", ["year=1850", "year=x", "by=moon", "year=99999999999999"])
def test_what_makes_no_sense_is_this_years_report_by_course(
    office: Client, year: int, query: str
) -> None:
    html = office.get(f"/office/reports/?{query}").content.decode()
    assert f"By course, {year} to {year + 1}" in html
    assert "Nothing in this year yet" in html


def test_another_year_is_chosen_in_the_address(office: Client, year: int) -> None:
    make.place(run_at(at(year - 1, 10), title="Last year"))
    make.place(run_at(at(year, 10), title="This year"))
    html = office.get(f"/office/reports/?year={year - 1}").content.decode()
    assert f"By course, {year - 1} to {year}" in html
    assert f"?year={year}&amp;by=course" in html


@pytest.mark.parametrize("by", ["course", "school", "phase", "month"])
def test_reports_take_as_many_statements_for_ten_times_as_much(
    office: Client, year: int, by: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    scene(year)
    office.get("/office/reports/")
    with django_assert_max_num_queries(15) as few:
        office.get(f"/office/reports/?by={by}")
    for _ in range(9):
        scene(year)
    with django_assert_max_num_queries(15) as many:
        office.get(f"/office/reports/?by={by}")
    assert len(many) == len(few)
