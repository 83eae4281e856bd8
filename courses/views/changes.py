"""Changing one's mind: giving places up, another person, another date. Also for the hub.

Each page shows exactly what its button does to the money. When that has changed meanwhile, the
page is shown again and nothing is done.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.views.account import signed_in
from billing import gateways
from billing.actions import payments
from billing.enums import Terms
from billing.exceptions import BillingError
from core.money import pounds
from courses import holds, policies, settlement
from courses.actions import cancelling, changes, transferring
from courses.enums import BookingState, PlaceState, RunState
from courses.exceptions import (
    AlreadyBookedError,
    BookingError,
    CannotBeSwappedError,
    NoPriceError,
)
from courses.forms_changes import ReasonForm, WhoComesForm
from courses.models import Booking, CourseRun, Place
from courses.permissions import acts_for_others, may_still_change
from courses.views import booking_parts
from courses.views.answers import bookers_page, mine, ours

METHODS = ["GET", "HEAD", "POST"]
#: How many other dates are shown, the soonest first.
MOST_DATES = 12
#: More than anything costs, so nobody was shown it.
NONSENSE = 10**12


@bookers_page
@require_http_methods(METHODS)
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose places, see for each what giving it up costs, and give them up."""
    user, booking = signed_in(request), ours(request, reference)
    if booking.state != BookingState.CONFIRMED:
        return redirect(booking)
    posted = request.POST if request.method == "POST" else None
    open_yet = booking_parts.open_yet(booking, user)
    chosen = _chosen(request, open_yet)
    form = ReasonForm(posted, for_others=acts_for_others(user, booking))
    if not open_yet:
        return render(
            request, "courses/booking_too_late.html", {"booking": booking}, status=_refused(request)
        )
    if posted is None and not chosen:
        return _choose_page(request, booking, open_yet)
    if posted is None or not form.is_valid() or not chosen:
        return _cancel_page(request, booking, chosen or open_yet, form)
    if "agreed" not in posted:
        form.add_error(None, "Read what it costs, then press the button.")
        return _cancel_page(request, booking, chosen, form)
    try:
        freed = cancelling.cancel_places(
            chosen=chosen,
            by=user,
            reason=form.reason_given,
            waive=form.is_waived,
            agreed_pence=None if form.is_waived else _number(posted["agreed"]),
        )
    except BookingError as error:
        form.add_error(None, str(error))
        left = _chosen(request, booking_parts.open_yet(ours(request, reference), user))
        return _cancel_page(request, booking, left or chosen, form, status=409)
    return _done(request, booking, _cancelled_words(len(freed)))


def _cancelled_words(number: int) -> str:
    if number == 1:
        return "The place is cancelled."
    return f"{number} places are cancelled." if number else "These places were cancelled before."


def _chosen(request: HttpRequest, open_yet: Sequence[Place]) -> list[Place]:
    """Those that the address or the form names; the only one there is needs no naming."""
    given = request.POST if request.method == "POST" else request.GET
    wanted = set(given.getlist("place"))
    if not wanted and len(open_yet) == 1:
        return list(open_yet)
    return [place for place in open_yet if str(place.pk) in wanted]


def _choose_page(request: HttpRequest, booking: Booking, open_yet: Sequence[Place]) -> HttpResponse:
    context = {"booking": booking, "rows": _quoted(booking, open_yet)}
    return render(request, "courses/booking_cancel_choose.html", context)


def _cancel_page(
    request: HttpRequest,
    booking: Booking,
    chosen: Sequence[Place],
    form: ReasonForm,
    *,
    status: int = 0,
) -> HttpResponse:
    rows = _quoted(booking, chosen)
    quotes = policies.quotes(chosen, timezone.now(), balance=booking.balance())
    context = {
        "booking": booking,
        "form": form,
        "rows": rows,
        "charge_pence": sum(quote.charge_pence for quote in quotes),
        "credit_pence": sum(quote.credit_pence for quote in quotes),
        "refund_pence": sum(quote.refund_pence for quote in quotes),
        "changes_at": min((q.next_change_at for q in quotes if q.next_change_at), default=None),
        "is_waived_later": any(policies.waived_when_refilled(place.policy) for place in chosen),
        "has_watched": any(place.watched_at for place in chosen),
    }
    return render(request, "courses/booking_cancel.html", context, status=status or _status(form))


def _quoted(booking: Booking, chosen: Sequence[Place]) -> list[dict[str, object]]:
    quotes = policies.quotes(chosen, timezone.now(), balance=booking.balance())
    return [
        {"place": place, "quote": quote, "when": booking_parts.when(place.run)}
        for place, quote in zip(chosen, quotes, strict=True)
    ]


