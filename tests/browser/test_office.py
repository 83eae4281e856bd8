"""The hub's office in a browser: from what waits to where it is done, and what it looks like."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from courses.enums import BookingState
from courses.models import Booking, CourseRun
from tests.browser import checks
from tests.factories import bookings as people
from tests.factories import office as make
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Page, User], None]
LONG = "Wilhelmina Featherstonehaugh-Cholmondeley of the Upper Meadow"


@pytest.fixture
def busy() -> Booking:
    """A run with somebody booked, somebody waiting, a place to be named, and a booking held."""
    run = CourseRunFactory(is_open=True, title="Singing", minimum_to_run=9)
    school = people.school()
    make.place(run, of=make.booking(school=school), name=LONG, pence=4050)
    late = timezone.now() - timedelta(days=2)
    make.place(run, name="", name_by=late)
    make.wish(run, 2)
    held = make.booking(BookingState.HELD, school=school)
    make.place(run, of=held, name="Ada Example")
    return held


def answered(page: Page, path: str) -> None:
    """At this address, where there is a page."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, path


def stands_up(page: Page) -> None:
    """Accessible in both themes, valid, and narrow enough."""
    checks.axe(page)
    checks.fits(page)
    checks.html_valid(page.request.get(page.url).text())


def test_the_office_leads_from_what_waits_to_where_it_is_done(
    page: Page, sign_in: SignIn, hannah: User, busy: Booking
) -> None:
    sign_in(page, hannah)
    page.goto("/office/")
    expect(page.get_by_text("2 things: 1 is late.")).to_be_visible()
    expect(
        page.get_by_text("2 booked, 1 held, 21 free of 24; 1 waiting for 2 places")
    ).to_be_visible()
    stands_up(page)
    page.get_by_role("link", name="Course below its minimum").click()
    expect(page.get_by_role("heading", name="Singing", level=1)).to_be_visible()
    stands_up(page)
    page.get_by_role("link", name="Ada Example").click()
    page.get_by_role("link", name="Keep the places longer").click()
    page.get_by_role("button", name="Keep the places longer").click()
    expect(page.get_by_role("alert")).to_contain_text("2 things to put right")
    checks.axe(page)
    checks.fits(page)
    page.get_by_label("a week from now").check()
    page.get_by_label("Why does the hub do this?").fill("The school rang.")
    page.get_by_role("button", name="Keep the places longer").click()
    expect(page.get_by_text("The places are kept longer.")).to_be_visible()
    expect(page.get_by_text("“The school rang.”")).to_be_visible()
    stands_up(page)


def test_the_offices_lists_and_reports_stand_up(
    page: Page, sign_in: SignIn, hannah: User, busy: Booking
) -> None:
    sign_in(page, hannah)
    for path in (
        "/office/runs/",
        "/office/runs/?show=past",
        "/office/today/unnamed/",
        "/office/today/approval/",
        "/office/people/",
        "/office/people/?q=nobody&from=then",
        "/office/bookings/?state=OFFERED",
        "/office/bookings/?money=owed",
        "/office/reports/",
        "/office/reports/?by=school",
        "/office/reports/?by=phase",
        "/office/reports/?by=month",
        "/office/reports/?year=1999",
    ):
        answered(page, path)
        stands_up(page)
    assert CourseRun.objects.count() == 1


def test_each_state_of_a_booking_and_each_act_stands_up(
    page: Page, sign_in: SignIn, hannah: User, busy: Booking
) -> None:
    run = CourseRun.objects.get()
    school = busy.school
    asked = make.booking(BookingState.PENDING_APPROVAL, school=school)
    make.place(run, of=asked, name=LONG, pence=4000)
    owing = make.booking(school=school)
    make.place(run, of=owing, name="Cat Example", pence=4000)
    sign_in(page, hannah)
    for path in (
        f"/office/bookings/{owing.reference}/",
        f"/office/bookings/{owing.reference}/send/",
        f"/office/bookings/{asked.reference}/",
        f"/office/bookings/{asked.reference}/approve/",
        f"/office/bookings/{busy.reference}/confirm/",
        f"/office/bookings/{busy.reference}/extend/",
    ):
        answered(page, path)
        stands_up(page)


def test_with_nothing_at_all_the_office_stands_up(
    page: Page, sign_in: SignIn, hannah: User
) -> None:
    sign_in(page, hannah)
    for path in ("/office/", "/office/runs/", "/office/bookings/", "/office/reports/"):
        answered(page, path)
        stands_up(page)


def test_lists_are_filtered_without_scripts(
    without_javascript: Page, sign_in: SignIn, hannah: User, busy: Booking
) -> None:
    page = without_javascript
    sign_in(page, hannah)
    page.goto("/office/bookings/")
    expect(page.get_by_role("heading", name="3 bookings")).to_be_visible()
    page.get_by_label("State").select_option("HELD")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", name="1 booking", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name=busy.reference)).to_be_visible()
