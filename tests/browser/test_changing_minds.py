"""Minds that change, in a real browser: a swap an hour before, and the hub cancels a course."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import Page

from accounts.models import User
from core import worker
from courses.models import Booking, CourseRun
from tests.browser import checks
from tests.factories import bookings as make
from tests.factories import changes as scene
from tests.factories.courses import CourseRunFactory

SignIn = Callable[[Page, User], None]
LONG = "wilhelmina-esmeralda-fotheringay-cholmondeley-montgomery"


@pytest.fixture
def run(tariq: User, tess: User) -> CourseRun:
    scene.usual_policy()
    school = make.school()
    scene.finance(school)
    return CourseRunFactory(is_open=True, capacity=3, starts=scene.evening(30), tutors=[tess])


@pytest.fixture
def booking(run: CourseRun, tariq: User) -> Booking:
    """All three places: Ann, somebody with a long name, and one to be named."""
    return scene.booked(run, by=tariq, people=("ann", LONG, ""), at=make.school())


def looked_at(page: Page) -> None:
    checks.fits(page)
    checks.axe(page)
    checks.html_valid(page.content())


@pytest.mark.promise(number=14)
def test_a_swap_an_hour_before_a_sold_out_course(
    without_javascript: Page,
    sign_in: SignIn,
    tariq: User,
    tess: User,
    booking: Booking,
    run: CourseRun,
) -> None:
    scene.starting(run, within=timedelta(hours=1, minutes=5))
    page = without_javascript
    old_link = scene.place_of(booking, "ann").get_joining_url()
    sign_in(page, tariq)
    page.goto(booking.get_absolute_url())
    page.get_by_role("link", name="Somebody else comes instead of Ann Example").click()
    page.get_by_label("Their full name").fill("Dora Example")
    page.get_by_label("Their e-mail address").fill("dora@example.org")
    page.get_by_role("button", name="Swap the place").click()

    page.get_by_text("Dora Example is coming.").first.wait_for()
    answer = page.goto(old_link)
    assert answer
    assert answer.status == 404
    page.goto(scene.place_of(booking, "dora").get_joining_url())
    page.get_by_text(run.title).first.wait_for()
    sign_in(page, tess)
    page.goto(f"/tutor/registers/{run.sessions.get().pk}/")
    page.get_by_text("Dora Example").first.wait_for()
    assert page.get_by_text("Ann Example").count() == 0
    run.refresh_from_db()
    assert run.places_taken == run.capacity


@pytest.mark.promise(number=38)
def test_the_hub_cancels_a_course_and_everybody_learns_it(
    page: Page,
    sign_in: SignIn,
    hannah: User,
    tariq: User,
    booking: Booking,
    run: CourseRun,
    mailoutbox: list[EmailMessage],
) -> None:
    later = CourseRunFactory(page=run.page, is_open=True, starts=scene.evening(60))
    worker.drain()
    mailoutbox.clear()
    sign_in(page, hannah)
    page.goto(f"/admin/course_runs/{run.pk}/cancel-run/")
    assert "Each person gets a mail with your reason" in page.content()
    page.locator("[name=reason]").fill("The trainer is ill.")
    page.locator("main button[type=submit], form button.serious").first.click()
    page.get_by_text("cancelled", exact=False).first.wait_for()
    worker.drain()

    told = sorted(mail.to[0] for mail in mailoutbox if "Cancelled by the hub" in mail.subject)
    assert told == ["ann@example.org", tariq.email, f"{LONG}@example.org"]
    mine = next(mail for mail in mailoutbox if mail.to == [tariq.email])
    assert "The trainer is ill." in mine.body
    assert later.get_booking_url() in mine.body
    sign_in(page, tariq)
    page.goto(booking.get_absolute_url())
    page.get_by_role("heading", name="This course is cancelled").wait_for()
    looked_at(page)
    page.goto("/bookings/")
    page.get_by_role("heading", name="Cancelled and expired").wait_for()
    looked_at(page)


def test_every_page_of_a_changed_mind_stands_up_to_the_checks(
    page: Page, sign_in: SignIn, tariq: User, hannah: User, booking: Booking, run: CourseRun
) -> None:
    CourseRunFactory(page=run.page, is_open=True, starts=scene.evening(60), sessions=2)
    CourseRunFactory(page=run.page, is_full=True, starts=scene.evening(70))
    url = f"/bookings/{booking.reference}/"
    long, nobody = scene.place_of(booking, LONG).pk, scene.place_of(booking).pk
    for who, waits_for in ((tariq, "You have 3 places"), (hannah, f"Booking {booking.reference}")):
        sign_in(page, who)
        page.goto(url)
        page.get_by_role("heading", name=waits_for).wait_for()
        looked_at(page)
        for part in (
            "cancel/",
            f"cancel/?place={long}&place={nobody}",
            f"places/{long}/swap/",
            f"places/{nobody}/swap/",
            f"places/{long}/move/",
        ):
            page.goto(url + part)
            looked_at(page)
        page.goto(f"{url}places/{long}/swap/")
        page.get_by_label("Their e-mail address").fill("nonsense")
        page.get_by_role("button", name="Swap the place").click()
        page.get_by_text("Enter an e-mail address like").first.wait_for()
        looked_at(page)
        page.goto(f"{url}places/{long}/move/")
        page.get_by_role("button", name="Move the place").click()
        page.get_by_role("alert").or_(page.locator(".error-summary")).first.wait_for()
        looked_at(page)
