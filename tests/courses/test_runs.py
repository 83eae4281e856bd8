"""Runs: made, revised, moved and called off, with their copied dates and prices in step."""

from datetime import datetime, timedelta
from unittest import mock

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from core.models import AuditEvent
from courses.actions import runs
from courses.actions.runs import Meeting, PriceLine
from courses.enums import RUN_RETURNS, RUN_TRANSITIONS, Audience, EntryState, Format, Mark, RunState
from courses.exceptions import (
    CapacityTooLowError,
    RunNotReadyError,
    RunStateError,
    SessionInUseError,
)
from courses.jobs import follow_the_clock
from courses.models import (
    Attendance,
    Attendee,
    Booking,
    CourseRun,
    Place,
    Session,
    WaitingListEntry,
)
from tests.factories import bookings as make
from tests.factories.courses import CoursePageFactory, CourseRunFactory, VenueFactory, first_start

pytestmark = pytest.mark.django_db

EVENING = timedelta(minutes=90)
ACTIONS = {
    RunState.OPEN: lambda run: runs.open(run=run, by=None),
    RunState.CLOSED: lambda run: runs.close(run=run, by=None),
    RunState.RUNNING: lambda run: runs.start(run=run, by=None),
    RunState.FINISHED: lambda run: runs.finish(run=run, by=None),
    RunState.CANCELLED: lambda run: runs.cancel(run=run, reason="The hall is flooded.", by=None),
}


def stamp(state: RunState) -> datetime | None:
    """When a run in this state was called off."""
    return timezone.now() if state is RunState.CANCELLED else None


@pytest.mark.parametrize("after", [state for state in RunState if state is not RunState.DRAFT])
@pytest.mark.parametrize("before", list(RunState))
def test_a_run_moves_only_where_the_table_lets_it(before: RunState, after: RunState) -> None:
    run = CourseRunFactory()
    CourseRun.objects.filter(pk=run.pk).update(state=before, cancelled_at=stamp(before))
    run.refresh_from_db()

    if after in RUN_TRANSITIONS[before]:
        ACTIONS[after](run)
        expected = after
    else:
        with pytest.raises(RunStateError, match=run.get_state_display().lower()):
            ACTIONS[after](run)
        expected = before

    assert CourseRun.objects.get(pk=run.pk).state == expected


@pytest.mark.parametrize("days", [-2, -1, 7], ids=["over", "begun", "not begun"])
@pytest.mark.parametrize("was", [RunState.OPEN, RunState.CLOSED])
@pytest.mark.parametrize("before", list(RunState))
def test_moving_the_sessions_brings_back_only_what_the_other_table_lets_back(
    before: RunState, was: RunState, days: int
) -> None:
    run = CourseRunFactory(state=was, sessions=1)
    runs.start(run=run, by=None)
    CourseRun.objects.filter(pk=run.pk).update(state=before, cancelled_at=stamp(before))
    start = timezone.now() + timedelta(days=days)
    length = timedelta(days=2) if days == -1 else EVENING
    expected = {-2: before, -1: RunState.RUNNING, 7: was}[days]

    runs.reschedule(session=run.sessions.get(), start_at=start, end_at=start + length, by=None)

    assert CourseRun.objects.get(pk=run.pk).state == (
        expected if expected in RUN_RETURNS.get(before, ()) else before
    )


def test_a_run_whose_first_evening_is_moved_after_it_began_can_be_booked_again(
    hannah: User, tariq: User
) -> None:
    run = CourseRunFactory(is_open=True)
    session = run.sessions.get()
    with time_machine.travel(session.start_at + timedelta(hours=1)):
        follow_the_clock()
        start = session.start_at + timedelta(weeks=1)
        moved = Meeting(session_id=session.pk, start_at=start, end_at=start + EVENING)
        runs.set_sessions(run=CourseRun.objects.get(pk=run.pk), meetings=[moved], by=hannah)

        assert CourseRun.objects.open_for_booking().get() == run
        assert AuditEvent.objects.get(verb="run.bring_back").data["was"] == RunState.RUNNING
        follow_the_clock()
        assert CourseRun.objects.get(pk=run.pk).state == RunState.OPEN


def test_a_stale_copy_of_a_run_does_not_move_it_from_a_state_it_has_left() -> None:
    run = CourseRunFactory(is_open=True)
    stale = CourseRun.objects.get(pk=run.pk)
    runs.cancel(run=run, reason="Snow.", by=None)

    with pytest.raises(RunStateError):
        runs.close(run=stale, by=None)

    assert stale.state == RunState.CANCELLED


