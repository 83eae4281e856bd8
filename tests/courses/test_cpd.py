"""One's CPD record: sums by academic year, CPD from elsewhere, and nobody else's business."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from core import files
from core.contention import DatabaseBusyError
from core.models import AuditEvent
from courses import cpd
from courses.actions import external_cpd, registers
from courses.enums import Mark
from courses.forms_cpd import AGAIN
from courses.models import Attendance, Attendee, ExternalCpd, Place, Session
from tests.core.test_pdf import words
from tests.factories import after
from tests.factories.certification import run_today, seat

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
HERE, AWAY = Mark.PRESENT, Mark.ABSENT


def evening(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(15, 45)))


@pytest.fixture
def across_two_years(tess: User, tariq: User) -> Place:
    """Two evenings, the last of one academic year and the first of the next; 90 minutes each."""
    run = run_today(tess, sessions=2, starts=evening(date(2025, 8, 27)))
    place = seat(run, tariq)
    after.mark(run, tess, {place: [HERE, HERE]})
    return place


@pytest.mark.promise(number=47)
def test_hours_are_summed_by_academic_year_with_what_was_done_elsewhere(
    across_two_years: Place, tariq: User
) -> None:
    after.external(tariq, on_date=date(2025, 9, 1), minutes=45)
    newer, older = cpd.record_of(tariq)
    assert (newer.name, newer.hub_minutes, newer.external_minutes, newer.minutes) == (
        "2025/26",
        90,
        45,
        135,
    )
    assert (older.name, older.minutes, [line.sessions for line in older.lines]) == (
        "2024/25",
        90,
        [1],
    )


def test_only_current_marks_of_confirmed_places_count(
    across_two_years: Place, tariq: User, tess: User
) -> None:
    first, second = after.sessions(across_two_years.run)
    registers.mark(session=first, marks={across_two_years: AWAY}, by=tess)
    Attendance.objects.current().filter(session=second).update(minutes=50)
    assert [year.minutes for year in cpd.record_of(tariq)] == [50]
    Place.objects.filter(pk=across_two_years.pk).update(
        state="CANCELLED", is_counted=False, cancelled_at=timezone.now()
    )
    assert cpd.record_of(tariq) == []


def test_a_place_that_the_office_booked_for_ones_address_is_ones_own(
    tess: User, tariq: User, sam: User
) -> None:
    run = after.past(tess)
    place = seat(run, name="Somebody")
    Attendee.objects.filter(places=place).update(user=None, email=tariq.email)
    after.mark(run, tess, {place: [HERE]})
    assert [year.minutes for year in cpd.record_of(tariq)] == [90]
    assert cpd.record_of(sam) == []


def test_the_page_shows_ones_own_and_offers_both_files(
    tess: User, tariq: User, sam: User, client_for: ClientFor
) -> None:
    run = after.finished(tess, people=[tariq])
    after.external(tariq, title="Early years music day")
    page = client_for(tariq).get("/account/cpd/").content.decode()
    assert run.title in page
    assert "Early years music day" in page
    assert "Certificate (PDF)" in page
    assert "How was it?" in page or "at the end" in page
    others = client_for(sam).get("/account/cpd/").content.decode()
    assert run.title not in others
    assert "Your record begins here" in others
    assert "6 hours 30 minutes" in client_for(tariq).get("/account/").content.decode()


@pytest.mark.promise(number=47)
def test_it_exports_as_a_document_and_as_harmless_cells(
    across_two_years: Place, tariq: User, client_for: ClientFor, tmp_path: Path
) -> None:
    after.external(
        tariq, title='=HYPERLINK("https://evil.example")', provider="#panic", reflection="@SUM(1)"
    )
    client = client_for(tariq)
    answer = client.get("/account/cpd/record.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="my-cpd-record.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["Minutes"] for row in rows] == ["300", "90", "90"]
    assert rows[0]["Course"].startswith("'=")
    assert rows[0]["Reflection"] == "'@SUM(1)"
    assert rows[0]["Evidence"] == "programme.pdf"
    document = client.get("/account/cpd/record.pdf")
    assert document["Content-Type"] == "application/pdf"
    said = words(document.content, tmp_path)
    assert "2025/26: 1 hour 30 minutes" in said
    assert "In all 8 hours" in said
    assert "#panic" in said


def form(**values: object) -> dict[str, Any]:
    given: dict[str, Any] = {
        "title": "Choir leaders’ day",
        "provider": "Example Cathedral",
        "on_date": "2026-03-03",
        "hours": "5",
        "minutes": "30",
        "reflection": "Warm up bodies first.",
    }
    return {**given, **values}


@pytest.mark.promise(number=47)
def test_somebody_adds_changes_and_removes_what_they_did_elsewhere(
    tariq: User,
    client_for: ClientFor,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[Any]],
) -> None:
    client = client_for(tariq)
    file = SimpleUploadedFile("my certificate.pdf", after.PDF)
    assert client.post("/account/cpd/add/", form(evidence=file)).status_code == 302
    line = ExternalCpd.objects.get()
    assert (line.user, line.minutes, line.evidence_name) == (tariq, 330, "my certificate.pdf")
    stored = line.evidence.name or ""
    assert "certificate" not in stored
    assert files.private().exists(stored)

    handed = client.get(f"/account/cpd/{line.pk}/evidence/")
    assert handed.content == after.PDF
    assert handed["Content-Disposition"] == 'attachment; filename="my certificate.pdf"'
    assert handed["X-Content-Type-Options"] == "nosniff"
    assert handed["Content-Type"] == "application/octet-stream"

    changed = form(title="Choir day", without_evidence="on")
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"/account/cpd/{line.pk}/", changed).status_code == 302
    line.refresh_from_db()
    assert (line.title, line.evidence_name, bool(line.evidence)) == ("Choir day", "", False)
    assert not files.private().exists(stored)
    assert client.get(f"/account/cpd/{line.pk}/evidence/").status_code == 404

    assert client.get(f"/account/cpd/{line.pk}/remove/").status_code == 200
    assert ExternalCpd.objects.exists()
    client.post(f"/account/cpd/{line.pk}/remove/")
    assert not ExternalCpd.objects.exists()
    assert set(
        AuditEvent.objects.filter(subject_type="courses.ExternalCpd").values_list("verb", flat=True)
    ) == {
        "external_cpd.add",
        "external_cpd.revise",
        "external_cpd.remove",
    }


def test_a_replaced_file_is_deleted_and_one_that_is_kept_stays(
    tariq: User, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[Any]]
) -> None:
    line = after.external(tariq)
    first = line.evidence.name or ""
    given: dict[str, Any] = {"title": "x", "provider": "y", "on_date": line.on_date, "minutes": 10}
    with django_capture_on_commit_callbacks(execute=True):
        external_cpd.revise(line=line, doing=external_cpd.Doing(**given), by=tariq)
    assert files.private().exists(first)
    with django_capture_on_commit_callbacks(execute=True):
        new = external_cpd.Doing(**given, evidence=SimpleUploadedFile("b.pdf", after.PDF))
        external_cpd.revise(line=line, doing=new, by=tariq)
    second = line.evidence.name or ""
    assert (files.private().exists(first), files.private().exists(second)) == (False, True)
    with django_capture_on_commit_callbacks(execute=True):
        external_cpd.remove(line=line, by=tariq)
    assert not files.private().exists(second)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": ""}, "Say what it was."),
        ({"hours": "", "minutes": ""}, "Say how long it took: whole hours, or 0."),
        ({"hours": "0", "minutes": "0"}, "Say how long it took."),
        ({"minutes": "75"}, "Give minutes from 0 to 59"),
        ({"on_date": "2099-01-01"}, "This day is still to come"),
        ({"title": "x" * 201}, "Shorten this to 200 characters. It has 201."),
        ({"evidence": SimpleUploadedFile("a.pdf", b"<html>")}, "Choose a PDF, JPEG, PNG or Word"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(
    tariq: User, client_for: ClientFor, wrong: dict[str, object], message: str
) -> None:
    answer = client_for(tariq).post("/account/cpd/add/", form(**wrong))
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not ExternalCpd.objects.exists()


def kept_on(page: str) -> list[str]:
    """What of the whole form below a page still shows."""
    return [
        typed
        for typed in ("Choir week", "Example Cathedral", "2026-03-03", "Breathe")
        if typed in page
    ]


WHOLE = {
    "title": "Choir week",
    "provider": "Example Cathedral",
    "on_date": "2026-03-03",
    "hours": "7",
    "minutes": "15",
    "reflection": "Breathe",
}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        pytest.param(
            {"evidence": ("a.pdf", b"<html>")}, "Choose a PDF, JPEG", id="not what it says"
        ),
        pytest.param({"evidence": ("a.svg", b"<svg>")}, "Choose a PDF, JPEG", id="wrong kind"),
        pytest.param({"evidence": ("a.pdf", b"")}, "empty", id="nothing in it"),
        pytest.param(
            {"evidence": ("a.pdf", b"%PDF" + bytes(files.MOST_BYTES))},
            "10 MB or less",
            id="too large",
        ),
        pytest.param(
            {"evidence": ("a.pdf", after.PDF), "minutes": "75"}, AGAIN, id="something else"
        ),
    ],
)
def test_a_file_that_cannot_be_taken_costs_nothing_that_was_typed(
    tariq: User, client_for: ClientFor, wrong: dict[str, Any], message: str
) -> None:
    name, content = wrong["evidence"]
    sent = {**WHOLE, **wrong, "evidence": SimpleUploadedFile(name, content)}
    answer = client_for(tariq).post("/account/cpd/add/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in page
    assert len(kept_on(page)) == 4
    assert 'name="hours" value="7"' in page
    assert not ExternalCpd.objects.exists()


@pytest.mark.parametrize("act", ["add", "revise"])
def test_when_all_is_busy_what_was_typed_stays(
    tariq: User, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    def busy(**_: object) -> None:
        raise DatabaseBusyError

    where = "add" if act == "add" else str(after.external(tariq).pk)
    monkeypatch.setattr(external_cpd, act, busy)
    answer = client_for(tariq).post(f"/account/cpd/{where}/", WHOLE)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert len(kept_on(answer.content.decode())) == 4


@pytest.mark.parametrize("what", ["", "remove/", "evidence/"])
@pytest.mark.parametrize("who", ["sam", "hannah", "olwen"])
def test_nobody_else_has_it_not_even_the_hub(
    tariq: User, client_for: ClientFor, what: str, who: str, request: pytest.FixtureRequest
) -> None:
    line = after.external(tariq)
    user: User = request.getfixturevalue(who)
    client = client_for(user)
    assert client.get(f"/account/cpd/{line.pk}/{what}").status_code == 404
    if what != "evidence/":
        assert client.post(f"/account/cpd/{line.pk}/{what}", form()).status_code == 404
    line.refresh_from_db()
    assert line.title == "Early years music day"


def test_the_record_takes_as_many_statements_for_a_long_life_of_learning(
    tess: User, tariq: User, client_for: ClientFor
) -> None:
    client = client_for(tariq)

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/account/cpd/").status_code == 200
        return len(seen)

    after.finished(tess, people=[tariq])
    after.external(tariq)
    client.get("/account/cpd/")
    few = statements()
    for ago in range(1, 10):
        after.finished(tess, people=[tariq], ago=30 * ago)
        after.external(tariq, on_date=timezone.localdate() - timedelta(days=90 * ago))
    assert statements() == few
    assert Session.objects.count() == 10
