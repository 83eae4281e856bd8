"""What the office does about a booking for somebody: each act a page with its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.views.account import signed_in
from accounts.views.office import hubs_page
from courses.actions import on_behalf
from courses.enums import EXPIRING_STATES, BookingState
from courses.exceptions import CoursesError
from courses.forms_office import ActForm
from courses.models import Booking
from courses.views.answers import bookers_page


@dataclass(frozen=True, kw_only=True)
class Act:
    """One thing to do. `do` may raise a CoursesError, whose sentence is shown."""

    link: str
    title: str
    text: str
    done: str
    is_possible: Callable[[Booking], bool]
    do: Callable[[Booking, ActForm, User], object]
    fields: tuple[str, ...] = ()


def _can_confirm(booking: Booking) -> bool:
    """Held, and nothing to pay, or a school that may pay later."""
    runs = [place.run for place in booking.places.all()]
    on_invoice = booking.school is not None and all(run.allow_pay_later for run in runs)
    return booking.state == BookingState.HELD and (not booking.payable_pence or on_invoice)


ACTS = {
    "confirm": Act(
        link="Book the places",
        title="Book these places?",
        text="What costs something goes on the school’s invoice. A school that approves what is "
        "booked for it is asked first. Whoever booked gets the usual mail.",
        done="Done: the booking is made, or waits for its school.",
        is_possible=_can_confirm,
        do=lambda booking, form, by: on_behalf.confirm(
            booking=booking, by=by, reason=form.reason_given, number=form.number_given
        ),
        fields=("number",),
    ),
    "approve": Act(
        link="Approve for the school",
        title="Approve this for the school?",
        text="Only if somebody who may has told you so in another way: say who, and how. The "
        "places are booked at once, and whoever booked gets the usual mail.",
        done="The places are booked.",
        is_possible=lambda booking: booking.state == BookingState.PENDING_APPROVAL,
        do=lambda booking, form, by: on_behalf.approve(
            booking=booking, by=by, reason=form.reason_given
        ),
    ),
    "extend": Act(
        link="Keep the places longer",
        title="Keep these places longer?",
        text="Nobody else can have them meanwhile. A hold never gets shorter by this.",
        done="The places are kept longer.",
        is_possible=lambda booking: booking.state in EXPIRING_STATES,
        do=lambda booking, form, by: on_behalf.extend_hold(
            booking=booking, by=by, reason=form.reason_given, longer=form.longer
        ),
        fields=("days",),
    ),
    "send": Act(
        link="Send the mails again",
        title="Send the mails again?",
        text="Whoever booked gets the confirmation once more, and everybody who comes their "
        "joining details. Where the school has not decided yet, its approver is asked again.",
        done="The mails are on their way.",
        is_possible=lambda booking: (
            booking.state in (BookingState.CONFIRMED, BookingState.PENDING_APPROVAL)
        ),
        do=lambda booking, form, by: on_behalf.send_again(
            booking=booking, by=by, reason=form.reason_given
        ),
    ),
}


def links(booking: Booking) -> list[dict[str, str]]:
    """What can be done about this booking now, with the way to each."""
    if booking.is_lapsed():
        return []
    return [
        {"label": act.link, "url": reverse("courses:office_act", args=[booking.reference, verb])}
        for verb, act in ACTS.items()
        if act.is_possible(booking)
    ]


@hubs_page
@bookers_page
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Say what the act does and ask why; do it when it is said."""
    booking = get_object_or_404(Booking.objects.with_places(), reference=reference)
    chosen = ACTS.get(verb)
    if chosen is None:
        raise Http404
    here = reverse("courses:office_booking", args=[booking.reference])
    if booking.is_lapsed() or not chosen.is_possible(booking):
        messages.warning(request, "That cannot be done about this booking any more.")
        return redirect(here)
    form = ActForm(request.POST or None, fields=chosen.fields)
    if request.method == "POST" and form.is_valid():
        try:
            chosen.do(booking, form, signed_in(request))
        except CoursesError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, chosen.done)
            return redirect(here)
    context = {"booking": booking, "act": chosen, "form": form, "back": here}
    status = 422 if request.method == "POST" else 200
    return render(request, "courses/office/act.html", context, status=status)
