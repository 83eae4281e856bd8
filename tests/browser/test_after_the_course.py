"""After a course, in a browser: how it was, one's record, the school's, and what people said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from courses import personal_links
from courses.actions import evaluations
from courses.enums import Mark, Wave
from courses.models import Booking, CourseRun, Evaluation, ExternalCpd, Place
from schools.enums import PostRole
from schools.models import Post
from tests.browser import checks
from tests.factories import after
from tests.factories import bookings as make
from tests.factories.certification import seat, somebody

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Page, User], None]


def whole(page: Page) -> None:
    """All that a page must stand up to."""
    checks.axe(page)
    checks.fits(page)
    checks.html_valid(str(page.request.get(page.url).text()))


@pytest.fixture
def place(tess: User, tariq: User, olwen: User) -> Place:
    """Tariq's on a course that is over, which his school booked; six have said how it was."""
    school = make.school()
    make.post(olwen, school)
    Post.objects.filter(user=olwen).update(role=PostRole.OFFICE)
    run = after.past(tess)
    people = [tariq, *(somebody() for _ in range(6))]
    places = [seat(run, person) for person in people]
    Booking.objects.filter(places__in=places).update(school=school)
    after.mark(run, tess, {one: [Mark.PRESENT] for one in places})
    after.close(run, tess)
    for one in places[1:]:
        evaluations.submit(
            place=one,
            wave=Wave.CLOSE,
            confidence={0: 4, 1: 3},
            rating=4,
            comment="More songs, please.",
        )
    return Place.objects.get(pk=places[0].pk)


def test_saying_how_it_was_needs_no_script_and_no_sign_in(
    place: Place, without_javascript: Page
) -> None:
    page = without_javascript
    page.goto(personal_links.evaluation(place, Wave.CLOSE))
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_role("heading", name="3 things to put right")).to_be_visible()
    groups = page.locator("fieldset.field")
    for number in range(groups.count()):
        groups.nth(number).get_by_role("radio").nth(3).check()
    page.get_by_label("What was most useful?").fill("The warm-ups")
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    answer = Evaluation.objects.get(place=place)
    assert (answer.rating, answer.most_useful) == (4, "The warm-ups")


def test_the_pages_of_a_finished_course_stand_up(
    place: Place, page: Page, sign_in: SignIn, tess: User, olwen: User
) -> None:
    for path in (
        personal_links.evaluation(place, Wave.CLOSE),
        "/verify/",
        f"/verify/{place.certificates.get().code}/",
        "/verify/AAAAA/",
    ):
        page.goto(path)
        whole(page)
    sign_in(page, tess)
    run: CourseRun = place.run
    page.goto(f"/tutor/runs/{run.pk}/evaluation/")
    expect(page.get_by_text("More songs, please.").first).to_be_visible()
    page.get_by_text("Show this as a table").click()
    whole(page)
    sign_in(page, olwen)
    page.goto("/my-school/")
    page.get_by_role("link", name="All staff CPD of the school").click()
    expect(page.get_by_role("heading", name="Staff CPD", exact=True)).to_be_visible()
    whole(page)


def test_pages_after_a_course_stand_up_with_nothing_and_with_errors(
    place: Place, page: Page, sign_in: SignIn, tess: User, sam: User, hannah: User
) -> None:
    page.goto(personal_links.evaluation(place, Wave.CLOSE))
    page.get_by_label("What was most useful?").fill("The warm-ups")
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_role("heading", name="3 things to put right")).to_be_visible()
    expect(page.get_by_label("What was most useful?")).to_have_value("The warm-ups")
    checks.axe(page)
    checks.fits(page)
    late = personal_links.evaluation(place, Wave.SIX_WEEKS)
    for path, heading in (
        (late, "There is nothing to answer now"),
        (f"{personal_links.evaluation(place, Wave.CLOSE)}thanks/", "Thank you"),
    ):
        page.goto(path)
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        whole(page)
    sign_in(page, sam)
    for path in ("/account/cpd/", "/account/interests/", "/account/interests/new/?q=singing"):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        whole(page)
    absent = after.absent(tess)
    sign_in(page, hannah)
    page.goto("/office/absences/")
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_role("heading", name="One thing to put right")).to_be_visible()
    expect(page.locator(f"#reason-{absent.pk}")).to_have_attribute("aria-invalid", "true")
    checks.axe(page)
    checks.fits(page)
    page.goto("/office/absences/")
    expect(page.get_by_role("heading", name="Charged for not coming")).to_be_visible()
    whole(page)
    page.goto(f"/my-school/{make.school().urn}/cpd/")
    expect(page.get_by_role("heading", name="Staff CPD", exact=True)).to_be_visible()
    whole(page)


def test_a_recording_is_watched_by_ones_own_account(
    page: Page, sign_in: SignIn, tariq: User
) -> None:
    place = after.recording(tariq)
    page.goto(place.get_joining_url())
    checks.axe(page)
    page.get_by_role("link", name="I have watched it").click()
    expect(page.get_by_role("heading", name="I have watched it")).to_be_visible()
    whole(page)
    page.get_by_role("button", name="Put it in my CPD record").click()
    expect(page.get_by_role("heading", name="One thing to put right")).to_be_visible()
    checks.axe(page)
    checks.fits(page)
    page.get_by_label("How many minutes did it take you?").fill("55")
    page.get_by_role("button", name="Put it in my CPD record").click()
    expect(page.get_by_text("It counts in your CPD record.")).to_be_visible()
    expect(page.get_by_role("heading", name="How was it?")).to_be_visible()
    page.goto(place.get_joining_url())
    expect(page.get_by_role("link", name="Correct the time")).to_be_visible()
    whole(page)
    sign_in(page, tariq)
    page.goto("/account/cpd/")
    expect(page.get_by_text("Watched, by your own account")).to_be_visible()
    whole(page)


def test_a_teacher_adds_what_was_done_elsewhere_with_its_evidence(
    place: Place, page: Page, sign_in: SignIn, tariq: User, tmp_path: Path
) -> None:
    sign_in(page, tariq)
    page.goto("/account/")
    page.get_by_role("link", name="My CPD record").click()
    expect(page.get_by_role("heading", name="My CPD record")).to_be_visible()
    whole(page)
    page.get_by_role("link", name="Add CPD from elsewhere").click()
    page.get_by_label("What was it?").fill("Choir day")
    page.get_by_label("Who gave it?").fill("Example Cathedral")
    page.get_by_label("When?").fill("2026-03-03")
    page.get_by_label("Hours").fill("5")
    fake = tmp_path / "programme.pdf"
    fake.write_bytes(b"<html>")
    page.get_by_label("Evidence").set_input_files(fake)
    page.get_by_role("button", name="Add to my record").click()
    expect(page.get_by_role("heading", name="One thing to put right")).to_be_visible()
    checks.axe(page)
    checks.fits(page)
    fake.write_bytes(after.PDF)
    page.get_by_label("Evidence").set_input_files(fake)
    page.get_by_role("button", name="Add to my record").click()
    expect(page.get_by_text("Added to your record.")).to_be_visible()
    assert ExternalCpd.objects.get().minutes == 300
    with page.expect_download() as waited:
        page.get_by_role("link", name="Download as PDF").click()
    assert waited.value.suggested_filename == "my-cpd-record.pdf"
