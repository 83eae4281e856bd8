"""What needs a person today: each kind when it is due, and nothing when it is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from billing.enums import EntryKind, Terms
from billing.models import LedgerEntry
from core import needs
from core.jobs import MAX_ATTEMPTS
from courses import working_days
from courses.enums import BookingState, RunState, Wave
from courses.models import Approval, Booking, CourseRun, Evaluation, Session
from tests.factories import bookings as people
from tests.factories import office as make
from tests.factories.courses import CourseRunFactory
from tests.factories.schools import PostFactory

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
EVERY_KIND = {
    "approval",
    "below-minimum",
    "claims",
    "invoices",
    "low-marks",
    "offers",
    "registers",
    "unnamed",
    "wind-up",
}


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def run() -> CourseRun:
    return CourseRunFactory(is_open=True, title="Singing")


def found(slug: str) -> list[needs.Need]:
    kind = needs.kind(slug)
    assert kind
    return list(needs.lot(kind, timezone.now()).needs)


def test_unnamed_places_wait_from_a_week_before_their_day(run: CourseRun, now: datetime) -> None:
    school = people.school()
    soon = make.booking(school=school)
    for _ in range(2):
        make.place(run, of=soon, name="", name_by=now + timedelta(days=6))
    make.place(run, name="", name_by=now + timedelta(days=8))
    make.place(run, name="Tariq Ahmed", name_by=now)
    make.place(run, of=make.booking(BookingState.HELD), name="", name_by=now)
    (one,) = found("unnamed")
    assert one.who == "2 places on Singing for Demo Meadow Primary"
    assert one.since.startswith("Names are due by ")
    assert one.url == f"/office/bookings/{soon.reference}/"


def test_an_unnamed_place_past_its_day_is_late(run: CourseRun, now: datetime) -> None:
    make.place(run, name="", name_by=now - timedelta(days=2))
    (one,) = found("unnamed")
    assert needs.urgency(one.due_at, now).text == "Late by 2 days"


def test_a_cancelled_run_waits_for_no_names(run: CourseRun, now: datetime) -> None:
    make.place(run, name="", name_by=now)
    CourseRun.objects.update(state=RunState.CANCELLED, cancelled_at=now)
    assert found("unnamed") == []


def test_a_booking_that_waits_for_approval_says_whom_was_asked_and_how_long_ago(
    run: CourseRun, now: datetime
) -> None:
    waiting = make.booking(BookingState.PENDING_APPROVAL, school=people.school())
    approval = Approval.objects.create(
        booking=waiting, asked_name="Mrs Head", asked_email="head@example.org"
    )
    Approval.objects.filter(pk=approval.pk).update(asked_at=now - timedelta(days=6))
    (one,) = found("approval")
    assert one.who == f"Demo Meadow Primary, booked by {waiting.booker}"
    assert one.since.startswith("Asked of Mrs Head ")
    assert one.since.endswith(", 6 days ago")
    assert one.due_at == waiting.hold_expires_at


def test_a_booking_for_which_nobody_was_asked_says_so(run: CourseRun) -> None:
    make.booking(BookingState.PENDING_APPROVAL)
    assert found("approval")[0].since.startswith("Nobody has been asked since ")


def test_a_run_below_its_minimum_waits_before_its_notice_period(now: datetime) -> None:
    short = CourseRunFactory(is_open=True, title="Short", minimum_to_run=3)
    make.place(short)
    make.place(short, of=make.booking(BookingState.HELD))
    enough = CourseRunFactory(is_open=True, minimum_to_run=1)
    make.place(enough)
    CourseRunFactory(is_open=True, minimum_to_run=3, starts=now + timedelta(days=90))
    CourseRunFactory(is_cancelled=True, minimum_to_run=3)
    (one,) = found("below-minimum")
    assert one.who.startswith("Short, ")
    assert one.since.startswith("1 of at least 3 booked; decide by ")
    assert one.url == f"/office/runs/{short.code}/"


def test_an_offer_waits_on_its_last_day(run: CourseRun, now: datetime) -> None:
    make.booking(BookingState.OFFERED, ends=now + timedelta(hours=30))
    assert found("offers") == []
    make.booking(BookingState.OFFERED, ends=now + timedelta(hours=20))
    assert found("offers")[0].since.startswith("Offered until ")


def test_a_cancelled_run_waits_until_it_is_wound_up(run: CourseRun, now: datetime) -> None:
    make.place(run)
    CourseRunFactory(is_cancelled=True)
    assert found("wind-up") == []
    CourseRun.objects.filter(pk=run.pk).update(state=RunState.CANCELLED, cancelled_at=now)
    assert [one.who for one in found("wind-up")] == ["Singing"]
    CourseRun.objects.filter(pk=run.pk).update(wound_up_at=now)
    assert found("wind-up") == []


def test_a_register_waits_until_it_is_closed(run: CourseRun, now: datetime, tess: User) -> None:
    make.place(run)
    CourseRunFactory(is_open=True)
    yesterday = now - timedelta(days=1)
    Session.objects.update(start_at=yesterday - timedelta(hours=1), end_at=yesterday)
    assert [one.who for one in found("registers")] == ["Singing, session 1"]
    Session.objects.update(register_closed_at=now, register_closed_by=tess)
    assert found("registers") == []


def test_a_low_mark_waits_to_be_read(run: CourseRun) -> None:
    Evaluation.objects.create(place=make.place(run), wave=Wave.CLOSE, rating=3)
    assert found("low-marks") == []
    Evaluation.objects.create(place=make.place(run), wave=Wave.CLOSE, rating=2)
    assert [one.who for one in found("low-marks")] == ["Singing: 2 out of 5"]


def test_a_claim_an_invoice_and_a_refund_wait(run: CourseRun, sam: User) -> None:
    PostFactory(user=sam, school=people.school(), is_waiting=True)
    place = make.place(
        run, of=make.booking(school=people.school()), pence=4000, terms=Terms.INVOICE
    )
    assert found("claims")[0].url == "/office/#claims"
    assert found("invoices")[0].who == "Demo Meadow Primary, £40"
    assert found("refunds") == []
    assert place.booking.order
    LedgerEntry.objects.create(order=place.booking.order, kind=EntryKind.CREDIT, amount_pence=-5000)
    assert found("refunds")[0].who == "£10 to Demo Meadow Primary"


def test_two_sessions_of_one_tutor_at_once_wait(tess: User) -> None:
    starts = timezone.localtime().replace(hour=12) + timedelta(days=40)
    while not working_days.is_working(starts.date()):
        starts += timedelta(days=1)
    CourseRunFactory(is_open=True, tutors=[tess], starts=starts)
    assert found("clashes") == []
    second = CourseRunFactory(is_open=True, tutors=[tess], starts=starts)
    assert [one.url for one in found("clashes")] == [f"/admin/course_runs/edit/{second.pk}/"]


def test_what_failed_for_good_waits(now: datetime) -> None:
    def failed(**fields: object) -> None:
        DBTaskResult.objects.create(
            task_path="core.mail.deliver",
            args_kwargs={"args": [], "kwargs": {"to": "tariq@example.org"}},
            status=TaskResultStatus.FAILED,
            backend_name="default",
            finished_at=now,
            run_after=now,
            **fields,
        )

    failed(worker_ids=["a"])
    assert found("dead-letters") == []
    failed(worker_ids=["a"] * MAX_ATTEMPTS)
    assert [one.url for one in found("dead-letters")] == ["/admin/jobs/"]


def everything(run: CourseRun, now: datetime, sam: User) -> None:
    """One more of each kind."""
    make.place(run, name="", name_by=now)
    waiting = make.booking(BookingState.PENDING_APPROVAL)
    Approval.objects.create(booking=waiting, asked_email="head@example.org")
    CourseRunFactory(is_open=True, minimum_to_run=3)
    make.booking(BookingState.OFFERED, ends=now + timedelta(hours=2))
    gone = CourseRunFactory(is_open=True)
    make.place(gone)
    CourseRun.objects.filter(pk=gone.pk).update(state=RunState.CANCELLED, cancelled_at=now)
    over = CourseRunFactory(is_open=True)
    make.place(over)
    over.sessions.update(start_at=now - timedelta(days=2), end_at=now - timedelta(days=1))
    Evaluation.objects.create(place=make.place(run), wave=Wave.CLOSE, rating=1)
    make.place(run, of=make.booking(school=people.school()), pence=4000, terms=Terms.INVOICE)
    PostFactory(user=sam, is_waiting=True)


def test_the_office_takes_as_many_statements_for_ten_times_as_much(
    client_for: ClientFor,
    hannah: User,
    sam: User,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client, run = client_for(hannah), CourseRunFactory(is_open=True, capacity=100)
    everything(run, now, sam)
    client.get("/office/")
    with django_assert_max_num_queries(30) as few:
        assert client.get("/office/").status_code == 200
    for _ in range(9):
        everything(run, now, sam)
    with django_assert_max_num_queries(30) as many:
        client.get("/office/")
    assert len(many) == len(few)
    assert {lot.kind.slug for lot in needs.gather()} >= EVERY_KIND


@pytest.mark.parametrize("slug", ["unnamed", "approval", "below-minimum", "wind-up", "registers"])
def test_all_of_one_kind_are_listed_each_with_its_way(
    client_for: ClientFor, hannah: User, sam: User, now: datetime, slug: str
) -> None:
    run = CourseRunFactory(is_open=True)
    client = client_for(hannah)
    assert "Nothing of this kind waits" in client.get(f"/office/today/{slug}/").content.decode()
    everything(run, now, sam)
    html = client.get(f"/office/today/{slug}/").content.decode()
    for need in found(slug):
        assert f'href="{need.url}"' in html


def test_a_kind_that_is_none_is_not_there(client_for: ClientFor, hannah: User) -> None:
    assert client_for(hannah).get("/office/today/nothing/").status_code == 404


def test_with_nothing_to_do_the_office_says_so(client_for: ClientFor, hannah: User) -> None:
    assert not Booking.objects.exists()
    html = client_for(hannah).get("/office/").content.decode()
    assert "Nothing needs a person today" in html


def test_the_admins_home_says_the_same(
    client_for: ClientFor, hannah: User, sam: User, now: datetime
) -> None:
    everything(CourseRunFactory(is_open=True, capacity=9), now, sam)
    client = client_for(hannah)
    office, admin = (client.get(path).content.decode() for path in ("/office/", "/admin/"))
    said = needs.summary(needs.gather(), timezone.now())
    assert said in office
    assert said in admin
    assert office.count("free of 9") == admin.count("free of 9") == 1
