"""What courses do by themselves."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from core import jobs
from courses import emails_approval, emails_group, emails_joining, emails_runs, working_days
from courses.actions import bookings, needs, prices, runs, waiting_list, winding_up
from courses.enums import LIVE_ENTRY_STATES, BookingState, RunState
from courses.exceptions import ApprovalGoneError, RunStateError
from courses.models import Booking, CourseRun

#: How many working days before the notice period begins the office is asked to decide.
WARNED_BEFORE = 2


@jobs.every(timedelta(minutes=1))
def expire_holds() -> int:
    """End holds that have run out. Only tidies: a full run looks for them by itself."""
    return bookings.expire_lapsed()


@jobs.every(timedelta(minutes=1))
def wind_up_cancelled_runs() -> int:
    """Go on with runs that were cancelled and whose people are not all told and credited yet."""
    return winding_up.wind_up_all()


@jobs.every(timedelta(minutes=5))
def refuse_undecided() -> int:
    """Free what a school has not approved in time."""
    over = Booking.objects.filter(
        state=BookingState.PENDING_APPROVAL, hold_expires_at__lte=timezone.now()
    )
    return sum(_refused(booking) for booking in over)


@jobs.every(timedelta(hours=1))
def remind_approvers() -> int:
    """Whoever is asked to approve hears of it again after two days, and on the last day."""
    return emails_approval.remind_due()


@jobs.every(timedelta(hours=1))
def chase_names() -> int:
    """Bookers are asked for the names that they owe 14, 7 and 2 days before the start."""
    return emails_group.chase_names()


@jobs.every(timedelta(hours=6))
def chase_numbers() -> int:
    """Bookers are asked for a purchase order number that was to follow, twice."""
    return emails_group.chase_numbers()


@jobs.every(timedelta(minutes=5))
def follow_the_clock() -> int:
    """Runs whose first session has begun are RUNNING, and those whose last is over FINISHED."""
    now = timezone.now()
    begun = CourseRun.objects.filter(starts_at__lte=now, state__in=(RunState.OPEN, RunState.CLOSED))
    over = CourseRun.objects.filter(ends_at__lte=now, state=RunState.RUNNING)
    return sum(_moved(runs.start, run) for run in begun) + sum(
        _moved(runs.finish, run) for run in over
    )


@jobs.every(timedelta(hours=1))
def keep_lowest_prices() -> int:
    """Lists show the lowest price of today: one that has dates or a quota comes and goes."""
    dated = Q(tiers__valid_from__isnull=False) | Q(tiers__valid_until__isnull=False)
    priced = CourseRun.objects.filter(dated | Q(tiers__quota__isnull=False))
    alive = priced.exclude(state__in=(RunState.FINISHED, RunState.CANCELLED)).distinct()
    return sum(prices.keep_lowest(run) for run in alive)


@jobs.every(timedelta(minutes=15))
def remind_of_courses() -> int:
    """Everybody with a place is reminded once, two working days before the first session."""
    return emails_joining.remind_due()


@jobs.every(timedelta(hours=12))
def delete_needs() -> int:
    """What people said they need is deleted on its day, or once their place is gone."""
    return needs.delete_due()


@jobs.every(timedelta(hours=1))
def warn_of_minimum() -> int:
    """Ask the hub's office, once and in time, what to do with a run that too few have booked.

    In time: two working days before the notice period of the run begins. A run that was moved to
    another day is asked about again.
    """
    return sum(
        emails_runs.office_below_minimum(run, decide_by=_decided_by(run))
        for run in CourseRun.objects.below_minimum()
        if working_days.before(_decided_by(run), WARNED_BEFORE) <= timezone.now()
    )


def _decided_by(run: CourseRun) -> datetime:
    return working_days.before(run.starts_at or timezone.now(), run.notice_days)


@jobs.every(timedelta(minutes=15))
def close_waiting_lists() -> int:
    """End the waiting lists of runs that have begun, or whose cut-off has passed."""
    now = timezone.now()
    over = Q(starts_at__lte=now) | Q(waiting_closes_at__lte=now)
    lists = CourseRun.objects.filter(over, waiting_list__state__in=LIVE_ENTRY_STATES).distinct()
    return jobs.each(lists, lambda run: len(waiting_list.close(run=run, by=None)))


def _refused(booking: Booking) -> bool:
    try:
        bookings.refuse(booking=booking, name="", note="Nobody decided in time.")
    except ApprovalGoneError:
        return False
    return True


def _moved(move: Callable[..., CourseRun], run: CourseRun) -> bool:
    """Whether the run moved. One that somebody called off meanwhile does not stop the others."""
    try:
        move(run=run, by=None)
    except RunStateError:
        return False
    return True
