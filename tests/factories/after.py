"""Courses that are over: past runs whose registers are marked and closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from courses import personal_links
from courses.actions import external_cpd, registers
from courses.actions.external_cpd import Doing
from courses.enums import Mark, Wave
from courses.models import CourseRun, ExternalCpd, Place, Session
from tests.factories.certification import run_today, seat
from tests.factories.courses import CourseRunFactory


def past(tutor: User, *, sessions: int = 1, needed: int | None = None, ago: int = 0) -> CourseRun:
    """A run of weekly evenings whose last was yesterday, or `ago` days before that."""
    evening = timezone.localtime().replace(hour=15, minute=45, second=0, microsecond=0)
    first = evening - timedelta(days=1 + ago) - timedelta(weeks=sessions - 1)
    run = run_today(tutor, sessions=sessions, starts=first)
    CourseRun.objects.filter(pk=run.pk).update(sessions_needed=needed)
    run.refresh_from_db()
    return run


def mark(run: CourseRun, tutor: User, marks: Mapping[Place, Sequence[Mark]]) -> None:
    """One mark for each session of each place."""
    for number, session in enumerate(sessions(run)):
        given = {place: row[number] for place, row in marks.items()}
        registers.mark(session=session, marks=given, by=tutor)


def close(run: CourseRun, tutor: User) -> None:
    """Close every register of the run."""
    for session in sessions(run):
        registers.close(session=session, by=tutor)


def sessions(run: CourseRun) -> list[Session]:
    return list(Session.objects.filter(run=run).order_by("order"))


def finished(tutor: User, *, people: Sequence[User] = (), ago: int = 0) -> CourseRun:
    """One evening to which all of these came; its register is closed."""
    run = past(tutor, ago=ago)
    places = [seat(run, person) for person in people]
    mark(run, tutor, {place: [Mark.PRESENT] for place in places})
    close(run, tutor)
    return run


def addresses(run: CourseRun) -> dict[str, object]:
    """What the addresses about the first person of a finished run and their own CPD end in."""
    place = run.places.all()[0]
    certificate = place.certificates.get()
    link = personal_links.evaluation(place, Wave.CLOSE).split("/")
    return {
        "core:verify_code:code": certificate.code,
        "courses:run_evaluation:run_id": run.pk,
        "courses:waive_absence:pk": absent(run.sessions.all()[0].tutors.all()[0]).pk,
        "courses:attendance_certificate:token": personal_links.certificate(certificate).split("/")[
            2
        ],
        "courses:evaluation:token": link[2],
        "courses:evaluation_thanks:token": link[2],
        "wave": link[3],
        "courses:join_watched:token": recording(place.booking.booker).join_token,
        **external_addresses(place.booking.booker),
    }


def recording(user: User) -> Place:
    """A place on a recorded course."""
    link = "https://example.org/recording"
    return seat(CourseRunFactory(is_open=True, is_undated=True, recording_link=link), user)


PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def external(user: User, **values: Any) -> ExternalCpd:
    """A day of CPD elsewhere, five hours long, with a PDF as evidence."""
    given: dict[str, Any] = {
        "title": "Early years music day",
        "provider": "Example Conservatoire",
        "on_date": timezone.localdate(),
        "minutes": 300,
        "evidence": SimpleUploadedFile("programme.pdf", PDF),
    }
    return external_cpd.add(doing=Doing(**{**given, **values}), by=user)


def external_addresses(user: User) -> dict[str, object]:
    """What the addresses about somebody's CPD elsewhere end in."""
    line = external(user)
    return {f"courses:cpd_{name}:pk": line.pk for name in ("edit", "remove", "evidence")}


THIRTY = {"no_show_percent": 0, "no_show_pence": 3000}


def free_seat(run: CourseRun, *, name: str = "") -> Place:
    """A confirmed place that costs nothing, unless nobody comes: then £30."""
    place = seat(run, name=name)
    Place.objects.filter(pk=place.pk).update(policy=THIRTY, net_pence=0, gross_pence=0)
    place.refresh_from_db()
    return place


def absent(tutor: User) -> Place:
    """A place that is charged for, because nobody came."""
    run = past(tutor)
    place = free_seat(run)
    mark(run, tutor, {place: [Mark.ABSENT]})
    close(run, tutor)
    return place
