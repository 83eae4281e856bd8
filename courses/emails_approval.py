"""What is mailed when a school wants to approve what is booked for it."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from core import mail
from courses import parts
from courses.enums import BookingState, PlaceState
from courses.models import Booking

SALT = "courses.approval"
#: Nobody is reminded of what they were asked a moment ago.
REMINDED_AFTER = timedelta(days=2)
LAST_DAY = timedelta(days=1)


def link(booking: Booking) -> str:
    """The absolute address under which its approver decides, without signing in."""
    token = signing.dumps(booking.reference, salt=SALT)
    return settings.BASE_URL + reverse("courses:approval", args=[token])


def asked(booking: Booking) -> None:
    """To the approver: who wants what, what it costs, and the way to say yes or no."""
    _to_approver("courses/approval_asked", _whole(booking))


def remind_due() -> int:
    """Remind approvers after two days, and on the last day; returns how many mails."""
    now = timezone.now()
    waiting = Booking.objects.filter(
        Q(approval__asked_at__lte=now - REMINDED_AFTER)
        | Q(approval__asked_at__lte=now - LAST_DAY, hold_expires_at__lte=now + LAST_DAY),
        state=BookingState.PENDING_APPROVAL,
        hold_expires_at__gt=now,
    )
    return sum(_remind(booking) for booking in waiting.order_by("pk"))


@transaction.atomic
def _remind(booking: Booking) -> bool:
    is_last = (booking.hold_expires_at or timezone.now()) <= timezone.now() + LAST_DAY
    once = f"approval:{'last' if is_last else 'again'}:{booking.pk}"
    return _to_approver("courses/approval_reminder", _whole(booking), once=once)


def refused(booking: Booking) -> None:
    """To the booker: the school said no, or has not answered; nothing is booked or to be paid."""
    whole = _whole(booking)
    mail.send("courses/approval_refused", to=whole.booker.email, context=_context(whole))


def _to_approver(message: str, whole: Booking, *, once: str = "") -> bool:
    return mail.send(
        message,
        to=whole.approval.asked_email,
        reply_to=whole.booker.email,
        context={**_context(whole), "link": link(whole)},
        once=once,
    )


def _context(whole: Booking) -> dict[str, object]:
    places = list(whole.places.all())
    return {
        "booking": whole,
        "places": places,
        "parts": parts.by_run(places),
        "total_pence": sum(place.payable_pence for place in places),
        "fund": next((place.fund for place in places if place.fund), None),
        "is_late": whole.approval.decided_name == "",
        "is_waiting": all(place.state != PlaceState.CANCELLED for place in places),
    }


def _whole(booking: Booking) -> Booking:
    return Booking.objects.with_places().select_related("approval").get(pk=booking.pk)
