"""What this app shows on My CPD: the next session first, then one's bookings."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.permissions import is_hub_admin
from core.dates import span
from core.panels import Panel, register
from courses import calendars, emails_waiting, interests
from courses.enums import BookingState, RunState
from courses.models import Booking, Place, SavedInterest, Session, WaitingListEntry
from courses.views import answers, booking_parts
from schools.chosen import school_for
from schools.permissions import answers_for_school

COMING_SHOWN = 4
APPROVALS_SHOWN = 20


def next_session(request: HttpRequest) -> Mapping[str, object] | None:
    """The session that comes next, or is on now, of all this person's places."""
    if not isinstance(request.user, User):
        return None
    now = timezone.now()
    places = Place.objects.for_attendee(request.user)
    coming = Session.objects.filter(run__places__in=places, end_at__gt=now)
    session = (
        coming.exclude(run__state=RunState.CANCELLED)
        .select_related("run__venue", "venue")
        .order_by("start_at", "pk")
        .first()
    )
    if session is None:
        return None
    mine = Booking.objects.visible_to(request.user).filter(
        places__run=session.run_id, places__in=places
    )
    where = [session.venue.name] if session.venue else answers.where(session.run)[:1]
    return {
        "title": span(session.start_at, session.end_at),
        "text": ", ".join([session.run.title, *where]),
        "booking": mine.first(),
        "link": calendars.released_link(session, now),
    }


def coming_bookings(request: HttpRequest) -> Mapping[str, object] | None:
    """What this person has booked or holds and is not over; for everybody who is signed in."""
    if not isinstance(request.user, User):
        return None
    mine = Booking.objects.made_by(request.user).in_parts()
    coming = mine.filter(Q(part="coming"))
    number = coming.count()
    return {
        "rows": booking_parts.rows(coming.with_places()[:COMING_SHOWN]),
        "more": number - COMING_SHOWN,
        "has_others": mine.exclude(Q(part="coming")).exists(),
    }


def saved_interests(request: HttpRequest) -> Mapping[str, object] | None:
    """What this person has asked to be told of, when there is anything."""
    if not isinstance(request.user, User):
        return None
    found = list(SavedInterest.objects.visible_to(request.user))
    return {"rows": interests.rows(found)} if found else None


def waiting_lists(request: HttpRequest) -> Mapping[str, object] | None:
    """What this person waits for or is offered; nothing for whoever waits for nothing."""
    if not isinstance(request.user, User):
        return None
    wishes = WaitingListEntry.objects.live().visible_to(request.user)
    rows = [
        {"entry": entry, "url": emails_waiting.path(entry)}
        for entry in wishes.select_related("run", "offer").order_by("run__starts_at", "pk")
    ]
    return {"rows": rows} if rows else None


def approvals_waiting(request: HttpRequest) -> Mapping[str, object] | None:
    """Bookings that wait for this school's yes; for those who answer for it, and the hub."""
    user, school = request.user, school_for(request)
    if school is None or not isinstance(user, User):
        return None
    is_theirs = answers_for_school(user, school)
    if not is_theirs and not is_hub_admin(user):
        return None
    waiting = Booking.objects.filter(school=school, state=BookingState.PENDING_APPROVAL)
    found = waiting.with_places().select_related("approval").order_by("hold_expires_at", "pk")
    rows = [(one, is_theirs and one.booker_id != user.pk) for one in found[:APPROVALS_SHOWN]]
    return {"rows": rows} if rows else None


register(
    Panel(place="account", order=15, template="courses/panel_waiting.html", context=waiting_lists)
)
register(
    Panel(
        place="my_school",
        order=5,
        template="courses/panel_approvals.html",
        context=approvals_waiting,
    )
)
register(Panel(place="account", order=10, template="courses/panel_next.html", context=next_session))
register(
    Panel(
        place="account", order=20, template="courses/panel_bookings.html", context=coming_bookings
    )
)
register(
    Panel(
        place="account", order=80, template="courses/panel_interests.html", context=saved_interests
    )
)