@bookers_page
@require_http_methods(METHODS)
def swap(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Say who comes on a place: for the first time, or instead of somebody."""
    user, booking = signed_in(request), ours(request, reference)
    place = _place(booking, pk)
    problem = changes.why_not_swapped(place, user)
    posted = request.POST if request.method == "POST" else None
    form = WhoComesForm(posted, for_others=acts_for_others(user, booking))
    if posted is None or problem or not form.is_valid():
        return _swap_page(request, place, form, problem)
    try:
        changes.swap(
            place=place,
            name=form.cleaned_data["name"],
            email=form.cleaned_data["email"],
            by=user,
            reason=form.reason_given,
        )
    except AlreadyBookedError as error:
        form.add_error("email", str(error))
        return _swap_page(request, place, form, "")
    except CannotBeSwappedError as error:
        return _swap_page(request, place, form, str(error))
    except BookingError as error:
        form.add_error(None, str(error))
        return _swap_page(request, place, form, "")
    said = f"{form.cleaned_data['name']} is coming. We have sent them everything they need."
    return _done(request, booking, said, money=False)


def _swap_page(
    request: HttpRequest, place: Place, form: WhoComesForm, problem: str
) -> HttpResponse:
    context = {
        "form": form,
        "place": place,
        "booking": place.booking,
        "run": place.run,
        "problem": problem,
        "when": booking_parts.when(place.run),
        "until": policies.swap_until(place) if place.attendee_id else None,
    }
    status = 409 if problem and request.method == "POST" else _status(form)
    return render(request, "courses/place_swap.html", context, status=status)


@bookers_page
@require_http_methods(METHODS)
def move(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Choose another date, with the difference in price for each, and move there."""
    user, booking = signed_in(request), ours(request, reference)
    place = _place(booking, pk)
    if place.run.state == RunState.CANCELLED or not may_still_change(user, place):
        return render(
            request, "courses/booking_too_late.html", {"booking": booking}, status=_refused(request)
        )
    posted = request.POST if request.method == "POST" else None
    form = ReasonForm(posted, for_others=acts_for_others(user, booking))
    if posted is None or not form.is_valid():
        return _move_page(request, place, form)
    code, _, agreed = posted.get("to", "").partition(":")
    to_run = transferring.dates_for(place, user).filter(code=code).first()
    if to_run is None:
        form.add_error(None, "Choose the new date.")
        return _move_page(request, place, form)
    try:
        transferring.transfer(
            place=place,
            to_run=to_run,
            by=user,
            reason=form.reason_given,
            waive=form.is_waived,
            agreed_pence=None if form.is_waived else _number(agreed),
        )
    except (BookingError, NoPriceError) as error:
        form.add_error(None, str(error))
        return _move_page(request, place, form, status=409)
    when = booking_parts.when(to_run)
    return _done(request, booking, f"The place is now on {to_run.title}, {when}.")


def _move_page(
    request: HttpRequest, place: Place, form: ReasonForm, *, status: int = 0
) -> HttpResponse:
    user = signed_in(request)
    found = transferring.dates_for(place, user).prefetch_related("sessions")
    same_course_first = sorted(found, key=lambda run: run.page_id != place.run.page_id)
    dates = [_date(place, run) for run in same_course_first if not run.is_full][:MOST_DATES]
    context = {
        "form": form,
        "place": place,
        "booking": place.booking,
        "run": place.run,
        "when": booking_parts.when(place.run),
        "quote": policies.quote(place, timezone.now()),
        "dates": [date for date in dates if date],
        "full": [run for run in same_course_first if run.is_full][:MOST_DATES],
        "chosen": request.POST.get("to", "").partition(":")[0],
    }
    return render(request, "courses/place_move.html", context, status=status or _status(form))


def _date(place: Place, run: CourseRun) -> dict[str, object] | None:
    """One date that it may move to, with what that costs; nothing where it has no price."""
    try:
        cost = transferring.difference(place=place, to_run=run)
    except NoPriceError:
        return None
    left = "1 place left" if run.places_left == 1 else f"{run.places_left} places left"
    return {
        "code": run.code,
        "value": f"{run.code}:{cost.pence}",
        "title": run.title if run.page_id != place.run.page_id else "",
        "when": booking_parts.when(run),
        "left": left,
        "cost": cost_words(cost.pence),
    }


def cost_words(pence: int) -> str:
    """'£10 more to pay', '£10 less', 'costs the same'."""
    if not pence:
        return "costs the same"
    return f"{pounds(pence)} more to pay" if pence > 0 else f"{pounds(-pence)} less"


@bookers_page
@require_POST
def pay(request: HttpRequest, reference: str) -> HttpResponse:
    """Pay online what a booking still owes, after a move to a dearer date; given up late or not."""
    booking = mine(request, reference)
    order = booking.order
    if booking.state not in (BookingState.CONFIRMED, BookingState.CANCELLED):
        return redirect(booking)
    if order is None or order.terms != Terms.ONLINE or not gateways.is_available():
        raise Http404
    try:
        payment = payments.start(
            order=order,
            return_path=reverse("courses:booking_paid", args=[booking.reference]),
            closes_at=timezone.now() + holds.HOLD,
            by=signed_in(request),
        )
    except BillingError as error:
        messages.error(request, str(error))
        return redirect(booking)
    return redirect(payment.next_url)


def _place(booking: Booking, pk: int) -> Place:
    """One of its confirmed places; any other is as absent as none."""
    for place in booking.places.all():
        if place.pk == pk and place.state == PlaceState.CONFIRMED:
            place.booking = booking
            return place
    raise Http404


def _done(request: HttpRequest, booking: Booking, said: str, *, money: bool = True) -> HttpResponse:
    """Back to the booking, which shows what is true now; what has happened is said at its top."""
    if money:
        fresh = ours(request, booking.reference)
        said = f"{said} {settlement.sentence(fresh, fresh.balance())}"
    messages.success(request, said)
    return redirect(booking)


def _number(text: str) -> int | None:
    """What the person was shown, in pence. Nonsense agrees to nothing, and so is asked again."""
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 10 else NONSENSE


def _status(form: ReasonForm) -> int:
    return 422 if form.errors else 200


def _refused(request: HttpRequest) -> int:
    return 409 if request.method == "POST" else 200
