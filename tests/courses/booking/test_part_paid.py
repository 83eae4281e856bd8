"""A hold that ends with only a part of it paid: nothing is booked, and the money goes back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.mail import EmailMessage

from accounts.models import User
from billing.actions import payments
from courses.actions import bookings, runs, winding_up
from courses.models import Booking, CourseRun
from schools.models import School
from tests.courses.booking.pages import Drain, html_of, sent_to
from tests.factories import bookings as make
from tests.factories.billing import event

pytestmark = pytest.mark.django_db


@pytest.fixture
def part_paid(run: CourseRun, tariq: User, school: School) -> Booking:
    """£40 came for what costs £75 by now."""
    held = make.hold(run, tariq)
    page = make.start_paying(held)
    make.amend(held, tariq, at=school, name="Tariq")
    payments.settle(event=event(page))
    return Booking.objects.get(pk=held.pk)


def lapses(booking: Booking) -> None:
    make.run_out(booking)
    bookings.expire_lapsed()


def is_given_up(booking: Booking) -> None:
    bookings.expire(booking=booking, by=booking.booker)


def is_wanted_by_somebody_else(booking: Booking) -> None:
    run = booking.places.get().run
    CourseRun.objects.filter(pk=run.pk).update(capacity=1)
    make.run_out(booking)
    make.hold(run, User.objects.create_user("next@example.org", full_name="Next Example"))


@pytest.mark.parametrize(
    ("ends", "says"),
    [
        (lapses, "The time to pay the rest"),
        (is_given_up, "You gave up"),
        (is_wanted_by_somebody_else, "The time to pay the rest"),
    ],
)
def test_whoever_paid_a_part_is_told_once_that_it_comes_back_and_how_to_book_again(
    ends: Callable[[Booking], None], says: str, part_paid: Booking, run: CourseRun, drain: Drain
) -> None:
    drain()

    for _ in range(2):
        ends(part_paid) if part_paid.state == "HELD" else bookings.expire_lapsed()
        part_paid.refresh_from_db()

    mails = drain()
    (mail,) = sent_to(mails, part_paid.booker.email)
    assert mail.subject == f"Not booked, and we owe you £40: {run.title}"
    first, second = str(mail.body).split("\n\n", 1)[1].splitlines()[:2]
    assert first.startswith(says)
    assert first.endswith("so nothing is booked.")
    assert second.startswith("The £40 that you paid goes back to you")
    for body in (str(mail.body), html_of(mail)):
        assert "10 working days" in body
        assert run.get_booking_url() in body
    (asked,) = sent_to(mails, settings.HUB_OFFICE_EMAIL)
    assert asked.subject.startswith("To pay back: £40")


def test_nobody_who_paid_nothing_hears_of_a_hold_that_ends(
    run: CourseRun, tariq: User, drain: Drain
) -> None:
    begun, untouched = make.hold(run, tariq), None
    make.start_paying(begun)
    lapses(begun)
    untouched = make.hold(run, tariq)
    is_given_up(untouched)

    assert mails_about_money(drain()) == []


def test_a_course_that_is_called_off_says_so_and_nothing_else(
    part_paid: Booking, run: CourseRun, drain: Drain
) -> None:
    runs.cancel(run=run, reason="Snow.", by=None)
    winding_up.wind_up(run=run)

    (mail,) = sent_to(drain(), part_paid.booker.email)
    assert mail.subject.startswith("Cancelled by the hub")
    assert "We owe you £40" in str(mail.body)


def mails_about_money(mails: list[EmailMessage]) -> list[str]:
    subjects = [str(mail.subject) for mail in mails]
    return [subject for subject in subjects if "owe" in subject or "pay" in subject]
