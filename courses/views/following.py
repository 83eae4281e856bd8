"""What may follow a booking: who comes on places without a name, and a purchase order number."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.views.account import signed_in
from billing.actions import orders
from billing.enums import Terms
from courses import parts
from courses.actions import changes
from courses.basket import Typed
from courses.enums import BookingState
from courses.exceptions import AlreadyBookedError, CoursesError
from courses.forms_decision import NumberForm
from courses.forms_group import PeopleForm, PersonForm, rows_sent
from courses.models import Booking, Place
from courses.views import booking_parts
from courses.views.answers import bookers_page, mine

NAMED_MEANWHILE = (
    "Somebody has been named for one of these places meanwhile, so there is one box less. Nothing "
    "is stored yet: look through the names, then send them again."
)


@bookers_page
@require_http_methods(["GET", "HEAD", "POST"])
def names(request: HttpRequest, reference: str) -> HttpResponse:
    """Who comes on the places without a name: as many as are known by now."""
    user, booking = signed_in(request), mine(request, reference)
    nameless = booking_parts.nameless(booking, user)
    if booking.state != BookingState.CONFIRMED or not nameless:
        return redirect(booking)
    grouped = parts.by_run(nameless)
    runs = [part.run for part in grouped]
    if request.method != "POST":
        blank = {part.run.code: [Typed(later=True)] * len(part.places) for part in grouped}
        return _names_page(request, booking, PeopleForm.show(runs, blank))
    rows = {f"rows-{part.run.code}": str(len(part.places)) for part in grouped}
    form = PeopleForm.read(runs, {**request.POST.dict(), **rows})
    if any(rows_sent(request.POST, part.run.code) > len(part.places) for part in grouped):
        form.errors.append(NAMED_MEANWHILE)
    if not form.is_valid():
        return _names_page(request, booking, form, status=422)
    with transaction.atomic():
        said = _give(form, grouped, user)
        if form.problems:
            transaction.set_rollback(True)  # all of them or none: nobody types names twice
    if form.problems:
        return _names_page(request, booking, form, status=422)
    if said:
        people = "1 person now has" if said == 1 else f"{said} people now have"
        messages.success(request, f"{people} a place, and the way in by mail.")
    return redirect(booking)


def _give(form: PeopleForm, grouped: list[parts.Part], user: User) -> int:
    """Each person their place; whoever cannot have it is said at their box."""
    given = 0
    for asked, part in zip(form.parts, grouped, strict=True):
        for person, place in zip(asked.people, part.places, strict=True):
            seat = person.seat(part.run)
            if not seat.is_named:
                continue
            given += _named(form, person, place, user)
    return given


def _named(form: PeopleForm, person: PersonForm, place: Place, user: User) -> bool:
    data = person.cleaned_data
    try:
        changes.swap(place=place, name=data["name"], email=data["email"], by=user)
    except AlreadyBookedError as error:
        form.refuse(error.run, error.email)
        return False
    except CoursesError as error:
        person.add_error(None, str(error))
        return False
    return True


def _names_page(
    request: HttpRequest, booking: Booking, form: PeopleForm, *, status: int = 200
) -> HttpResponse:
    context = {"people": form, "problems": form.problems, "booking": booking}
    return render(request, "courses/booking_names.html", context, status=status)


@bookers_page
@require_http_methods(["GET", "HEAD", "POST"])
def number(request: HttpRequest, reference: str) -> HttpResponse:
    """The purchase order number that was to follow, or a better one."""
    user, booking = signed_in(request), mine(request, reference)
    order = booking.order
    if booking.state != BookingState.CONFIRMED or order is None or order.terms != Terms.INVOICE:
        raise Http404
    is_sent = request.method == "POST"
    form = NumberForm(
        request.POST if is_sent else None, initial={"number": order.purchase_order_number}
    )
    if is_sent and form.is_valid():
        orders.set_number(order=order, number=form.cleaned_data["number"], by=user)
        messages.success(request, "The purchase order number is kept. It will be on the invoice.")
        return redirect(booking)
    context = {"form": form, "booking": booking}
    status = 422 if form.errors else 200
    return render(request, "courses/booking_number.html", context, status=status)
