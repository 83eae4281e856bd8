"""What courses do when the layer below has news."""

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from accounts.models import User
from billing.models import Order
from billing.signals import order_settled
from courses import interests
from courses.actions import settling


def confirm_what_was_paid(*, order: Order, **kwargs: object) -> None:
    """Confirm the booking of a settled order, in the settling transaction."""
    settling.settled(order=order)


order_settled.connect(confirm_what_was_paid, dispatch_uid="courses.confirm_what_was_paid")


def save_what_was_asked_before(*, request: HttpRequest, user: User, **kwargs: object) -> None:
    """A visitor who asked to be told of new courses had to sign in first: now it is saved."""
    interests.save_what_waits(request, by=user)


user_logged_in.connect(
    save_what_was_asked_before, dispatch_uid="courses.save_what_was_asked_before"
)