def test_creating_a_run_copies_its_title_dates_and_lowest_price(hannah: User) -> None:
    start = first_start()
    run = runs.create(
        page=CoursePageFactory(title="Singing in Year 3"),
        format=Format.SERIES,
        capacity=20,
        meetings=[
            Meeting(
                start_at=start + timedelta(weeks=1), end_at=start + timedelta(weeks=1) + EVENING
            ),
            Meeting(start_at=start, end_at=start + EVENING, title="Breath"),
        ],
        prices=[
            PriceLine(audience=Audience.SCHOOL, net_pence=7500),
            PriceLine(audience=Audience.SMALL_SCHOOL, net_pence=4000),
        ],
        by=hannah,
    )

    stored = CourseRun.objects.get(pk=run.pk)
    assert stored.title == "Singing in Year 3"
    assert stored.state == RunState.DRAFT
    assert (stored.starts_at, stored.ends_at) == (start, start + timedelta(weeks=1) + EVENING)
    assert stored.sessions_count == 2
    assert stored.lowest_pence == 4000
    assert [s.title for s in stored.sessions.order_by("order")] == ["Breath", ""]
    assert AuditEvent.objects.filter(verb="run.create", actor_id=hannah.pk).count() == 1


@pytest.mark.parametrize("field", ["places_taken", "state", "starts_at", "lowest_pence", "code"])
def test_counts_and_states_are_not_for_revising(field: str) -> None:
    run = CourseRunFactory()

    with pytest.raises(TypeError, match=field):
        runs.revise(run=run, by=None, **{field: 1})


@pytest.mark.promise(number=10)
def test_capacity_below_places_taken_is_refused_with_the_number(hannah: User) -> None:
    run = CourseRunFactory(is_open=True, capacity=10, places_taken=7)

    with pytest.raises(CapacityTooLowError, match="7 places are taken"):
        runs.revise(run=run, capacity=6, by=hannah)
    runs.revise(run=run, capacity=7, by=hannah)

    assert CourseRun.objects.get(pk=run.pk).capacity == 7


def test_revising_keeps_places_that_were_taken_meanwhile() -> None:
    run = CourseRunFactory(is_open=True, capacity=10)
    CourseRun.objects.filter(pk=run.pk).update(places_taken=4)

    runs.revise(run=run, capacity=12, minimum_to_run=3, by=None)

    stored = CourseRun.objects.get(pk=run.pk)
    assert (stored.capacity, stored.minimum_to_run, stored.places_taken) == (12, 3, 4)


def test_a_revision_says_in_the_trail_what_changed(hannah: User) -> None:
    run = CourseRunFactory(capacity=10)

    runs.revise(run=run, capacity=12, title=run.title, by=hannah)

    event = AuditEvent.objects.get(verb="run.revise")
    assert event.data["changed"] == ["capacity"]


def test_moving_a_session_counts_up_its_sequence_and_moves_the_run(hannah: User) -> None:
    run = CourseRunFactory(sessions=2)
    first = run.sessions.get(order=1)
    later = first.start_at + timedelta(days=1)

    runs.reschedule(session=first, start_at=later, end_at=later + EVENING, by=hannah)
    runs.reschedule(session=first, start_at=later, end_at=later + EVENING, by=hannah)

    assert Session.objects.get(pk=first.pk).sequence == 1
    assert CourseRun.objects.get(pk=run.pk).starts_at == later


def test_sessions_are_renumbered_by_their_start_and_keep_who_they_are(hannah: User) -> None:
    run = CourseRunFactory(sessions=2)
    first, second = run.sessions.order_by("order")
    after = second.start_at + timedelta(weeks=1)
    hall = VenueFactory()

    runs.set_sessions(
        run=run,
        meetings=[
            Meeting(session_id=first.pk, start_at=after, end_at=after + EVENING),
            Meeting(session_id=second.pk, start_at=second.start_at, end_at=second.end_at),
            Meeting(start_at=after + EVENING, end_at=after + EVENING * 2, venue=hall),
        ],
        by=hannah,
    )

    stored = list(Session.objects.filter(run=run).order_by("order"))
    assert [(s.order, s.pk, s.sequence) for s in stored[:2]] == [
        (1, second.pk, 0),
        (2, first.pk, 1),
    ]
    assert stored[2].venue == hall
    assert CourseRun.objects.get(pk=run.pk).sessions_count == 3


def test_a_session_of_another_run_is_never_taken_over() -> None:
    other = CourseRunFactory().sessions.get()
    run = CourseRunFactory()
    start = first_start()

    runs.set_sessions(
        run=run,
        meetings=[Meeting(session_id=other.pk, start_at=start, end_at=start + EVENING)],
        by=None,
    )

    assert Session.objects.get(pk=other.pk).run_id == other.run_id
    assert run.sessions.get().pk != other.pk


