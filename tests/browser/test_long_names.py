"""Names without a place to break, on a narrow telephone: nothing scrolls sideways, money stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from certification.models import Cohort
from courses.models import CourseRun
from tests.browser import checks
from tests.factories import bookings as make
from tests.factories import certification as scene
from tests.factories.accounts import make_user
from tests.factories.courses import CourseRunFactory

SignIn = Callable[[Page, User], None]
LONG = "Wolfeschlegelsteinhausenbergerdorff".ljust(60, "x")


@pytest.fixture
def somebody(db: None) -> User:
    return make_user(email="w@school.example", full_name=LONG)


@pytest.fixture
def run(somebody: User, tess: User) -> CourseRun:
    make.post(somebody, make.school())
    run: CourseRun = CourseRunFactory(is_open=True, sessions=2)
    run.sessions.all()[0].tutors.add(tess)
    return run


@pytest.fixture
def cohort(somebody: User, tess: User, ines: User) -> Cohort:
    cohort = scene.cohort(tutor=tess, verifier=ines)
    scene.learner(cohort, somebody)
    return cohort


def opened(page: Page, path: str) -> None:
    response = page.goto(path)
    assert response is not None
    assert response.status == 200, path
    checks.fits(page)


def test_their_own_pages_hold_a_long_name(
    page: Page, sign_in: SignIn, somebody: User, run: CourseRun, cohort: Cohort
) -> None:
    page.set_viewport_size({"width": checks.NARROWEST, "height": 800})
    booking = make.invoiced(run, somebody)
    sign_in(page, somebody)

    for path in (
        "/",
        run.page.url,
        "/search/?q=music",
        "/account/",
        "/account/profile/",
        "/my-school/",
        "/certificate/",
        "/certificate/units/2/",
        "/bookings/",
        booking.get_absolute_url(),
    ):
        opened(page, path)
        menu = page.locator(".menu > summary").bounding_box()
        assert menu is not None
        assert menu["x"] + menu["width"] <= checks.NARROWEST, path


def test_a_tutors_pages_hold_a_learners_long_name(
    page: Page, sign_in: SignIn, somebody: User, run: CourseRun, cohort: Cohort, tess: User
) -> None:
    make.invoiced(run, somebody)
    session = run.sessions.all()[0]
    enrolment = cohort.enrolments.get()
    sign_in(page, tess)

    for path in (
        "/tutor/",
        f"/tutor/cohorts/{cohort.pk}/",
        f"/tutor/cohorts/{cohort.pk}/units/2/complete/",
        f"/tutor/learners/{enrolment.pk}/units/2/",
        f"/tutor/registers/{session.pk}/",
    ):
        opened(page, path)


def test_the_offices_pages_hold_long_names(
    page: Page, sign_in: SignIn, somebody: User, run: CourseRun, hannah: User
) -> None:
    booking = make.invoiced(run, somebody)
    CourseRun.objects.update(title=LONG)
    sign_in(page, hannah)

    for path in (
        "/office/",
        "/office/runs/",
        f"/office/runs/{run.code}/",
        f"/office/bookings/{booking.reference}/",
        f"/office/bookings/{booking.reference}/send/",
        "/office/people/",
        "/office/bookings/",
        "/office/reports/?by=school",
    ):
        opened(page, path)


def test_the_price_of_a_place_for_a_long_name_stays_on_one_line(
    page: Page, sign_in: SignIn, somebody: User, run: CourseRun
) -> None:
    page.set_viewport_size({"width": checks.NARROWEST, "height": 800})
    sign_in(page, somebody)
    page.goto(run.get_booking_url())
    checks.fits(page)
    page.get_by_role("button", name="Hold my place").click()
    page.get_by_label("Pay now").check()
    checks.fits(page)
    page.get_by_role("button", name="Book for £75").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Demonstration payment")
    checks.fits(page)
    price = page.locator(".facts--sum dd").first
    lines = price.evaluate(
        "node => { const words = document.createRange(); words.selectNodeContents(node);"
        " return words.getClientRects().length; }"
    )
    assert lines == 1
