"""A full course: somebody waits, is offered a place by mail, accepts it, and is marked present."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail as outgoing
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from core import worker
from courses.actions import bookings, runs
from courses.models import CourseRun
from tests.browser import checks
from tests.factories import bookings as make
from tests.factories.courses import CourseRunFactory

SignIn = Callable[[Page, User], None]


def last_link(to: str) -> str:
    """The path of the waiting list's page in the newest mail to this address."""
    worker.drain()
    mails = [mail for mail in outgoing.outbox if mail.to == [to]]
    found = re.findall(r"https?://[^/\s]+(/waiting/\S+)", str(mails[-1].body))
    return str(found[0])


def looked_at(page: Page) -> None:
    checks.axe(page)
    checks.html_valid(page.content())
    checks.fits(page)


@pytest.mark.promise(number=39)
def test_from_the_waiting_list_to_the_register(
    page: Page,
    without_javascript: Page,
    sign_in: SignIn,
    tariq: User,
    sam: User,
    tess: User,
) -> None:
    run = CourseRunFactory(is_open=True, is_free=True, capacity=1, tutors=[tess])
    taken = make.free(run, tariq)
    sign_in(page, sam)

    page.goto(run.get_booking_url())
    expect(page.get_by_role("heading", level=1)).to_have_text("This date is full")
    page.get_by_role("button", name="Join the waiting list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are on the waiting list")
    looked_at(page)
    page.goto("/account/")
    expect(page.locator("main")).to_contain_text("On the waiting list")

    bookings.cancel(booking=taken, by=tariq)
    page.goto(f"/courses/{run.page.slug}/")
    expect(page.locator("main")).to_contain_text("Offered to you")

    anywhere = without_javascript  # another device, signed in as nobody, without scripts
    anywhere.goto(f"/courses/{run.page.slug}/")
    expect(anywhere.locator("main")).to_contain_text("Full")
    anywhere.goto(last_link("sam@example.org"))
    expect(anywhere.get_by_role("heading", level=1)).to_have_text("1 place for you")
    anywhere.get_by_role("button", name="Accept").click()
    expect(anywhere.get_by_role("heading", level=1)).to_have_text("You have accepted")

    _begins_today(run)
    sign_in(page, tess)
    page.goto(f"/tutor/registers/{run.sessions.get().pk}/")
    row = page.locator("main").get_by_role("group", name="Sam Adeyemi")
    row.get_by_label("Present", exact=True).check(force=True)
    page.get_by_role("button", name=re.compile("^Save")).first.click()
    expect(page.locator("main")).to_contain_text("1 person has a mark")
    assert run.sessions.get().marks.get().mark == "PRESENT"


def _begins_today(run: CourseRun) -> None:
    session = run.sessions.get()
    start = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
    runs.reschedule(session=session, start_at=start, end_at=start + timedelta(hours=2), by=None)


def test_joining_for_several_people_stands_up_to_the_checks(
    page: Page, sign_in: SignIn, olwen: User, tariq: User
) -> None:
    run = CourseRunFactory(is_open=True, is_full=True, capacity=4)
    make.post(olwen, make.school())
    sign_in(page, olwen)

    page.goto(f"/courses/{run.page.slug}/{run.code}/wait/")
    looked_at(page)
    page.get_by_label("How many places?").fill("9")
    page.get_by_role("button", name="Join the list").click()
    expect(page.get_by_role("alert")).to_contain_text("This course has 4 places in all.")
    looked_at(page)
    expect(page.get_by_label("How many places?")).to_have_value("9")
