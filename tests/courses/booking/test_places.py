"""Places: taken in one guarded statement, given back once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from courses.actions import bookings, places
from courses.actions.bookings import Seat
from courses.enums import BookingState, PlaceState, RunState
from courses.exceptions import AlreadyBookedError, RunIsFullError, RunNotOpenError
from courses.models import Booking, CoursePage, CourseRun, Place
from tests.factories.bookings import free, hold, run_out
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db


def fresh(run: CourseRun) -> CourseRun:
    return CourseRun.objects.get(pk=run.pk)


def agrees(run: CourseRun) -> bool:
    """Whether the count on the run is the number of counted places."""
    return fresh(run).places_taken == run.places.counted().count()


def test_the_guarded_update_is_the_first_statement_of_the_transaction(tariq: User) -> None:
    run = CourseRunFactory(is_open=True)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        hold(run, tariq)

    begun = [query["sql"] for query in queries.captured_queries]
    start = next(i for i, sql in enumerate(begun) if sql.startswith(("SAVEPOINT", "BEGIN")))
    assert begun[start + 1].startswith('UPDATE "courses_courserun" SET "places_taken"')


def test_only_the_runs_own_columns_decide_about_places() -> None:
    """PostgreSQL re-reads the row it waited for, and never a second copy of it in a subquery."""
    run = CourseRunFactory(is_open=True)

    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        places.take(wanted={run.pk: 1})

    update = next(q["sql"] for q in queries.captured_queries if q["sql"].startswith("UPDATE"))
    assert update.count('"courses_courserun"."places_taken"') >= 1
    assert 'FROM "courses_courserun"' not in update


def test_a_place_is_counted_when_it_is_held(tariq: User) -> None:
    run = CourseRunFactory(is_open=True, capacity=2)

    booking = hold(run, tariq)

    assert booking.state == BookingState.HELD
    assert fresh(run).places_taken == 1
    assert agrees(run)
    assert booking.hold_expires_at is not None
    assert timedelta(minutes=39) < booking.hold_expires_at - timezone.now() <= timedelta(minutes=40)


def test_a_full_run_says_how_many_places_are_left(tariq: User) -> None:
    run = CourseRunFactory(is_open=True, capacity=4, places_taken=1)

    with pytest.raises(RunIsFullError, match="Only 3 places are left") as refused:
        places.take(wanted={run.pk: 4})

    assert (refused.value.places_left, refused.value.wanted) == (3, 4)
    assert fresh(run).places_taken == 1


@pytest.mark.promise(number=4)
def test_a_basket_with_one_full_run_takes_nothing(tariq: User) -> None:
    roomy, full = CourseRunFactory(is_open=True), CourseRunFactory(is_full=True)

    with pytest.raises(RunIsFullError) as refused:
        bookings.hold(
            seats=[Seat(run=run, name="Tariq", email=tariq.email) for run in (roomy, full)],
            school=None,
            by=tariq,
            submit_token="basket",
        )

    assert refused.value.run == full
    assert fresh(roomy).places_taken == 0
    assert not Booking.objects.exists()


@pytest.mark.promise(number=11)
@pytest.mark.parametrize("state", [state for state in RunState if state is not RunState.OPEN])
def test_only_an_open_run_takes_bookings(state: RunState, tariq: User) -> None:
    run = CourseRunFactory(state=state)

    with pytest.raises(RunNotOpenError):
        hold(run, tariq)

    assert not Booking.objects.exists()
    assert not Place.objects.exists()
    assert fresh(run).places_taken == 0


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("opens", "closes", "starts"),
    [(HOUR, 2 * HOUR, 3 * HOUR), (-2 * HOUR, -HOUR, 3 * HOUR), (None, None, -HOUR)],
    ids=["not yet open", "closed", "begun"],
)
def test_the_booking_window_is_part_of_the_guard(
    opens: timedelta | None, closes: timedelta | None, starts: timedelta, tariq: User
) -> None:
    run = CourseRunFactory(is_open=True)
    now = timezone.now()
    CourseRun.objects.filter(pk=run.pk).update(
        booking_opens_at=opens and now + opens,
        booking_closes_at=closes and now + closes,
        starts_at=now + starts,
        ends_at=now + starts + HOUR,
    )

    with pytest.raises(RunNotOpenError):
        hold(run, tariq)

    assert fresh(run).places_taken == 0


def test_a_run_under_an_unpublished_page_takes_no_booking(tariq: User) -> None:
    run = CourseRunFactory(is_open=True)
    CoursePage.objects.filter(pk=run.page_id).update(live=False)

    with pytest.raises(RunNotOpenError):
        hold(run, tariq)


@pytest.mark.promise(number=6)
def test_a_hold_that_ran_out_is_the_next_visitors_place_with_every_job_stopped(
    tariq: User, sam: User
) -> None:
    run = CourseRunFactory(is_open=True, capacity=1)
    late = run_out(hold(run, tariq))

    booking = hold(run, sam)

    late.refresh_from_db()
    assert (late.state, booking.state) == (BookingState.EXPIRED, BookingState.HELD)
    assert late.places.get().state == PlaceState.EXPIRED
    assert agrees(run)


def test_a_hold_that_still_runs_is_nobody_elses(tariq: User, sam: User) -> None:
    run = CourseRunFactory(is_open=True, capacity=1)
    hold(run, tariq)

    with pytest.raises(RunIsFullError, match="the last place has just gone"):
        hold(run, sam)


def test_ones_own_hold_that_ran_out_does_not_stand_in_the_way(tariq: User) -> None:
    run = CourseRunFactory(is_open=True)
    run_out(hold(run, tariq))

    assert hold(run, tariq).state == BookingState.HELD
    assert agrees(run)


def test_the_job_tidies_holds_that_ran_out(tariq: User, sam: User) -> None:
    run = CourseRunFactory(is_open=True)
    late, held = run_out(hold(run, tariq)), hold(run, sam)

    assert bookings.expire_lapsed() == 1
    assert bookings.expire_lapsed() == 0

    late.refresh_from_db()
    held.refresh_from_db()
    assert (late.state, held.state) == (BookingState.EXPIRED, BookingState.HELD)
    assert fresh(run).places_taken == 1
    assert agrees(run)


def test_a_hold_made_longer_meanwhile_is_not_ended_by_a_slow_job(tariq: User) -> None:
    run = CourseRunFactory(is_open=True)
    seen_by_the_job = run_out(hold(run, tariq))
    Booking.objects.filter(pk=seen_by_the_job.pk).update(
        hold_expires_at=timezone.now() + timedelta(minutes=40)
    )

    assert bookings.lapse(booking=seen_by_the_job) is False
    assert fresh(run).places_taken == 1


@pytest.mark.promise(number=9)
@pytest.mark.parametrize("email", ["tariq@example.org", "TARIQ@Example.ORG", " Tariq@example.org "])
def test_nobody_has_two_places_on_a_run_however_their_address_is_spelt(
    email: str, tariq: User, sam: User
) -> None:
    run = CourseRunFactory(is_open=True)
    hold(run, tariq)

    with pytest.raises(AlreadyBookedError, match=r"tariq@example\.org already has a place"):
        hold(run, sam, email=email)

    assert fresh(run).places_taken == 1
    assert Booking.objects.count() == 1


def test_places_are_freed_once_even_from_two_stale_copies(tariq: User, sam: User) -> None:
    run = CourseRunFactory(is_open=True, is_free=True)
    free(run, sam)
    booking = free(run, tariq)
    one, other = Booking.objects.get(pk=booking.pk), Booking.objects.get(pk=booking.pk)

    bookings.cancel(booking=one, by=tariq)
    bookings.cancel(booking=other, by=tariq)

    assert other.state == BookingState.CANCELLED
    assert fresh(run).places_taken == 1
    assert agrees(run)


def test_changing_a_price_changes_no_place(tariq: User) -> None:
    run = CourseRunFactory(is_open=True)
    place = hold(run, tariq).places.get()
    run.tiers.update(net_pence=1)

    place.refresh_from_db()
    assert (place.tier_name, place.net_pence, place.gross_pence) == (place.tier_name, 4000, 4000)
