"""The tutor in the hall and the learner at home, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from certification.models import Decision, Enrolment
from courses.models import Attendance, Session
from tests.browser import checks
from tests.cast import person
from tests.factories import certification as scene

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Page, User], None]


@pytest.fixture
def enrolment() -> Enrolment:
    """Tariq in Tess's cohort, with a register of today that contributes to two criteria."""
    tess, tariq = person("tess"), person("tariq")
    enrolment = scene.learner(scene.cohort(tutor=tess), tariq)
    scene.learner(
        enrolment.cohort, scene.somebody("Wilhelmina-Cosima von Überlingen-Featherstone" * 2)
    )
    run = scene.run_today(tess)
    for code in ("2.1.1a", "2.1.3"):
        scene.link(run.page, scene.leaf(enrolment.specification, code))
    for name in ("Amina A.", "Bryn B."):
        scene.seat(run, name=name)
    scene.seat(run, tariq)
    return enrolment


def paths(enrolment: Enrolment) -> dict[str, list[str]]:
    """Every page of these two, by who looks."""
    register = f"/tutor/registers/{Session.objects.get().pk}/"
    cohort = f"/tutor/cohorts/{enrolment.cohort_id}/"
    return {
        "tess": [
            "/tutor/",
            register,
            f"{register}sheet/",
            cohort,
            f"{cohort}units/2/complete/",
            f"/tutor/learners/{enrolment.pk}/units/2/",
        ],
        "tariq": ["/certificate/", "/certificate/units/2/"],
        "sam": ["/certificate/"],
    }


def test_register_module_and_progress_without_javascript(
    without_javascript: Page, sign_in: SignIn, enrolment: Enrolment
) -> None:
    page = without_javascript
    sign_in(page, person("tess"))
    page.goto("/tutor/")
    page.get_by_role("link", name=re.compile("^Example course")).first.click()
    page.get_by_role("group", name="Bryn B.").get_by_role("radio", name="Absent").check()
    page.get_by_role("button", name="Mark everybody as present").click()
    expect(page.get_by_text("Not saved yet.")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("3 people have a mark, of 3.")).to_be_visible()
    assert sorted(m.mark for m in Attendance.objects.current()) == ["ABSENT", "PRESENT", "PRESENT"]
    page.get_by_role("group", name="Bryn B.").get_by_role("radio", name="Late").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Was Absent, corrected at")).to_be_visible()

    sign_in(page, person("tariq"))
    page.goto("/certificate/")
    expect(page.get_by_text("2 of 61 criteria have evidence, 0 are met.")).to_be_visible()

    sign_in(page, person("tess"))
    page.goto(f"/tutor/cohorts/{enrolment.cohort_id}/")
    page.get_by_role("link", name="Mark complete unit 2").click()
    page.get_by_role("checkbox", name=re.compile("Wilhelmina")).uncheck()
    page.get_by_label("Not yet: leave those criteria as they are").check()
    page.get_by_role("button", name="Check before recording").click()
    page.get_by_role("button", name="Record 11 decisions").click()
    expect(page.get_by_role("heading", name="Recorded")).to_be_visible()
    assert Decision.objects.current().count() == 11

    sign_in(page, person("tariq"))
    page.goto("/certificate/")
    expect(page.get_by_text("11 of 61 criteria have evidence, 11 are met.")).to_be_visible()
    expect(page.get_by_text("18%").first).to_be_visible()


def test_a_register_is_marked_with_the_keyboard_alone(
    page: Page, sign_in: SignIn, enrolment: Enrolment
) -> None:
    sign_in(page, person("tess"))
    page.goto(f"/tutor/registers/{Session.objects.get().pk}/")
    first = page.get_by_role("group", name="Amina A.").get_by_role("radio").first
    page.get_by_role("link", name="Badges").focus()
    for _ in range(6):  # past what stands between the links and the marks
        page.keyboard.press("Tab")
        if first.evaluate("it => it === document.activeElement"):
            break
    expect(first).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 people have a mark, of 3.")).to_be_visible()
    assert [m.mark for m in Attendance.objects.current().order_by("pk")] == ["PRESENT", "LATE"]


@pytest.mark.parametrize("who", ["tess", "tariq", "sam"])
def test_every_page_is_accessible_and_fits_a_narrow_screen(
    page: Page, sign_in: SignIn, enrolment: Enrolment, who: str
) -> None:
    sign_in(page, person(who))
    for path in paths(enrolment)[who]:
        page.goto(path)
        checks.axe(page)
        checks.fits(page)


@pytest.mark.parametrize("who", ["tess", "tariq", "sam"])
def test_every_page_is_valid_html(
    client_for: Callable[[User], Client], enrolment: Enrolment, who: str
) -> None:
    client = client_for(person(who))
    for path in paths(enrolment)[who]:
        checks.html_valid(client.get(path).content.decode())
