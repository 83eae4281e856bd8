"""What somebody who comes is told by mail: where to be, and once more shortly before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import mail
from core.models import SentOnce
from courses import arrival, calendars, working_days
from courses.enums import PlaceState, RunState
from courses.models import Booking, Place

REMINDED_BEFORE_WORKING_DAYS = 2
#: Two working days before Easter Tuesday, or after Christmas, is a week before by the calendar.
LOOK_AHEAD = timedelta(days=10)
#: Somebody who got all this by mail a moment ago is not reminded of it yet.
FRESH = timedelta(days=1)


def send(place: Place, *, also_to_booker: bool = False) -> bool:
    """Joining details for the person who comes; answers whether a mail was promised.

    Call it when a place is confirmed, when somebody is named for it later, and when they are
    swapped in, in the transaction of that act. An unnamed or unconfirmed place gets none, nor does
    the booker who comes themselves: the confirmation says it all, unless `also_to_booker`.
    """
    fresh = _whole(place)
    if fresh.state != PlaceState.CONFIRMED or fresh.attendee is None:
        return False
    if fresh.is_for_booker and not also_to_booker:
        return False
    return _send(fresh)


def _send(place: Place) -> bool:
    if place.attendee is None:
        return False
    return mail.send(
        "courses/joining",
        to=place.attendee.email,
        context=_context(place),
        attachments=_attached(place),
    )


def send_all(booking: Booking) -> int:
    """Joining details for everybody in this booking who did not make it; returns how many.

    No statement for a booking `with_places` in which nobody else comes.
    """
    booker = booking.booker.email
    others = [one for one in booking.places.all() if one.attendee and one.attendee.email != booker]
    if not others:
        return 0
    fresh = Place.objects.with_all_for_joining().filter(
        pk__in=[one.pk for one in others], state=PlaceState.CONFIRMED
    )
    return sum(_send(place) for place in fresh.order_by("pk"))


def came_without_a_place(place: Place, *, is_priced: bool) -> None:
    """To somebody who was added at the door; the hub office hears of it where there is a price."""
    fresh = _whole(place)
    if fresh.attendee is None:
        return
    context = {**_context(fresh), "is_priced": is_priced}
    mail.send("courses/walked_in", to=fresh.attendee.email, context=context)
    if is_priced:
        mail.send(
            "courses/office_walked_in",
            to=settings.HUB_OFFICE_EMAIL,
            reply_to=fresh.booking.booker.email,
            context=context,
        )


def remind_due() -> int:
    """Remind everybody whose course begins in two working days, once; returns how many."""
    return sum(_remind(place) for place in _to_be_reminded())


@transaction.atomic
def _remind(place: Place) -> bool:
    if place.attendee is None:
        return False
    return mail.send(
        "courses/reminder",
        to=place.attendee.email,
        context=_context(place),
        attachments=_attached(place),
        once=_key(place),
    )


def _to_be_reminded() -> Iterator[Place]:
    now = timezone.now()
    places = Place.objects.with_all_for_joining().filter(
        state=PlaceState.CONFIRMED,
        attendee__isnull=False,
        booking__confirmed_at__lt=now - FRESH,
        run__starts_at__gt=now,
        run__starts_at__lt=now + LOOK_AHEAD,
        run__state__in=(RunState.OPEN, RunState.CLOSED),
    )
    due = [place for place in places.order_by("pk") if _begins_soon(place)]
    done = set(SentOnce.objects.filter(key__in=map(_key, due)).values_list("key", flat=True))
    return (place for place in due if _key(place) not in done)


def _begins_soon(place: Place) -> bool:
    starts_at = place.run.starts_at
    if starts_at is None:
        return False
    return timezone.now() >= working_days.before(starts_at, REMINDED_BEFORE_WORKING_DAYS)


def _key(place: Place) -> str:
    """Once for each date and person: a course that moves is reminded of again."""
    starts_at = place.run.starts_at
    on = timezone.localdate(starts_at).isoformat() if starts_at else ""
    return f"reminder:place:{place.pk}:{place.attendee_id}:{on}"


def _attached(place: Place) -> list[mail.Attachment]:
    at_the_door = [arrival.attachment(place)] if place.run.has_door else []
    return [*calendars.attachment_for(place), *at_the_door]


def _context(place: Place) -> dict[str, object]:
    now, sessions = timezone.now(), list(place.run.sessions.all())
    return {
        "place": place,
        "run": place.run,
        "booking": place.booking,
        "attendee": place.attendee,
        "is_own": place.is_for_booker,
        "sessions": sessions,
        "coming": next((one for one in sessions if one.end_at > now), None),
        "now": now,
    }


def _whole(place: Place) -> Place:
    return Place.objects.with_all_for_joining().get(pk=place.pk)
