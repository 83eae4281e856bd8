"""Making a booking for oneself: who is coming, and changing that. `paying` is what follows."""

from __future__ import annotations

import re
import secrets
from typing import Protocol, cast

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.views.account import signed_in
from courses import listing
from courses.actions import bookings
from courses.enums import BookingState
from courses.exceptions import (
    AlreadyBookedError,
    BookingError,
    HoldExpiredError,
    NoPriceError,
    RunIsFullError,
    RunNotOpenError,
)
from courses.forms import MYSELF, OTHER, WhoForm
from courses.models import Attendee, Booking, CourseRun, Place
from courses.models.place import PlaceQuerySet
from courses.views import group, held
from courses.views.answers import bookers_page, mine, steps, where
from schools.models import School

TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")


class Asked(Protocol):
    """For annotations only: what is read with the run that somebody wants to book."""

    was_sent: bool
    has_place: bool


@bookers_page
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Who is coming? Submitting holds the place; the same form again leads to the same booking."""
    user, token = signed_in(request), _token(request)
    sent = Booking.objects.made_by(user).filter(submit_token=token)
    runs = CourseRun.objects.visible_to(user).annotate(
        was_sent=Exists(sent.filter(places__run=OuterRef("pk"))),
        has_place=Exists(_standing(user).filter(run=OuterRef("pk"))),
    )
    run = get_object_or_404(runs.select_related("page", "venue"), code=code, page__slug=slug)
    asked = cast(Asked, run)
    known = sent.first() if token and asked.was_sent else None
    if known and known.state != BookingState.HELD:
        return redirect(known)
    form = _who_form(request, user, run, known)
    if request.method != "POST":
        return _already(request, user, run) if asked.has_place else _start(request, run, form)
    if not form.is_valid():
        return _ask(request, run, form)
    try:
        booking = _hold(request, form, user, run, known, token)
    except (RunIsFullError, RunNotOpenError):
        return _gone(request, run, form)
    except AlreadyBookedError:
        return _already(request, user, run)
    except (BookingError, NoPriceError) as error:
        form.add_error(None, str(error))
        return _ask(request, run, form)
    return redirect("courses:booking_check", booking.reference)


def _token(request: HttpRequest) -> str:
    token = request.POST.get("submit_token", "")
    return token if TOKEN.fullmatch(token) else ""


def _hold(
    request: HttpRequest,
    form: WhoForm,
    user: User,
    run: CourseRun,
    known: Booking | None,
    token: str,
) -> Booking:
    answer = form.answer
    if known and not known.is_lapsed():
        return _amend(request, known, form, user)
    return bookings.hold_for(
        run=run,
        school=answer.school,
        attendee_name=answer.name,
        attendee_email=user.email,
        by=user,
        submit_token="" if known else token,
    )


def _amend(request: HttpRequest, booking: Booking, form: WhoForm, user: User) -> Booking:
    """The same place, for the school and under the name that the form says."""
    answer = form.answer
    place = booking.places.select_related("attendee", "run")[0]
    email = place.attendee.email if place.attendee else user.email
    seat = bookings.Seat(run=place.run, name=answer.name, email=email)
    return held.amend(request, booking=booking, school=answer.school, seats=[seat], by=user)


def _who_form(request: HttpRequest, user: User, run: CourseRun, booking: Booking | None) -> WhoForm:
    schools = list(School.objects.named_by(user).order_by("name", "pk"))
    initial: dict[str, object] = {"submit_token": secrets.token_urlsafe(24)}
    if booking:
        place = booking.places.select_related("attendee").first()
        initial["name"] = place.attendee.name if place and place.attendee else user.full_name
        if booking.school is None:
            initial["come_from"] = MYSELF
        elif booking.school in schools:
            initial["come_from"] = str(booking.school.urn)
        else:
            initial |= {"come_from": OTHER, "other_school": booking.school}
    return WhoForm(
        request.POST if request.method == "POST" else None,
        user=user,
        schools=schools,
        tiers=run.tiers.all(),
        initial=initial,
    )


def _start(request: HttpRequest, run: CourseRun, form: WhoForm) -> HttpResponse:
    lapsed, _ = listing.crowding([run.pk] if run.is_full else [])
    if not run.is_open_for_booking() or run.places_left + lapsed.get(run.pk, 0) <= 0:
        return _gone(request, run)
    return _ask(request, run, form)


def _ask(
    request: HttpRequest, run: CourseRun, form: WhoForm, booking: Booking | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "run": run,
        "booking": booking,
        "meetings": run.sessions.all(),
        "where": where(run),
        "steps": steps("Who is coming"),
        "email": signed_in(request).email,
    }
    return render(request, "courses/book.html", context, status=422 if form.errors else 200)


def _standing(user: User) -> PlaceQuerySet:
    """The places that this person has by their address, without those that have run out."""
    people = Attendee.objects.current().filter(email=user.email)
    lapsed = Booking.objects.lapsed()
    return Place.objects.counted().filter(attendee__in=people).exclude(booking__in=lapsed)


def _already(request: HttpRequest, user: User, run: CourseRun) -> HttpResponse:
    """To one's own booking; a place that somebody else booked for one is said, not shown."""
    place = _standing(user).filter(run=run).select_related("booking").first()
    if place and place.booking.booker_id == user.pk:
        return redirect(place.booking)
    return render(request, "courses/book_already.html", {"run": run}, status=409)


def _gone(request: HttpRequest, run: CourseRun, form: WhoForm | None = None) -> HttpResponse:
    """Full or closed: what else there is. 409 when a form was sent, since nothing was stored.

    Who sent a form waits from there for whom they wanted to book, a school looked up too.
    """
    run.refresh_from_db()
    others = CourseRun.objects.open_for_booking(to=request.user).coming().with_places_left()
    viewer = listing.Viewer.of(request.user)
    same = others.filter(page=run.page).exclude(pk=run.pk)
    context = {
        "run": run,
        "come_from": _said(form) if form else _only_school(request),
        "is_open": run.is_open_for_booking(),
        "has_just_gone": form is not None,
        "same": listing.rows(list(same), viewer=viewer),
        "others": listing.rows(list(others.exclude(page=run.page)[:3]), viewer=viewer),
    }
    status = 409 if form else 200
    return render(request, "courses/book_gone.html", context, status=status)


def _said(form: WhoForm) -> str:
    """For whom a valid form books, as the waiting list asks it."""
    return str(form.school.urn) if form.school else MYSELF


def _only_school(request: HttpRequest) -> str:
    """The school of somebody who has named one, and no other."""
    schools = list(School.objects.named_by(signed_in(request))[:2])
    return str(schools[0].urn) if len(schools) == 1 else ""


@bookers_page
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, reference: str) -> HttpResponse:
    """Who is coming, again, while the place is held."""
    user, booking = signed_in(request), mine(request, reference)
    if booking.state != BookingState.HELD or booking.is_lapsed():
        return redirect(booking)
    if not held.is_only_for(user, booking):
        return group.change(request, booking)
    run = booking.places.all()[0].run
    form = _who_form(request, user, run, booking)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, run, form, booking)
    try:
        _amend(request, booking, form, user)
    except HoldExpiredError:
        return redirect(booking)
    except (BookingError, NoPriceError) as error:
        form.add_error(None, str(error))
        return _ask(request, run, form, booking)
    return redirect("courses:booking_check", booking.reference)
