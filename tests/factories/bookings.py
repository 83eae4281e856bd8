"""Bookings to test with, made through the actions."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from billing.actions import payments
from billing.enums import Terms
from billing.models import Payment
from courses.actions import bookings, settling, waiting_list
from courses.models import Booking, CourseRun, WaitingListEntry
from schools.enums import PostRole, PostState
from schools.models import Post, Purchasing, School
from tests.factories.billing import event


def school(urn: int = 999001, name: str = "Demo Meadow Primary") -> School:
    """A fictional school of the demonstration's kind; not small."""
    found, _ = School.objects.get_or_create(urn=urn, defaults={"name": name, "town": "Demoton"})
    return found


def post(user: User, at: School, state: PostState = PostState.APPROVED) -> Post:
    """That person's post as a teacher there."""
    decided = None if state is PostState.CLAIMED else timezone.now()
    found, _ = Post.objects.update_or_create(
        user=user,
        school=at,
        role=PostRole.TEACHER,
        defaults={"state": state, "decided_at": decided},
    )
    return found


def hold(
    run: CourseRun, by: User, *, at: School | None = None, token: str = "", email: str = ""
) -> Booking:
    """A place held for the person themselves."""
    return bookings.hold_for(
        run=run,
        school=at,
        attendee_name=by.full_name,
        attendee_email=email or by.email,
        by=by,
        submit_token=token or secrets.token_urlsafe(8),
    )


def invoiced(run: CourseRun, by: User) -> Booking:
    """A confirmed place that their school owes for."""
    at = school()
    post(by, at)
    held = hold(run, by, at=at)
    return bookings.confirm(booking=held, by=by, terms=Terms.INVOICE)


def free(run: CourseRun, by: User, *, at: School | None = None) -> Booking:
    """A confirmed place that costs nothing."""
    return bookings.confirm(booking=hold(run, by, at=at), by=by)


def amend(booking: Booking, by: User, *, at: School | None, name: str) -> Booking:
    """The same one place, for this school and under this name."""
    place = booking.places.select_related("run").get()
    seat = bookings.Seat(run=place.run, name=name, email=by.email)
    return bookings.amend(booking=booking, school=at, seats=[seat], by=by)


def asked(run: CourseRun, by: User, *, at: School) -> Booking:
    """A booking that waits for the school's head to approve it."""
    Purchasing.objects.update_or_create(
        school=at,
        defaults={
            "needs_approval": True,
            "approver_name": "Helena Example",
            "approver_email": "helena.head@example.org",
        },
    )
    post(by, at)
    held = hold(run, by, at=at)
    return bookings.confirm(booking=held, by=by, terms=Terms.INVOICE)


def wish(
    run: CourseRun, by: User, *, quantity: int = 1, min_quantity: int = 1, at: School | None = None
) -> WaitingListEntry:
    """Somebody's place in the line for a full run."""
    return waiting_list.join(
        run=run, quantity=quantity, min_quantity=min_quantity, school=at, by=by
    )


def start_paying(booking: Booking) -> Payment:
    """The gateway's page is open."""
    return settling.start_payment(booking=booking, by=booking.booker)


def paid(run: CourseRun, by: User) -> Booking:
    """A confirmed place that was paid online."""
    return settle(hold(run, by))


def settle(held: Booking) -> Booking:
    """What is held is paid online, and so confirmed."""
    payments.settle(event=event(start_paying(held)))
    held.refresh_from_db()
    return held


def run_out(booking: Booking) -> Booking:
    """Let the hold's time run out, with no job to notice."""
    past = timezone.now() - timedelta(seconds=1)
    Booking.objects.filter(pk=booking.pk).update(hold_expires_at=past)
    booking.refresh_from_db()
    return booking
