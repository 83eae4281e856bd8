"""Booking for several people: who comes to which course, held together or not at all."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.views.account import signed_in
from core.look import problems_of
from courses.actions import bookings
from courses.actions.bookings import Seat
from courses.basket import MOST_RUNS, NO_SCHOOL, Basket, Typed
from courses.enums import BookingState, RunState
from courses.exceptions import (
    AlreadyBookedError,
    BookingError,
    HoldExpiredError,
    NoPriceError,
    RunIsFullError,
    RunNotOpenError,
    SchoolNotOpenError,
)
from courses.forms import FromForm
from courses.forms_group import PeopleForm
from courses.models import Booking, CourseRun, Place
from courses.views import check_parts, held
from courses.views.answers import bookers_page, kind_when_busy, steps
from courses.views.answers import mine as mine_of
from courses.views.basket import from_form, school_of, waiting_url, wanted


@never_cache
@kind_when_busy
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Who is coming to each course? Anybody may fill it in; holding the places needs a person."""
    mine, user = Basket(request.session), request.user
    if isinstance(user, User) and (known := _known(request, user)):
        return redirect(known)
    if not mine.numbers:
        return redirect("courses:basket")
    if not mine.origin:
        return redirect("courses:basket_school")
    runs = wanted(request, mine)
    if request.method != "POST":
        form = PeopleForm.show(runs, {run.code: mine.people(run.code) for run in runs})
        return _page(request, mine, form)
    form = PeopleForm.read(runs, request.POST)
    _keep(mine, form)
    if _is_other_button(request):
        return _page(request, mine, _pressed(request, mine, form))
    if not form.is_valid():
        return _page(request, mine, form, status=422)
    if not isinstance(user, User):
        messages.info(request, "Sign in, or make an account. What you have typed is kept.")
        back = urlencode({"next": reverse("courses:basket_people")})
        return redirect(f"{reverse('account_login')}?{back}")
    return _hold(request, mine, form, user)


def _known(request: HttpRequest, user: User) -> Booking | None:
    """The booking that this very form has made already, by a double click or an old page."""
    token = request.POST.get("submit_token", "")
    return Booking.objects.filter(booker=user, submit_token=token).first() if token else None


def _keep(mine: Basket, form: PeopleForm) -> None:
    for code, typed in form.typed.items():
        mine.say_people(code, typed)


def _is_other_button(request: HttpRequest) -> bool:
    return any(name in request.POST for name in ("add", "take_out", "same", "only", "leave_out"))


def _pressed(request: HttpRequest, mine: Basket, form: PeopleForm) -> PeopleForm:
    """The same page with one person more or less, or the first run's people here too."""
    typed, sent = form.typed, request.POST
    runs = [part.run for part in form.parts]
    if (code := sent.get("add", "")) in typed:
        typed[code] = [*typed[code], Typed()]
    code, _, place = sent.get("take_out", "").rpartition("-")
    if code in typed and place.isdigit() and len(typed[code]) > 1:
        typed[code] = [one for row, one in enumerate(typed[code]) if row != int(place)]
    if (code := sent.get("same", "")) in typed:
        typed[code] = list(typed[runs[0].code])
    code, _, number = sent.get("only", "").partition(":")
    if code in typed and number.isdigit():
        # Those without a name go first, then the last.
        named = sorted(typed[code], key=lambda one: not one.email)
        typed[code] = named[: max(1, int(number))]
    if (code := sent.get("leave_out", "")) in typed and len(typed) > 1:
        del typed[code]
        mine.drop(code)
        runs = [run for run in runs if run.code != code]
    shown = PeopleForm.show(runs, typed)
    _keep(mine, shown)
    return shown


def _hold(request: HttpRequest, mine: Basket, form: PeopleForm, user: User) -> HttpResponse:
    try:
        booking = bookings.hold(
            seats=form.seats(), school=school_of(mine), by=user, submit_token=mine.token
        )
    except (RunIsFullError, RunNotOpenError) as error:
        _say_gone(form, error)
        return _page(request, mine, form, status=409)
    except AlreadyBookedError as error:
        form.refuse(error.run, error.email)
        return _page(request, mine, form, status=422)
    except SchoolNotOpenError as error:
        messages.error(request, str(error))
        return redirect("courses:basket_school")
    except (BookingError, NoPriceError) as error:
        form.errors.append(str(error))
        return _page(request, mine, form, status=422)
    mine.empty()
    return redirect("courses:booking_check", booking.reference)