def test_a_session_with_marks_cannot_be_removed(tariq: User, tess: User) -> None:
    run = CourseRunFactory(is_open=True, sessions=2)
    session = run.sessions.get(order=1)
    attendee = Attendee.objects.create(name="Ada", email="ada@example.org")
    booking = Booking.objects.create(booker=tariq, submit_token="a", hold_expires_at=timezone.now())
    place = Place.objects.create(
        booking=booking,
        run=run,
        attendee=attendee,
        tier_name="Schools",
        net_pence=0,
        vat_code="OUTSIDE",
        vat_pence=0,
        gross_pence=0,
    )
    Attendance.objects.create(session=session, place=place, mark=Mark.PRESENT, marked_by=tess)
    second = run.sessions.get(order=2)

    with pytest.raises(SessionInUseError, match="marks in its register"):
        runs.set_sessions(
            run=run,
            meetings=[
                Meeting(session_id=second.pk, start_at=second.start_at, end_at=second.end_at)
            ],
            by=None,
        )

    assert [s.order for s in run.sessions.order_by("order")] == [1, 2]


@pytest.mark.parametrize(
    ("traits", "words"),
    [({"sessions": 0}, "at least one session"), ({"prices": ()}, "Add a price")],
)
def test_a_run_without_dates_or_prices_does_not_open(traits: dict[str, object], words: str) -> None:
    run = CourseRunFactory(**traits)

    with pytest.raises(RunNotReadyError, match=words):
        runs.open(run=run, by=None)

    assert CourseRun.objects.get(pk=run.pk).state == RunState.DRAFT


def test_a_recorded_run_opens_without_dates() -> None:
    assert CourseRunFactory(is_undated=True, is_open=True).state == RunState.OPEN


def test_an_open_run_keeps_at_least_one_session_and_one_price() -> None:
    run = CourseRunFactory(is_open=True)

    with pytest.raises(RunNotReadyError):
        runs.set_sessions(run=run, meetings=[], by=None)
    with pytest.raises(RunNotReadyError):
        runs.set_tiers(run=run, prices=[], by=None)

    assert run.sessions.count() == 1
    assert run.tiers.count() == 3


def test_cancelling_needs_a_reason_and_says_it(hannah: User) -> None:
    run = CourseRunFactory(is_open=True, places_taken=3)

    with pytest.raises(RunNotReadyError, match="Say in a sentence"):
        runs.cancel(run=run, reason="  ", by=hannah)
    runs.cancel(run=run, reason=" The trainer is ill. ", by=hannah)

    stored = CourseRun.objects.get(pk=run.pk)
    assert stored.cancelled_reason == "The trainer is ill."
    assert AuditEvent.objects.get(verb="run.cancel").data["places_taken"] == 3


def test_runs_begin_and_end_by_themselves_and_only_when_it_is_time() -> None:
    run = CourseRunFactory(is_open=True, sessions=2)
    later = CourseRunFactory(is_open=True, starts=timezone.now() + timedelta(days=60))
    assert follow_the_clock() == 0
    with time_machine.travel(run.starts_at):
        assert follow_the_clock() == 1
        assert follow_the_clock() == 0
    with time_machine.travel(run.ends_at):
        assert follow_the_clock() == 1
    run.refresh_from_db()
    later.refresh_from_db()
    assert (run.state, later.state) == (RunState.FINISHED, RunState.OPEN)


def test_a_run_that_was_called_off_meanwhile_does_not_stop_the_others() -> None:
    first, second, third = CourseRunFactory.create_batch(3, is_open=True)
    begin = runs.start

    def start_late(*, run: CourseRun, by: User | None) -> CourseRun:
        if run == first:
            runs.cancel(run=second, reason="Snow.", by=None)
        return begin(run=run, by=by)

    with time_machine.travel(first.starts_at), mock.patch.object(runs, "start", start_late):
        assert follow_the_clock() == 2

    states = [CourseRun.objects.get(pk=run.pk).state for run in (first, second, third)]
    assert states == [RunState.RUNNING, RunState.CANCELLED, RunState.RUNNING]


def test_raising_the_capacity_offers_the_new_places_at_once(tariq: User, sam: User) -> None:
    run = CourseRunFactory(is_open=True, is_free=True, capacity=1)
    make.free(run, tariq)
    entry = WaitingListEntry.objects.create(run=run, booker=sam, quantity=1)
    run.refresh_from_db()

    runs.revise(run=run, capacity=1, by=None)
    entry.refresh_from_db()
    assert entry.state == EntryState.WAITING
    runs.revise(run=run, capacity=3, by=None)

    entry.refresh_from_db()
    assert entry.state == EntryState.OFFERED
    stored = CourseRun.objects.get(pk=run.pk)
    assert (stored.places_taken, run.places_taken, stored.capacity) == (2, 2, 3)
