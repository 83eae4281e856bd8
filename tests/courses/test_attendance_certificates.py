"""Certificates of attendance: what earns one, what takes it away, who may have it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from core import dates
from core.models import AuditEvent
from courses import jobs_after, personal_links
from courses.actions import cancelling, registers, runs
from courses.actions.attendance_certificates import CORRECTED, PLACE_GONE, REPLACED
from courses.enums import Mark, PlaceState
from courses.models import Attendance, CertificateOfAttendance, CourseRun, Place
from tests.factories import after
from tests.factories.certification import seat

pytestmark = pytest.mark.django_db
Drain = Callable[[], list[EmailMessage]]
HERE, AWAY, LATE, EARLY, SORRY = (
    Mark.PRESENT,
    Mark.ABSENT,
    Mark.LATE,
    Mark.LEFT_EARLY,
    Mark.EXCUSED,
)


@pytest.fixture
def run(tess: User) -> CourseRun:
    """Three evenings, of which two are enough."""
    return after.past(tess, sessions=3, needed=2)


def correct(place: Place, mark: Mark, by: User, *, session: int = 0) -> None:
    """Another mark for one session."""
    registers.mark(session=after.sessions(place.run)[session], marks={place: mark}, by=by)


def standing() -> CertificateOfAttendance:
    return CertificateOfAttendance.objects.standing().get()


@pytest.mark.promise(number=45)
def test_two_of_three_earn_it_and_one_does_not(run: CourseRun, tess: User, drain: Drain) -> None:
    enough, few = seat(run, name="Amina Enough"), seat(run, name="Bryn Few")
    after.mark(run, tess, {enough: [HERE, AWAY, LATE], few: [HERE, AWAY, SORRY]})
    assert not CertificateOfAttendance.objects.exists()
    after.close(run, tess)

    one = standing()
    assert (one.place, one.name, one.title) == (enough, "Amina Enough", run.title)
    assert (one.sessions_attended, one.sessions_count, one.minutes) == (2, 3, 180)
    first, _, last = after.sessions(run)
    assert one.first_date == timezone.localdate(first.start_at)
    assert one.last_date == timezone.localdate(last.start_at)
    assert AuditEvent.objects.filter(verb="attendance_certificate.issue").count() == 1

    mails = {mail.to[0]: mail for mail in drain()}
    issued = mails[enough.booking.booker.email]
    assert issued.subject == f"Your certificate of attendance: {run.title}"
    assert personal_links.certificate(one) in issued.body
    assert "/evaluation/" in issued.body
    assert "It is not a qualification" in issued.body
    asked = mails[few.booking.booker.email]
    assert asked.subject.startswith("How was it?")
    assert len(mails) == 2


def test_without_a_number_all_sessions_are_needed(tess: User) -> None:
    run = after.past(tess, sessions=2)
    whole, part = seat(run), seat(run)
    after.mark(run, tess, {whole: [HERE, EARLY], part: [HERE, AWAY]})
    after.close(run, tess)
    assert standing().place == whole


def test_minutes_in_the_register_count_in_place_of_the_length(run: CourseRun, tess: User) -> None:
    place = seat(run)
    after.mark(run, tess, {place: [HERE, EARLY, AWAY]})
    Attendance.objects.filter(mark=EARLY).update(minutes=40)
    after.close(run, tess)
    assert standing().minutes == 130


def test_nothing_is_issued_before_the_last_register_is_closed(run: CourseRun, tess: User) -> None:
    place = seat(run)
    after.mark(run, tess, {place: [HERE, HERE, HERE]})
    for session in after.sessions(run)[:2]:
        registers.close(session=session, by=tess)
    assert not CertificateOfAttendance.objects.exists()


def test_closing_twice_issues_and_writes_once(run: CourseRun, tess: User, drain: Drain) -> None:
    after.mark(run, tess, {seat(run): [HERE, HERE, HERE]})
    after.close(run, tess)
    after.close(run, tess)
    assert CertificateOfAttendance.objects.count() == len(drain()) == 1


@pytest.mark.promise(number=45)
def test_a_corrected_mark_revokes_it_on_its_check_page_and_another_restores_it(
    run: CourseRun, tess: User, client: Client, drain: Drain
) -> None:
    place = seat(run, name="Amina Enough")
    after.mark(run, tess, {place: [HERE, HERE, AWAY]})
    after.close(run, tess)
    first = standing()
    good = client.get(f"/verify/{first.code}/").content.decode()
    assert "This certificate stands" in good
    assert "Amina Enough" in good
    assert "not a qualification" in " ".join(good.split())

    correct(place, AWAY, tess)
    first.refresh_from_db()
    assert (first.revoked_at is not None, first.revoked_reason) == (True, CORRECTED)
    bad = client.get(f"/verify/{first.code}/").content.decode()
    assert "This certificate was revoked" in bad
    assert CORRECTED in bad
    assert dates.length(180) not in bad
    assert drain()[-1].subject.startswith("Your certificate of attendance was revoked")

    correct(place, LATE, tess)
    again = standing()
    assert again.code != first.code
    first.refresh_from_db()
    assert first.revoked_reason == CORRECTED
    assert "takes the place of the one before" in drain()[-1].body
    assert len(drain()) == 3


def test_one_more_session_replaces_it_so_that_it_says_what_is_true(
    run: CourseRun, tess: User, drain: Drain
) -> None:
    place = seat(run)
    after.mark(run, tess, {place: [HERE, HERE, AWAY]})
    after.close(run, tess)
    first = standing()
    correct(place, HERE, tess, session=2)
    first.refresh_from_db()
    assert first.revoked_reason == REPLACED
    assert standing().sessions_attended == 3
    assert [mail.subject.split(":")[0] for mail in drain()] == [
        "Your certificate of attendance"
    ] * 2


def test_a_correction_that_changes_nothing_of_it_leaves_it(run: CourseRun, tess: User) -> None:
    place = seat(run)
    after.mark(run, tess, {place: [HERE, HERE, AWAY]})
    after.close(run, tess)
    first = standing()
    correct(place, SORRY, tess, session=2)
    assert standing() == first


def test_a_place_given_up_afterwards_loses_it(run: CourseRun, tess: User) -> None:
    place = seat(run)
    after.mark(run, tess, {place: [HERE, HERE, HERE]})
    after.close(run, tess)
    Place.objects.filter(pk=place.pk).update(
        state=PlaceState.CANCELLED, is_counted=False, cancelled_at=timezone.now()
    )
    jobs_after.withdraw_certificates()
    assert CertificateOfAttendance.objects.get().revoked_reason == PLACE_GONE
    assert jobs_after.withdraw_certificates() == 0


def test_giving_up_revokes_it_at_once_and_says_so_once(
    run: CourseRun, tess: User, hannah: User, drain: Drain
) -> None:
    place, other = seat(run), seat(run)
    after.mark(run, tess, {place: [HERE, HERE, HERE], other: [HERE, HERE, HERE]})
    after.close(run, tess)
    cancelling.cancel_places(chosen=[place], by=hannah, reason="Booked twice by mistake.")
    gone, stays = (one.certificates.get() for one in (place, other))
    assert (gone.revoked_reason, stays.revoked_at) == (PLACE_GONE, None)
    event = AuditEvent.objects.get(verb="attendance_certificate.revoke")
    assert event.actor_id == hannah.pk
    revoked = [mail for mail in drain() if "was revoked" in mail.subject]
    assert [mail.to for mail in revoked] == [[place.booking.booker.email]]
    assert jobs_after.withdraw_certificates() == 0


def test_a_run_that_is_called_off_after_all_takes_it_back(run: CourseRun, tess: User) -> None:
    after.mark(run, tess, {seat(run): [HERE, HERE, HERE]})
    after.close(run, tess)
    runs.cancel(run=CourseRun.objects.get(pk=run.pk), reason="Nobody taught.", by=None)
    jobs_after.withdraw_certificates()
    assert not CertificateOfAttendance.objects.standing().exists()


def test_the_link_in_the_mail_gives_the_document(
    run: CourseRun, tess: User, client: Client
) -> None:
    place = seat(run)
    after.mark(run, tess, {place: [HERE, HERE, HERE]})
    after.close(run, tess)
    link = personal_links.certificate(standing())
    answer = client.get(link)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "no-store" in answer["Cache-Control"]
    assert answer.content.startswith(b"%PDF")
    assert client.get(link.replace("certificates/", "certificates/9")).status_code == 404
    code = standing().code
    correct(place, AWAY, tess)
    correct(place, AWAY, tess, session=1)
    assert client.get(link)["Location"] == f"/verify/{code}/"


def test_a_code_is_found_however_it_is_typed_and_a_wrong_one_tells_nothing(
    run: CourseRun, tess: User, client: Client
) -> None:
    after.mark(run, tess, {seat(run, name="Amina Enough"): [HERE, HERE, HERE]})
    after.close(run, tess)
    code = standing().spoken_code
    asked = client.get("/verify/", {"code": f" {code.lower()} "}, follow=True)
    assert "This certificate stands" in asked.content.decode()
    wrong = client.get(f"/verify/{code[:-1]}/")
    assert wrong.status_code == 404
    page = wrong.content.decode()
    assert "We have issued no such certificate" in page
    assert "Amina" not in page
    assert run.title not in page
    assert 'content="noindex"' in page
    assert client.get("/verify/", {"code": "--"}).status_code == 422


def test_trying_codes_is_stopped(client: Client, db: None) -> None:
    answers = [client.get(f"/verify/AAAAAAAA{n:02d}/").status_code for n in range(61)]
    assert answers == [404] * 60 + [429]


def test_closing_takes_no_more_reading_for_more_people(tess: User) -> None:
    """Each certificate is written and mailed; what is read stays the same."""

    def reads(people: int) -> int:
        run = after.past(tess)
        after.mark(run, tess, {seat(run): [HERE] for _ in range(people)})
        with CaptureQueriesContext(
            connection,
        ) as seen:
            after.close(run, tess)
        marks = [q for q in seen.captured_queries if 'FROM "courses_attendance"' in q["sql"]]
        return len(marks)

    assert reads(2) == reads(8)
