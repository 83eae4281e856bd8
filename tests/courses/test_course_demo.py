"""The demonstration's courses: every kind of date, only on school days, and only once."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts import demo as people
from core.dates import academic_year
from core.demo import Changes
from courses import clashes, demo, policies
from courses.demo import meetings_of, terms
from courses.demo.calendar import easter, is_bank_holiday, is_school_day, monday_of
from courses.demo.timetable import RUNS
from courses.enums import Format, PlaceState, PolicyUse, RunState
from courses.models import Booking, CoursePage, CourseRun, Fund, Place, PlaceNeeds, Session, Voucher
from courses.vouchers import hash_code
from schools.models import SchoolHoliday
from tests.factories.courses import course_index


def load() -> Changes:
    changes = Changes()
    people.load(changes)
    demo.load(changes)
    return changes


def test_it_loads_once_with_every_kind_of_date_and_honest_counts(db: None) -> None:
    course_index()
    assert load()
    before = sorted(CourseRun.objects.values_list("code", "starts_at", "places_taken"))

    with time_machine.travel(timezone.now() + timedelta(days=17)):
        assert not load()
    assert sorted(CourseRun.objects.values_list("code", "starts_at", "places_taken")) == before

    shown = list(CourseRun.objects.upcoming())
    assert CoursePage.objects.live().count() >= 10
    assert {run.format for run in shown} == set(Format)
    assert any(run.is_full for run in shown)
    assert any(run.places_left == 2 for run in shown)
    assert any(run.lowest_pence == 0 for run in shown)
    assert any(run.sessions_count > 1 for run in shown)
    assert any(session.joining_link for run in shown for session in run.sessions.all())
    assert [run.code for run in shown if run.state == RunState.CANCELLED] == ["sing-2"]

    for run in CourseRun.objects.all():
        assert run.places_taken == run.places.counted().count(), run.code
    assert not Place.objects.exclude(state=PlaceState.CONFIRMED).exists()
    assert not Booking.objects.exclude(places__attendee__email__endswith="@example.org").exists()

    needs = [f"{one.access} {one.dietary}" for one in PlaceNeeds.objects.all()]
    assert len(needs) == 5
    assert all("(demonstration)" in said for said in needs)
    assert PlaceNeeds.objects.filter(place__run__state=RunState.RUNNING).count() == 3

    session = Session.objects.get(
        tutors__email="tess@example.org",
        start_at__date=monday_of(timezone.localdate()),
        run__state=RunState.RUNNING,
    )
    assert session.run.places.counted().count() == 9


def test_it_brings_its_terms_once_even_a_year_later(db: None) -> None:
    course_index()
    loaded = load()
    with time_machine.travel(timezone.now() + timedelta(days=365)):
        again = Changes()
        terms.load(again)
    assert not again

    assert loaded.counts["cancellation policies"] == len(PolicyUse)
    for run in CourseRun.objects.exclude(state=RunState.DRAFT):
        assert policies.terms_of(run), run.code
    assert Voucher.objects.get(code_hash=hash_code("demo chord")).value == 20
    fund = Fund.objects.get()
    assert (fund.committed_pence, fund.is_open) == (0, True)
    today = timezone.localdate()
    first, last = date(academic_year(today), 9, 3), date(academic_year(today) + 2, 7, 1)
    holidays = SchoolHoliday.objects.filter(first_date__gte=first, last_date__lte=last)
    assert holidays.filter(name="Easter holiday").count() == 2
    assert [clash.sentence for clash in clashes.coming()] == []


@pytest.mark.parametrize(
    "day", ["2026-11-21", "2026-08-15", "2026-12-28", "2027-03-26", "2027-02-28", "2028-02-29"]
)
def test_dates_are_school_days_whenever_it_is_loaded(db: None, day: str) -> None:
    people.load(Changes())
    monday = monday_of(date.fromisoformat(day))

    moments = [
        (timed.code, timezone.localtime(meeting.start_at).date())
        for timed in RUNS
        for meeting in meetings_of(timed, monday)
    ]

    assert len(moments) > len(RUNS)
    assert [moment for moment in moments if not is_school_day(moment[1])] == []


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(2026, date(2026, 4, 5)), (2027, date(2027, 3, 28)), (2038, date(2038, 4, 25))],
)
def test_easter_falls_where_it_falls(year: int, sunday: date) -> None:
    assert easter(year) == sunday


@pytest.mark.parametrize(
    "day",
    ["2027-03-26", "2027-03-29", "2027-05-03", "2027-05-31", "2027-08-30"],
)
def test_bank_holidays_are_known(day: str) -> None:
    assert is_bank_holiday(date.fromisoformat(day))
    assert not is_bank_holiday(date.fromisoformat(day) + timedelta(days=9))
