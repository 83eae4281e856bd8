"""A register in a hall: the signal goes and comes back, and no mark is lost or made twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from courses.actions import registers
from courses.enums import Mark
from courses.models import Attendance, Place, Session
from tests.browser import checks
from tests.browser.conftest import PATIENCE_MS
from tests.browser.line import Line, to
from tests.factories.certification import run_today, seat

SignIn = Callable[[Page, User], None]
KEPT = re.compile(r"marks? kept on this phone, will be sent when there is a signal\.")


@pytest.fixture
def places(tess: User) -> list[Place]:
    run = run_today(tess)
    return [seat(run, name=name) for name in ("Amina A.", "Bryn B.", "Cosima C.")]


@pytest.fixture
def session(places: list[Place]) -> Session:
    return places[0].run.sessions.get()


@pytest.fixture
def line(live_server: LiveServer) -> Iterator[Line]:
    """What the signal runs through."""
    with to(urlsplit(live_server.url).port or 80) as found:
        yield found


@pytest.fixture
def context(chromium: Browser, line: Line) -> Iterator[BrowserContext]:
    """A phone, whose signal can go."""
    context = chromium.new_context(
        base_url=line.url, locale="en-GB", viewport={"width": 390, "height": 844}
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


def lose_signal(context: BrowserContext, line: Line) -> None:
    line.cut()
    context.set_offline(True)


def find_signal(context: BrowserContext, line: Line) -> None:
    line.mend()
    context.set_offline(False)


def open_register(page: Page, session: Session) -> None:
    page.goto(f"/tutor/registers/{session.pk}/")
    expect(page.get_by_role("button", name="Save marks").last).to_be_visible()


def strike(page: Page, person: str, mark: str) -> None:
    page.get_by_role("group", name=re.compile(person)).get_by_label(mark).click()


def current() -> dict[str, str]:
    return {str(mark.place.attendee): mark.mark for mark in Attendance.objects.current()}


def in_the_store(page: Page) -> list[str]:
    found: list[str] = page.evaluate("() => Object.keys(localStorage)")
    return found


@pytest.mark.promise(number=44)
def test_marks_struck_without_a_signal_survive_a_closed_tab_and_arrive_once(
    page: Page, context: BrowserContext, line: Line, sign_in: SignIn, tess: User, session: Session
) -> None:
    sign_in(page, tess)
    open_register(page, session)
    expect(page.get_by_text("It opens without a signal.")).to_be_visible()
    lose_signal(context, line)
    for person, mark in (("Amina", "Present"), ("Bryn", "Late"), ("Cosima", "Absent")):
        strike(page, person, mark)
    expect(page.get_by_text(KEPT)).to_contain_text("3 marks")
    page.get_by_role("button", name="Save marks").last.click()
    expect(page.get_by_text(KEPT)).to_contain_text("3 marks")
    page.reload()
    expect(page.get_by_text(KEPT)).to_contain_text("3 marks")
    checks.axe(page)
    checks.fits(page)
    page.close()
    assert current() == {}

    again = context.new_page()
    again.goto(f"/tutor/registers/{session.pk}/")
    expect(again.get_by_role("group", name=re.compile("Bryn")).get_by_label("Late")).to_be_checked()
    expect(again.get_by_text(KEPT)).to_contain_text("3 marks")
    assert current() == {}
    strike(again, "Cosima", "Excused")
    find_signal(context, line)

    expect(again.get_by_text(re.compile(r"Saved at .*: 3 marks sent\."))).to_be_visible()
    expected = {"Amina A.": "PRESENT", "Bryn B.": "LATE", "Cosima C.": "EXCUSED"}
    assert current() == expected
    assert Attendance.objects.count() == 3
    assert in_the_store(again) == []
    again.get_by_role("button", name="Save marks").last.click()
    expect(again.get_by_text("3 people have a mark, of 3.")).to_be_visible()
    assert Attendance.objects.count() == 3


@pytest.mark.promise(number=44)
def test_an_answer_that_is_lost_makes_no_second_mark_and_no_quarrel(
    page: Page, sign_in: SignIn, tess: User, session: Session
) -> None:
    sign_in(page, tess)
    open_register(page, session)
    lost = page.get_by_text(KEPT)
    sent: list[str] = []

    def lose(route: Route) -> None:
        sent.append(route.request.post_data or "")
        route.fetch()
        route.abort()

    page.route("**/marks/", lose)
    strike(page, "Amina", "Present")
    expect(lost).to_be_visible()
    page.unroute("**/marks/")
    strike(page, "Amina", "Late")
    expect(page.get_by_text(re.compile("1 mark sent"))).to_be_visible()
    assert [mark.mark for mark in Attendance.objects.order_by("pk")] == ["PRESENT", "LATE"]
    assert all(re.search(r"\bago-\d+=\d+", body) for body in sent)


def test_what_somebody_else_marked_meanwhile_stays_and_is_said(
    page: Page,
    context: BrowserContext,
    line: Line,
    sign_in: SignIn,
    tess: User,
    hannah: User,
    places: list[Place],
    session: Session,
) -> None:
    sign_in(page, tess)
    open_register(page, session)
    lose_signal(context, line)
    strike(page, "Amina", "Present")
    strike(page, "Bryn", "Present")
    expect(page.get_by_text(KEPT)).to_be_visible()
    registers.mark(session=session, marks={places[0]: Mark.ABSENT}, by=hannah)
    find_signal(context, line)

    expect(page.get_by_text(re.compile("1 mark sent"))).to_be_visible()
    expect(
        page.get_by_text(re.compile("Amina A.: .* marked “Absent” at .* that stays"))
    ).to_be_visible()
    expect(
        page.get_by_role("group", name=re.compile("Amina")).get_by_label("Absent")
    ).to_be_checked()
    assert current() == {"Amina A.": "ABSENT", "Bryn B.": "PRESENT"}
    strike(page, "Amina", "Late")
    expect(page.get_by_text(re.compile("Saved at .*: 1 mark sent"))).to_be_visible()
    expect(page.get_by_text(re.compile("that stays"))).to_have_count(0)
    assert current()["Amina A."] == "LATE"


def test_signed_out_meanwhile_keeps_the_marks_and_the_phone_forgets_the_page(
    page: Page, context: BrowserContext, sign_in: SignIn, tess: User, session: Session
) -> None:
    sign_in(page, tess)
    open_register(page, session)
    context.clear_cookies()
    strike(page, "Amina", "Present")
    expect(page.get_by_text("You have been signed out. 1 mark kept on this phone")).to_be_visible()
    page.get_by_role("link", name="Sign in again").click()
    page.wait_for_url("**/accounts/login/**")
    page.wait_for_function("async () => !(await caches.has('register-pages'))")
    sign_in(page, tess)
    page.goto(f"/tutor/registers/{session.pk}/")
    expect(page.get_by_text(re.compile("Saved at .*: 1 mark sent"))).to_be_visible()
    assert current() == {"Amina A.": "PRESENT"}
