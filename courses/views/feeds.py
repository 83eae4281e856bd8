"""The public calendar of courses, for anybody to subscribe to."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from courses.calendars import LONDON, MEDIA_TYPE, london
from courses.enums import RunState
from courses.models import CourseRun, Session

#: Sessions stay in the feed this long after they began, so that a subscriber's past keeps them.
KEPT = timedelta(days=60)
UTC = ZoneInfo("UTC")


@require_safe
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """Every session that anybody may see, called-off ones marked so; never a joining link.

    RFC 5545 in Europe/London, a stable UID for each session and SEQUENCE counting its moves. One
    statement.
    """
    now = timezone.now()
    sessions = (
        Session.objects.filter(run__in=CourseRun.objects.public(), start_at__gt=now - KEPT)
        .select_related("venue", "run__venue", "run__page")
        .order_by("start_at", "pk")
    )
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.WAGTAIL_SITE_NAME}//Courses//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"Courses at {settings.WAGTAIL_SITE_NAME}")
    calendar.add_component(london(now.year))
    for session in sessions:
        calendar.add_component(_entry(session, now))
    response = HttpResponse(calendar.to_ical(), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = 'inline; filename="courses.ics"'
    response["Cache-Control"] = "public, max-age=300"
    return response


def _entry(session: Session, now: datetime) -> Event:
    run = session.run
    venue = session.venue or run.venue
    called_off = run.state == RunState.CANCELLED
    entry = Event()
    entry.add("uid", f"course-session-{session.pk}@{urlsplit(settings.BASE_URL).hostname}")
    # Calling off is a change that calendars must take up, as a move is.
    entry.add("sequence", session.sequence + called_off)
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("dtstart", session.start_at.astimezone(LONDON))
    entry.add("dtend", session.end_at.astimezone(LONDON))
    title = f"{run.title}: {session.title}" if session.title else run.title
    entry.add("summary", f"Cancelled: {title}" if called_off else title)
    entry.add("status", "CANCELLED" if called_off else "CONFIRMED")
    if venue:
        address = ", ".join(line.strip() for line in venue.address.splitlines() if line.strip())
        entry.add("location", ", ".join(filter(None, (venue.name, address, venue.postcode))))
    address_of_page = f"{settings.BASE_URL}{run.get_absolute_url()}"
    entry.add("url", address_of_page)
    entry.add("description", f"{run.get_format_display()}. {address_of_page}")
    return entry
