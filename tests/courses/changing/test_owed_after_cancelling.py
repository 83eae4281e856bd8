"""What is still owed once the last place of a booking is given up can be paid where it is said."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from accounts.models import User
from billing.actions import payments
from billing.enums import PaymentStatus
from billing.models import Payment
from courses.actions import bookings, transferring
from courses.enums import BookingState
from courses.models import Booking, CourseRun
from tests.courses.booking.pages import SignIn, text
from tests.factories import bookings as make
from tests.factories import changes as scene
from tests.factories.billing import event
from tests.factories.courses import CourseRunFactory


def test_what_a_late_cancellation_leaves_to_pay_is_paid_on_the_bookings_page(
    run: CourseRun, tariq: User, client_for: SignIn
) -> None:
    dearer = CourseRunFactory(page=run.page, is_open=True, capacity=2, starts=scene.evening(60))
    dearer.tiers.update(net_pence=6000)
    booking = make.paid(run, tariq)
    transferring.transfer(place=booking.places.get(), to_run=dearer, by=tariq)
    scene.starting(dearer, within=timedelta(hours=1))
    bookings.cancel(booking=Booking.objects.get(pk=booking.pk), by=tariq)
    booking = Booking.objects.get(pk=booking.pk)
    assert (booking.state, booking.balance().pence) == (BookingState.CANCELLED, 2000)
    client: Client = client_for(tariq)

    page = client.get(booking.get_absolute_url())
    assert "Pay £20 now" in text(page)
    answer = client.post(reverse("courses:booking_pay", args=[booking.reference]))

    page_to_pay = Payment.objects.latest("pk")
    assert answer["Location"] == page_to_pay.next_url
    payments.settle(event=event(page_to_pay))
    assert booking.balance().status is PaymentStatus.PAID
    assert Booking.objects.get(pk=booking.pk).state == BookingState.CANCELLED