def _say_gone(form: PeopleForm, error: RunIsFullError | RunNotOpenError) -> None:
    """At the run that cannot be had: what is left of it, and the ways on. Nothing is held."""
    for part in form.parts:
        if part.run.pk != error.run.pk:
            continue
        part.problem = f"{error} Nothing is held or booked, and what you typed is kept."
        if isinstance(error, RunIsFullError):
            if error.wanted <= error.run.capacity:
                part.waiting_url = waiting_url(_with_page(part.run, error.run))
            if left := error.places_left:
                label = f"Take {left} place{'' if left == 1 else 's'}"
                part.ways.append((label, "only", f"{part.run.code}:{left}"))
        if len(form.parts) > 1:
            part.ways.append(("Leave this course out", "leave_out", part.run.code))


def _with_page(run: CourseRun, fresh: CourseRun) -> CourseRun:
    """The run as it is now, with its page loaded."""
    run.places_taken, run.state = fresh.places_taken, fresh.state
    return run


@bookers_page
@require_POST
def again(request: HttpRequest, reference: str) -> HttpResponse:
    """What was let go, in the basket once more, with who was to come; not what is called off.

    Nor what was moved to another date, which comes back as that. What is in the basket already
    stays as it is.
    """
    booking = mine_of(request, reference)
    is_gone = booking.state in (BookingState.EXPIRED, BookingState.CANCELLED)
    if not (is_gone or booking.is_lapsed()):
        return redirect(booking)
    basket = Basket(request.session)
    there, is_asked = basket.numbers, bool(basket.numbers and basket.origin)
    moved = {place.transferred_from_id for place in booking.places.all()}
    for places in check_parts.by_run(booking):
        run, typed = places[0].run, [_typed(place) for place in places if place.pk not in moved]
        if not typed or run.code in there or run.state == RunState.CANCELLED:
            continue
        if not basket.say_people(run.code, typed):
            said = f"“{run.title}” is not in it: your basket holds {MOST_RUNS} courses."
            messages.warning(request, f"{said} Book these first.")
    if not is_asked:
        basket.say_origin(str(booking.school.urn) if booking.school else NO_SCHOOL)
    return redirect("courses:basket")


def _typed(place: Place) -> Typed:
    if place.attendee is None:
        return Typed(later=True)
    return Typed(name=place.attendee.name, email=place.attendee.email)


def change(request: HttpRequest, booking: Booking) -> HttpResponse:
    """Other people or another school while the places are held; their number stays."""
    user = signed_in(request)
    origin = from_form(request, booking.school, is_said=True)
    form = _form_of(request, booking)
    if request.method != "POST":
        return _change_page(request, booking, form, origin)
    if not all((form.is_valid(), origin.is_valid())):
        return _change_page(request, booking, form, origin, status=422)
    try:
        seats = _in_order(booking, form)
        held.amend(request, booking=booking, school=origin.school, seats=seats, by=user)
    except HoldExpiredError:
        return redirect(booking)
    except AlreadyBookedError as error:
        form.refuse(error.run, error.email)
    except (BookingError, NoPriceError) as error:
        form.errors.append(str(error))
    else:
        return redirect("courses:booking_check", booking.reference)
    return _change_page(request, booking, form, origin, status=422)


def _form_of(request: HttpRequest, booking: Booking) -> PeopleForm:
    """The people of a held booking, as they stand or as they were sent."""
    grouped = check_parts.by_run(booking)
    typed = {places[0].run.code: [_typed(place) for place in places] for places in grouped}
    runs = [places[0].run for places in grouped]
    if request.method != "POST":
        return PeopleForm.show(runs, typed)
    rows = {f"rows-{code}": str(len(people)) for code, people in typed.items()}
    return PeopleForm.read(runs, {**request.POST.dict(), **rows})


def _in_order(booking: Booking, form: PeopleForm) -> list[Seat]:
    """The seats in the order of the booking's places, which may go from run to run."""
    seats = {part.run.pk: iter(part.seats()) for part in form.parts}
    return [next(seats[place.run_id]) for place in booking.places.all()]


def _change_page(
    request: HttpRequest,
    booking: Booking,
    people: PeopleForm,
    origin: FromForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "people": people,
        "origin": origin,
        "problems": [*problems_of(origin), *people.problems] if status != 200 else [],
        "booking": booking,
        "steps": steps("Who is coming"),
    }
    return render(request, "courses/booking_people.html", context, status=status)


def _page(
    request: HttpRequest, mine: Basket, form: PeopleForm, *, status: int = 200
) -> HttpResponse:
    form.focus_last(request.POST.get("add", ""))
    context = {
        "people": form,
        "school": school_of(mine),
        "token": mine.token,
        "steps": steps("Who is coming"),
    }
    return render(request, "courses/basket_people.html", context, status=status)
