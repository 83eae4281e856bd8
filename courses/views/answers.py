"""What the booking pages have in common: whose booking, and a kind answer when all is busy."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts.views.account import signed_in
from core.contention import RETRY_AFTER_SECONDS, DatabaseBusyError
from core.dates import clock, day
from courses import calendars
from courses.enums import Format, PlaceState, RunState
from courses.models import Booking, CourseRun, Place, Session

View = Callable[..., HttpResponse]
TOO_MUCH = (
    "Too much is going on here at once. Wait a few seconds, then press the button again: what you "
    "entered is still on this page."
)


def bookers_page(view: View) -> View:
    """A page for somebody signed in, never kept by browsers, with a 503 when all is busy."""
    return login_required(never_cache(kind_when_busy(view)))


def kind_when_busy(view: View) -> View:
    """With a 503, and words, when all is busy."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except DatabaseBusyError:
            return later(render(request, "courses/booking_busy.html"))

    return answer


def later(page: HttpResponse) -> HttpResponse:
    """This page as the answer when all is busy: a 503 that says when to try again."""
    page.status_code = 503
    page["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return page


def mine(request: HttpRequest, reference: str, *, to_show: bool = True) -> Booking:
    """One's own booking with all its pages show; anybody else's is as absent as none.

    What is only acted upon needs no sessions: they are left out unless it is `to_show`.
    """
    bookings = Booking.objects.made_by(signed_in(request))
    whole = bookings.with_places() if to_show else bookings.with_people()
    return get_object_or_404(whole, reference=reference)


def ours(request: HttpRequest, reference: str) -> Booking:
    """A booking that this person may change; anybody else's is as absent as none."""
    bookings = Booking.objects.visible_to(signed_in(request)).with_places()
    return get_object_or_404(bookings, reference=reference)


def steps(current: str, *, who_url: str = "") -> list[dict[str, object]]:
    """The three beats of a booking."""
    labels = ["Who is coming", "Check and pay", "Booked"]
    here = labels.index(current)
    return [
        {
            "label": label,
            "done": number < here,
            "current": number == here,
            "url": who_url if number == 0 else "",
        }
        for number, label in enumerate(labels)
    ]


def where(run: CourseRun) -> list[str]:
    """Where a run is, as lines."""
    if run.venue:
        lines = [run.venue.name, *run.venue.address.splitlines(), run.venue.postcode]
        return [line.strip() for line in lines if line.strip()]
    if run.format == Format.LIVE_ONLINE:
        return ["Online"]
    if run.format == Format.RECORDED:
        return ["Online, whenever it suits you"]
    return ["In your school"] if run.format == Format.IN_SCHOOL else ["To be announced"]


def meetings(place: Place) -> list[dict[str, object]]:
    """A place's sessions as `components/sessions.html` draws them, links when they are out."""
    now = timezone.now()
    shown: list[dict[str, object]] = []
    is_next_known = False
    for session in place.run.sessions.all():
        begins = timezone.localtime(session.start_at)
        is_next = session.end_at > now and not is_next_known
        is_next_known = is_next_known or is_next
        confirmed = place.state == PlaceState.CONFIRMED
        link = calendars.released_link(session, now) if confirmed else ""
        shown.append(
            {
                "weekday": f"{begins:%A}",
                "day": begins.day,
                "month": f"{begins:%B %Y}",
                "time": f"{clock(session.start_at)} to {clock(session.end_at)}",
                "title": session.title,
                "place": " ".join(_notes(place, session, link)),
                "url": link,
                "link": "Join online",
                "next": confirmed and is_next,
            }
        )
    return shown


def _notes(place: Place, session: Session, link: str) -> list[str]:
    """What else somebody with this place must know of a session, in sentences."""
    booked_at = place.booking.confirmed_at
    if place.state != PlaceState.CONFIRMED or booked_at is None:
        return []
    notes = []
    if session.was_start_at and session.moved_at and session.moved_at > booked_at:
        notes.append(f"Moved from {day(session.was_start_at)}, {clock(session.was_start_at)}.")
    if own := ", ".join(filter(None, (session.room, session.venue.name if session.venue else ""))):
        notes.append(f"Where: {own}.")
    if session.joining_link and not link and place.run.state != RunState.CANCELLED:
        notes.append(f"The joining link appears here {session.joining_hours} hours before.")
    return notes
