"""The door and the joining page in a browser: narrow, both themes, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from courses.enums import Mark, MarkSource
from courses.models import Attendance, CourseRun, Place, PlaceNeeds, Session
from tests.browser import checks
from tests.factories.certification import run_today, seat, somebody
from tests.factories.courses import CourseRunFactory, VenueFactory

SignIn = Callable[[Page, User], None]
LONG = "Wilhelmina Featherstonehaugh-Cholmondeley-Marjoribanks-Smythe"
UNBROKEN = "Wolfeschlegelsteinhausenbergerdorff".ljust(60, "x")
#: A camera that shows nothing, and a reader that finds the same code in every frame.
CAMERA = """
window.shown = "%s";
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { return [{ rawValue: window.shown }]; }
};
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = document.createElement("canvas");
  canvas.getContext("2d").fillRect(0, 0, 9, 9);
  return canvas.captureStream();
};
"""


@pytest.fixture
def places(tess: User) -> list[Place]:
    run = run_today(tess)
    return [seat(run, name=name) for name in ("Amina A.", LONG)]


@pytest.fixture
def session(places: list[Place]) -> Session:
    return places[0].run.sessions.get()


def looked_at(page: Page) -> None:
    checks.fits(page)
    checks.axe(page)


def valid(page: Page) -> None:
    answer = page.request.get(page.url)
    checks.html_valid(answer.text())


def test_the_camera_reads_codes_one_after_the_other(
    page: Page, sign_in: SignIn, tess: User, places: list[Place], session: Session
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.add_init_script(CAMERA % places[0].arrival_code)
    sign_in(page, tess)
    page.goto(f"/tutor/registers/{session.pk}/arrivals/")
    page.get_by_role("button", name="Read codes with the camera").click()
    expect(page.get_by_role("status").get_by_text("Amina A.: present, at")).to_be_visible()
    page.evaluate("code => { window.shown = code; }", places[1].arrival_code)
    expect(page.get_by_role("status").get_by_text(f"{LONG}: present, at")).to_be_visible()
    expect(page.locator(".door__count")).to_have_text("2 of 2 are here")
    page.evaluate("() => { window.shown = 'NOBODY'; }")
    expect(page.get_by_text("No place here has the code NOBODY.")).to_be_visible()
    page.get_by_role("button", name="Stop the camera").click()
    expect(page.get_by_text("Hold a square in front of the camera.")).to_be_hidden()
    looked_at(page)
    marks = Attendance.objects.order_by("pk").values_list("mark", "source")
    assert list(marks) == [(Mark.PRESENT, MarkSource.DOOR)] * 2


def test_the_door_works_without_a_script_and_adds_who_came_without_a_place(
    without_javascript: Page, sign_in: SignIn, tess: User, places: list[Place], session: Session
) -> None:
    page = without_javascript
    sign_in(page, tess)
    page.goto(f"/tutor/registers/{session.pk}/")
    page.get_by_role("link", name="Arrivals, by code").click()
    page.get_by_label("Arrival code").fill(places[0].arrival_code)
    page.get_by_role("button", name="Check in").click()
    expect(page.get_by_text("Amina A.: present, at").first).to_be_visible()
    page.get_by_role("link", name="Somebody came without a place").click()
    page.get_by_label("Full name").fill("Wanda Walkin")
    page.get_by_label("E-mail").fill("wanda@example.org")
    page.get_by_role("button", name="Add and mark present").click()
    expect(page.get_by_text("Wanda Walkin is on the register, and present.")).to_be_visible()
    assert Attendance.objects.count() == 2


def test_every_page_of_the_day_stands_up_to_the_checks(
    page: Page, sign_in: SignIn, tess: User, places: list[Place], session: Session
) -> None:
    PlaceNeeds.objects.create(
        place=places[1], access="Large print", delete_on=timezone.localdate() + timedelta(days=9)
    )
    seat(session.run, name=UNBROKEN)
    CourseRun.objects.filter(pk=session.run_id).update(title=UNBROKEN)
    sign_in(page, tess)
    for part in ("", "arrivals/", "walk-in/", "needs/", "badges/", "sheet/"):
        page.goto(f"/tutor/registers/{session.pk}/{part}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        looked_at(page)
        valid(page)
    page.goto(f"/tutor/registers/{session.pk}/arrivals/")
    page.get_by_label("Arrival code").fill("NOBODY")
    page.get_by_role("button", name="Check in").click()
    expect(page.get_by_text("No place here has the code NOBODY.")).to_be_visible()
    looked_at(page)
    page.goto(f"/tutor/registers/{session.pk}/walk-in/")
    page.get_by_role("button", name="Add and mark present").click()
    expect(page.get_by_text("Enter their name.").first).to_be_visible()
    looked_at(page)


@pytest.mark.parametrize("scripts", ["page", "without_javascript"])
def test_somebody_who_comes_reads_their_page_and_says_what_they_need(
    request: pytest.FixtureRequest, transactional_db: None, scripts: str
) -> None:
    page: Page = request.getfixturevalue(scripts)
    page.set_viewport_size({"width": 390, "height": 844})
    run: CourseRun = CourseRunFactory(is_open=True, sessions=2, venue=VenueFactory())
    place = seat(run, somebody(LONG))
    page.goto(place.get_joining_url())
    expect(page.get_by_text(place.arrival_code)).to_be_visible()
    page.get_by_label("So that you can eat").fill("No nuts")
    page.get_by_role("button", name="Tell them").click()
    expect(page.get_by_text("Say yes, or leave this form empty").first).to_be_visible()
    if scripts == "page":
        looked_at(page)
    page.get_by_label("Yes, keep what I wrote").check()
    page.get_by_role("button", name="Tell them").click()
    expect(page.get_by_text("Thank you. The people who run the course")).to_be_visible()
    assert PlaceNeeds.objects.get().dietary == "No nuts"
    if scripts == "page":
        looked_at(page)
        valid(page)
    page.get_by_role("button", name="Delete it now").click()
    expect(page.get_by_text("Deleted. We keep nothing")).to_be_visible()
    assert not PlaceNeeds.objects.exists()
    page.goto("/join/nothing/")
    expect(page.get_by_role("heading", level=1)).to_have_text("This address leads to no place")
    if scripts == "page":
        looked_at(page)
