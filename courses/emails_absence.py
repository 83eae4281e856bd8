"""What whoever booked is told by mail when somebody did not come, and it costs something."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from core import mail
from courses.models import Booking, Place


def charged(booking: Booking, absent: Sequence[Place]) -> None:
    """To the booker: who did not come, what it costs and why; and to the office, to collect it."""
    context = {
        "booking": booking,
        "places": absent,
        "run": absent[0].run,
        "pence": sum(place.absence_pence for place in absent),
        "school": booking.school,
        "booker": booking.booker,
        "absences_url": f"{settings.BASE_URL}{reverse('courses:absences')}",
    }
    mail.send(
        "courses/absence_charged",
        to=booking.booker.email,
        reply_to=settings.HUB_OFFICE_EMAIL,
        context=context,
    )
    mail.send(
        "courses/office_absence_charged",
        to=settings.HUB_OFFICE_EMAIL,
        reply_to=booking.booker.email,
        context=context,
    )


def credited(place: Place, *, pence: int) -> None:
    """To the booker: nothing is owed for it after all."""
    mail.send(
        "courses/absence_credited",
        to=place.booking.booker.email,
        context={"booking": place.booking, "place": place, "run": place.run, "pence": pence},
    )
