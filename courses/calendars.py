"""A booking as one calendar file with an entry for each session."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, Timezone

from core.mail import Attachment
from courses.enums import PlaceState, RunState
from courses.models import Booking, CourseRun, Place, Session
from courses.moves import Move, Stand

LONDON = ZoneInfo("Europe/London")
MEDIA_TYPE = "text/calendar; charset=utf-8"


def for_booking(booking: Booking, *, now: datetime | None = None) -> bytes:
    """RFC 5545, Europe/London, a stable UID per session and SEQUENCE counting its moves.

    A joining link is in it only once it has been released. Empty of entries, but valid, for a
    booking whose courses have no dates.
    """
    notes = [f"Booking {booking.reference}", f"{settings.BASE_URL}{booking.get_absolute_url()}"]
    return _of_places(f"booking {booking.reference}", booking.places.all(), notes, now)


def for_place(place: Place, *, now: datetime | None = None) -> bytes:
    """The same for the person who comes: it leads to their joining page, not to the booking.

    Its entries have the UIDs of `for_booking`, so somebody who gets both has each session once.
    """
    notes = ["Your joining page", f"{settings.BASE_URL}{place.get_joining_url()}"]
    return _of_places(place.run.title, [place], notes, now)


def for_moves(
    run: CourseRun, moves: Iterable[Move], notes: Sequence[str], *, now: datetime | None = None
) -> Attachment:
    """What updates the entries of sessions that moved, and takes out those of sessions now gone.

    The same UIDs as in `for_booking`, so calendars change what they have; `notes` say whose it is.
    For people with a confirmed place.
    """
    moment = now or timezone.now()
    sessions = {session.pk: session for session in run.sessions.select_related("venue")}
    entries = []
    for move in moves:
        if move.now is not None:
            # Gone again since: the mail about that strikes it out.
            if session := sessions.get(move.now.session_id):
                entries.append(_entry(run, session, notes, moment))
        elif move.was is not None:
            entries.append(_gone(run, move.was, moment))
    content = _calendar(run.title, entries)
    return Attachment(name=f"{run.code}.ics", content=content, mimetype="text/calendar")


def _calendar(name: str, entries: Sequence[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.WAGTAIL_SITE_NAME}//Bookings//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{settings.WAGTAIL_SITE_NAME}: {name}")
    if entries:
        calendar.add_component(london(min(entry.start.year for entry in entries)))
    for entry in entries:
        calendar.add_component(entry)
    return calendar.to_ical()


def attachment(booking: Booking) -> list[Attachment]:
    """The file to send along with a mail, or nothing when the booking has no dates."""
    return _attached(for_booking(booking), f"booking-{booking.reference}.ics")


def attachment_for(place: Place) -> list[Attachment]:
    """The same for the person who comes."""
    return _attached(for_place(place), f"sessions-{place.run.code}.ics")


def _attached(content: bytes, name: str) -> list[Attachment]:
    if b"BEGIN:VEVENT" not in content:
        return []
    return [Attachment(name=name, content=content, mimetype="text/calendar")]


def released_link(session: Session, now: datetime) -> str:
    """The joining link once its hour has come, else nothing. For people with a confirmed place.

    Of a run that is called off it leads nowhere, so nobody gets it.
    """
    if session.run.state == RunState.CANCELLED:
        return ""
    return session.joining_link if now >= session.link_released_at else ""


def _of_places(
    name: str, places: Iterable[Place], notes: Sequence[str], now: datetime | None
) -> bytes:
    """Each session once, however many of the places are on its run."""
    moment = now or timezone.now()
    runs = {place.run_id: place.run for place in places if place.state == PlaceState.CONFIRMED}
    meetings = [(run, session) for run in runs.values() for session in run.sessions.all()]
    return _calendar(name, [_entry(run, session, notes, moment) for run, session in meetings])


def _entry(run: CourseRun, session: Session, notes: Sequence[str], now: datetime) -> Event:
    venue = session.venue or run.venue
    link = released_link(session, now)
    entry = _bare(run, session.pk, session.title, session.sequence, now)
    entry.add("dtstart", session.start_at.astimezone(LONDON))
    entry.add("dtend", session.end_at.astimezone(LONDON))
    if venue:
        where = (session.room, venue.name, venue.address_line)
        entry.add("location", ", ".join(filter(None, where)))
    elif link:
        entry.add("location", link)
    if link:
        entry.add("url", link)
    entry.add("description", "\n".join([*([f"Join at {link}"] if link else []), *notes]))
    return entry


def _gone(run: CourseRun, was: Stand, now: datetime) -> Event:
    """A session that is taken away: calendars strike it out or remove it."""
    entry = _bare(run, was.session_id, was.title, was.sequence + 1, now)
    entry.add("dtstart", was.start_at.astimezone(LONDON))
    entry.add("dtend", was.end_at.astimezone(LONDON))
    entry.add("status", "CANCELLED")
    return entry


def _bare(run: CourseRun, pk: int, title: str, sequence: int, now: datetime) -> Event:
    entry = Event()
    entry.add("uid", f"session-{pk}@{urlsplit(settings.BASE_URL).hostname}")
    entry.add("sequence", sequence)
    entry.add("dtstamp", now.astimezone(ZoneInfo("UTC")))
    entry.add("summary", f"{run.title}: {title}" if title else run.title)
    return entry


@lru_cache(maxsize=4)
def london(year: int) -> Timezone:
    """Britain's clock changes around this year. Working them out takes a while: kept."""
    return Timezone.from_tzid(
        "Europe/London", first_date=date(year - 1, 1, 1), last_date=date(year + 4, 1, 1)
    )
