"""What has become of a booking, in words."""

import pytest
from django.db import transaction

from accounts.models import User
from billing.enums import Terms
from core import audit
from courses.models import Booking
from courses.office import history
from tests.factories import bookings as people
from tests.factories import office as make
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db


def said(booking: Booking) -> list[str]:
    whole = Booking.objects.select_related("approval", "entry").with_places()
    lines = history.of(whole.get(pk=booking.pk))
    return [f"{line.who} {line.what} ({line.detail})" for line in lines]


def test_everything_about_it_is_told_oldest_first(hannah: User, olwen: User) -> None:
    booking = make.booking(school=people.school())
    run = CourseRunFactory(is_open=True)
    place = make.place(run, of=booking, pence=4000, terms=Terms.INVOICE)
    other = make.place(run)
    assert place.order_line
    assert booking.order
    with transaction.atomic():
        audit.record("booking.hold", booking, by=olwen, runs=[run.code])
        audit.record("order.open", booking.order, by=olwen, pence=4000)
        audit.record("place.swap", place, by=hannah, reason="She is ill.")
        audit.record("place.swap", other, by=hannah, reason="Not this one.")
        audit.record("booking.cancel_places", booking, by=hannah, kept_pence=4000, credited_pence=0)
        audit.record("order.credit", place.order_line, by=None, pence=150)
        audit.record("booking.something_new", booking, by=None)
    assert said(booking) == [
        f"{olwen} held the places ()",
        f"{olwen} opened the order (£40)",
        f"{hannah} swapped who comes (“She is ill.”)",
        f"{hannah} cancelled places (£40 kept)",
        "The site took a charge back (£1.50)",
        "The site booking: something new ()",
    ]


def test_a_booking_of_which_nothing_is_recorded_has_no_history() -> None:
    assert said(make.booking()) == []
