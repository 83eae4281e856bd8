"""The main job, from a first visit to a completed module, by the people of the demonstration."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import Page, expect

from accounts.models import User
from billing.enums import PaymentStatus
from certification.actions import enrolments
from certification.enums import EvidenceKind
from certification.models import Cohort, Evidence
from core.demo import PASSWORD
from courses.enums import BookingState
from courses.models import Booking, CourseRun
from schools.models import Post

Drain = Callable[[], list[EmailMessage]]
COURSE = "Singing with confidence in Key Stage 1"
RUN = "sing-1"
SCHOOL = "Abington Vale"
NEW_TEACHER = "nadia.new@example.org"
NEW_PASSWORD = "triangle-tambour-88"


@pytest.fixture
def demonstration(transactional_db: None) -> None:
    call_command("demo", verbosity=0, stdout=None)


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def tab(request: pytest.FixtureRequest, demonstration: None) -> Page:
    """A visitor's tab, once with scripts and once with none."""
    name = "page" if request.param == "with JavaScript" else "without_javascript"
    found: Page = request.getfixturevalue(name)
    return found


def test_from_a_search_to_a_completed_module(tab: Page, drain: Drain) -> None:
    find_the_course(tab)
    make_an_account(tab, drain)
    say_where_one_works(tab)
    reference = book_and_pay(tab)
    mail_with_calendar(drain, reference)

    learner = User.objects.get(email=NEW_TEACHER)
    enrolments.enrol(learner=learner, cohort=Cohort.objects.get(name="Cohort A"), by=None)
    sign_out(tab)

    first = CourseRun.objects.get(code=RUN).sessions.order_by("start_at")[0]
    with time_machine.travel(first.start_at + timedelta(minutes=20)):
        sign_in(tab, "tess@example.org", PASSWORD)
        mark_the_register(tab)
        evidence = Evidence.objects.get(enrolment__learner=learner)
        assert evidence.kind == EvidenceKind.ATTENDANCE
        assert not learner.enrolments.get().decisions.exists(), "coming is never achievement"
        mark_the_module_complete(tab)
        sign_out(tab)

        sign_in(tab, NEW_TEACHER, NEW_PASSWORD)
        tab.goto("/certificate/")
        expect(tab.get_by_text("6 of 6 met").first).to_be_visible()
        expect(tab.get_by_text("Met", exact=True).first).to_be_visible()
        expect(tab.locator("main")).to_contain_text("9%")  # 6 of 61 leaves, floored


def find_the_course(tab: Page) -> None:
    tab.goto("/")
    tab.get_by_role("searchbox", name="Find a course").fill("singing")
    tab.get_by_role("button", name="Search").click()
    tab.wait_for_url("**/courses/?q=singing**")
    tab.get_by_role("link", name=COURSE).first.click()
    expect(tab.get_by_role("heading", level=1)).to_have_text(COURSE)
    tab.get_by_role("link", name="Book a place").first.click()


def make_an_account(tab: Page, drain: Drain) -> None:
    tab.wait_for_url("**/accounts/login/**")
    tab.get_by_role("link", name="Make an account").click()
    tab.get_by_label("Full name").fill("Nadia New")
    tab.get_by_label("E-mail").fill(NEW_TEACHER)
    tab.get_by_label("Password").fill(NEW_PASSWORD)
    tab.get_by_role("button", name="Make an account").click()
    tab.wait_for_url("**/confirm-email/**")
    code = re.search(r"\b[A-Z0-9]{3,4}-[A-Z0-9]{3,4}\b", str(drain()[-1].body))
    assert code, "the mail holds a code"
    tab.get_by_label("Code").fill(code.group())
    tab.get_by_role("button", name=re.compile("Confirm|Go on|Verify")).click()
    tab.wait_for_url("**/account/school/**")


def say_where_one_works(tab: Page) -> None:
    tab.get_by_label("Your school", exact=True).fill(SCHOOL)
    tab.keyboard.press("Escape")
    tab.get_by_label("Teacher", exact=True).check()
    tab.get_by_role("button", name="Save").click()
    tab.wait_for_url("**/book/")
    assert Post.objects.get(user__email=NEW_TEACHER).school.urn < 999_000, "a real school"


def book_and_pay(tab: Page) -> str:
    tab.get_by_role("radio", name=re.compile(SCHOOL)).check()
    tab.get_by_role("button", name="Hold my place").click()
    tab.wait_for_url("**/check/")
    pay = tab.get_by_role("radio", name=re.compile("Pay now"))
    if pay.count():
        pay.check()
    tab.get_by_role("button", name=re.compile("Book for")).click()
    tab.wait_for_url("**/pay/demo/**")
    tab.get_by_role("button", name=re.compile(r"^Pay £")).click()
    tab.wait_for_url(re.compile(r"/bookings/[A-Z0-9]{8}/$"))
    expect(tab.get_by_role("heading", level=1)).to_have_text("You have a place")
    booking = Booking.objects.get(booker__email=NEW_TEACHER)
    assert booking.state == BookingState.CONFIRMED
    assert booking.order
    assert booking.order.balance().status == PaymentStatus.PAID
    return booking.reference


def mail_with_calendar(drain: Drain, reference: str) -> None:
    mails = [mail for mail in drain() if reference in f"{mail.subject} {mail.body}"]
    assert len(mails) == 1, "one confirmation"
    name, content, kind = mails[0].attachments[0]
    assert (str(name).endswith(".ics"), kind) == (True, "text/calendar")
    calendar = Calendar.from_ical(str(content))
    run = CourseRun.objects.get(code=RUN)
    assert [event.start for event in calendar.events] == [
        timezone.localtime(session.start_at) for session in run.sessions.order_by("start_at")
    ], "one entry for each evening, in one file"


def mark_the_register(tab: Page) -> None:
    tab.goto("/tutor/")
    tab.get_by_role("link", name=COURSE).first.click()
    tab.get_by_role("group", name=re.compile("Nadia New")).get_by_label("Present").check(force=True)
    tab.get_by_role("button", name="Save").click()
    expect(tab.get_by_role("status").first).to_contain_text(re.compile("saved", re.IGNORECASE))


def mark_the_module_complete(tab: Page) -> None:
    tab.goto("/tutor/")
    tab.get_by_role("link", name="Cohort A").click()
    tab.get_by_role("link", name=re.compile("Mark complete.*unit 6")).click()
    for learner in tab.get_by_role("checkbox").all():
        learner.check()
    tab.get_by_role("button", name="Check before recording").click()
    tab.get_by_role("button", name=re.compile(r"Record \d+ decisions")).click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Recorded")


def sign_in(tab: Page, email: str, password: str) -> None:
    tab.goto("/accounts/login/")
    tab.get_by_label("E-mail").fill(email)
    tab.get_by_label("Password").fill(password)
    tab.get_by_role("button", name="Sign in", exact=True).click()
    tab.wait_for_url(re.compile(r"/(account|tutor)/$"))


def sign_out(tab: Page) -> None:
    tab.goto("/accounts/logout/")
    tab.locator("main").get_by_role("button").click()
