"""A booking as its pages show it: by course, then by place, with what can still be changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.dates import day, span
from core.money import pounds
from courses.actions import changes
from courses.enums import PlaceState, RunState
from courses.models import Booking, CourseRun, Place, Session
from courses.permissions import may_still_change
from courses.views.answers import meetings, where


def parts(booking: Booking, user: User) -> list[dict[str, Any]]:
    """Its courses, the next one first, each with its sessions and its people.

    No statement for a booking `with_places` but for who the person is.
    """
    standing = [place for place in booking.places.all() if place.state == PlaceState.CONFIRMED]
    by_run: dict[int, list[Place]] = {}
    for place in sorted(standing, key=_by_start):
        by_run.setdefault(place.run_id, []).append(place)
    return [
        {
            "run": places[0].run,
            "meetings": meetings(places[0]),
            "where": where(places[0].run),
            "is_called_off": places[0].run.state == RunState.CANCELLED,
            "seats": [_seat(place, user) for place in places],
        }
        for places in by_run.values()
    ]


def open_yet(booking: Booking, user: User) -> list[Place]:
    """Its places that this person can still give up. No statement but for who the person is."""
    return [
        place
        for place in booking.places.all()
        if place.state == PlaceState.CONFIRMED
        and place.run.state != RunState.CANCELLED
        and may_still_change(user, place)
    ]


def nameless(booking: Booking, user: User) -> list[Place]:
    """Its places that this person can still name somebody for. No statement but who they are."""
    return [
        place
        for place in booking.places.all()
        if place.state == PlaceState.CONFIRMED
        and place.attendee_id is None
        and not changes.why_not_swapped(place, user)
    ]


def gone(booking: Booking) -> list[dict[str, object]]:
    """Its places that were given up, and what is still charged for each."""
    given_up = [place for place in booking.places.all() if place.state == PlaceState.CANCELLED]
    return [
        {
            "title": place.run.title,
            "when": when(place.run),
            "who": place.attendee.name if place.attendee else "somebody to be named",
            "how": _how_given_up(place),
            "is_called_off": place.run.state == RunState.CANCELLED,
            "kept_pence": place.kept_pence,
        }
        for place in given_up
    ]


def _how_given_up(place: Place) -> str:
    if place.run.state == RunState.CANCELLED:
        return "The hub cancelled this course."
    if place.cancelled_reason:
        return place.cancelled_reason
    if place.cancelled_at is None:
        return ""
    return f"Cancelled on {day(place.cancelled_at)}."


def _seat(place: Place, user: User) -> dict[str, object]:
    booking = place.booking
    can_change = may_still_change(user, place) and place.run.state != RunState.CANCELLED
    can_move = can_change and not place.watched_at
    was_there = getattr(place, "was_there", None)  # read with its booking
    can_swap = not changes.why_not_swapped(place, user, is_marked=was_there)
    is_own = place.attendee is not None and place.attendee.email == user.email
    arguments = [booking.reference, place.pk]
    cancel = reverse("courses:booking_cancel", args=[booking.reference])
    return {
        "name": place.attendee.name if place.attendee else "",
        "email": place.attendee.email if place.attendee else "",
        "still": _still_to_say(place, can_name=can_swap),
        "price": _price(place),
        "join_url": place.get_joining_url() if is_own else "",
        "swap_url": reverse("courses:place_swap", args=arguments) if can_swap else "",
        "move_url": reverse("courses:place_move", args=arguments) if can_move else "",
        "cancel_url": f"{cancel}?place={place.pk}" if can_change else "",
    }


def _still_to_say(place: Place, *, can_name: bool) -> str:
    """Of a place without a name, what is to be done about it, and until when."""
    if not can_name:
        return "Nobody was named"
    if place.name_by is None or place.name_by <= timezone.now():
        return "Say who comes as soon as you can"
    return f"Say who comes by {day(place.name_by)}"


def _price(place: Place) -> str:
    if not place.gross_pence:
        return "Free"
    words = [pounds(place.gross_pence)]
    if place.price_reason:
        words.append(place.price_reason)
    return ", ".join(words)


def _by_start(place: Place) -> tuple[bool, datetime, int]:
    starts_at = place.run.starts_at
    return starts_at is None, starts_at or timezone.now(), place.pk


def when(run: CourseRun) -> str:
    """'Tuesday 3 March, 3.45pm to 5.15pm, and 2 more': from what is loaded."""
    now = timezone.now()
    return when_of(sessions_left(run, now)) or run.any_time or "Whenever you like"


def sessions_left(run: CourseRun, now: datetime) -> list[Session]:
    """The sessions that are still to come or are on now; all of them once it is over."""
    sessions = list(run.sessions.all())
    return [session for session in sessions if session.end_at > now] or sessions


def when_of(sessions: list[Session]) -> str:
    """The first of these with its times, and how many more; nothing of none."""
    if not sessions:
        return ""
    more = f", and {len(sessions) - 1} more" if len(sessions) > 1 else ""
    return span(sessions[0].start_at, sessions[0].end_at) + more


def rows(found: Iterable[Booking]) -> list[dict[str, object]]:
    """Bookings as `components/run.html` draws runs. No statement."""
    now = timezone.now()
    return [_row(booking, now) for booking in found if booking.places.all()]


def _row(booking: Booking, now: datetime) -> dict[str, object]:
    every = list(booking.places.all())
    standing = [place for place in every if place.is_counted] or every
    runs = {place.run_id: place.run for place in sorted(standing, key=_by_start)}
    run = _next(runs.values(), now)
    sessions = sessions_left(run, now)
    begins = timezone.localtime(sessions[0].start_at) if sessions else None
    others = len(runs) - 1
    more = f" and {others} other course{'' if others == 1 else 's'}" if others else ""
    is_lapsed = booking.is_lapsed(now)
    return {
        "url": booking.get_absolute_url(),
        "title": run.title + more,
        "weekday": f"{begins:%A}" if begins else "",
        "day": begins.day if begins else "",
        "month": f"{begins:%B}" if begins else "",
        "year": begins.year if begins and begins.year != now.year else "",
        "when": when_of(sessions) or run.any_time,
        "format": run.format,
        "meta": f"{_people(standing)} · Reference {booking.reference}",
        "state": "expired" if is_lapsed else booking.state.lower(),
        "off": is_lapsed or not any(place.is_counted for place in every),
    }


def _next(runs: Iterable[CourseRun], now: datetime) -> CourseRun:
    """The run whose session is next; of those that are all over, the last."""
    every = list(runs)
    coming = [run for run in every if run.ends_at is None or run.ends_at >= now]
    return coming[0] if coming else every[-1]


def _people(places: list[Place]) -> str:
    """'Tariq Aziz', 'Tariq Aziz and Olwen Hughes', '4 people', '2 people, 1 to be named'."""
    named = {place.attendee_id: place.attendee.name for place in places if place.attendee}
    unnamed = sum(place.attendee_id is None for place in places)
    known = list(named.values())
    words = " and ".join(known) if len(known) < 3 else f"{len(known)} people"
    if not unnamed:
        return words
    return f"{words}, {unnamed} to be named" if words else f"{unnamed} to be named"
