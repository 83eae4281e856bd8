"""Bookings of several people, late ones, and policies, for the tests of changed minds."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from billing.enums import Terms
from courses import working_days
from courses.actions import bookings
from courses.actions.bookings import Seat
from courses.enums import DayKind, PolicyUse
from courses.models import Booking, CancellationPolicy, CourseRun, Fund, Place, PolicyStep
from schools.enums import PostRole, PostState
from schools.models import Post, Purchasing, School
from tests.factories import bookings as make


def usual_policy() -> CancellationPolicy:
    """Half from 10 working days before, all from 2; a swap until an hour before."""
    policy, is_new = CancellationPolicy.objects.get_or_create(
        name="The usual", defaults={"use_for": PolicyUse.PRICED, "swap_hours": 1}
    )
    if is_new:
        for days, percent in ((10, 50), (2, 100)):
            PolicyStep.objects.create(
                policy=policy, days=days, day_kind=DayKind.WORKING, percent=percent
            )
    return policy


def booked(
    *runs: CourseRun, by: User, people: tuple[str, ...], at: School | None = None
) -> Booking:
    """A confirmed booking for these people on each of these runs, by their first names.

    An empty name is somebody to be named later. With a school, on its invoice; else it costs
    nothing or is paid online.
    """
    if at:
        make.post(by, at)
    seats = [
        Seat(run=run, name=f"{name.title()} Example", email=f"{name}@example.org")
        if name
        else Seat(run=run)
        for run in runs
        for name in people
    ]
    held = bookings.hold(seats=seats, school=at, by=by, submit_token=secrets.token_urlsafe(24))
    if at or not held.payable_pence:
        terms = Terms.INVOICE if held.payable_pence else None
        return bookings.confirm(booking=held, by=by, terms=terms)
    return make.settle(held)


def place_of(booking: Booking, name: str = "", run: CourseRun | None = None) -> Place:
    """The place of somebody, by their first name."""
    places = booking.places.filter(attendee__email=f"{name}@example.org" if name else None)
    return (places.filter(run=run) if run else places).get()


def office_post(user: User, at: School) -> Post:
    """Somebody who answers for the school."""
    found, _ = Post.objects.update_or_create(
        user=user,
        school=at,
        role=PostRole.OFFICE,
        defaults={"state": PostState.APPROVED, "decided_at": timezone.now()},
    )
    return found


def finance(at: School, email: str = "finance@example.org") -> Purchasing:
    """The school has an address for money."""
    return Purchasing.objects.update_or_create(school=at, defaults={"finance_email": email})[0]


def starting(run: CourseRun, *, within: timedelta) -> CourseRun:
    """The run's sessions, moved as they stand so that the first begins so soon."""
    starts = timezone.now() + within
    sessions = list(run.sessions.order_by("start_at"))
    shift = starts - sessions[0].start_at
    for session in sessions:
        session.start_at, session.end_at = session.start_at + shift, session.end_at + shift
        session.save(update_fields=("start_at", "end_at"))
    CourseRun.objects.filter(pk=run.pk).update(starts_at=starts, ends_at=sessions[-1].end_at)
    run.refresh_from_db()
    return run


def evening(days: int) -> datetime:
    """That many days from now, at 3.45pm in London."""
    day = timezone.localtime() + timedelta(days=days)
    return day.replace(hour=15, minute=45, second=0, microsecond=0)


def fund(run: CourseRun, at: School) -> Fund:
    """Money for places of this school on this run."""
    made = Fund.objects.create(name="Example bursary", academic_year=2026, budget_pence=50_000)
    made.schools.add(at)
    made.runs.add(run)
    return made


def deadline(run: CourseRun, days: int) -> datetime:
    """The last minute that is so many working days before the run begins."""
    assert run.starts_at
    return working_days.before(run.starts_at, days).replace(second=0, microsecond=0)


def addresses(booking: Booking) -> dict[str, object]:
    """Where the one place of a booking is changed, as the sweep names it."""
    found: dict[str, object] = {}
    for name in ("courses:place_swap", "courses:place_move"):
        found[f"{name}:reference"] = booking.reference
        found[f"{name}:pk"] = booking.places.get().pk
    return found
