"""Check and pay: all of a held booking, how it is paid, and coming back from the payment page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.views.account import signed_in
from billing import gateways
from billing.actions import payments
from billing.enums import PaymentState, Terms
from billing.exceptions import BillingError
from core.money import pounds
from courses import frozen_terms
from courses.actions import approvals, bookings, settling
from courses.enums import BookingState
from courses.exceptions import BookingError, HoldExpiredError, NoPriceError
from courses.forms import FUND, PayForm, VoucherForm
from courses.models import Booking, Fund
from courses.permissions import invoice_may_wait, may_draw_for
from courses.views import check_parts, held
from courses.views.answers import bookers_page, mine, steps


@bookers_page
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, reference: str) -> HttpResponse:
    """Check your answers, say how it is paid, and book or ask the school to say yes."""
    user, is_sent = signed_in(request), request.method == "POST"
    booking = mine(request, reference, to_show=not is_sent)
    if booking.state != BookingState.HELD or booking.is_lapsed():
        return redirect(booking)
    if not is_sent:
        return _page(request, booking, _pay_form(request, booking, _ways(user, booking)))
    is_free = booking.payable_pence == 0
    form = _pay_form(request, booking, _sent_ways(request, user, booking))
    if not (is_free or form.is_valid()):
        return _again(request, reference)
    try:
        if not is_free and form.cleaned_data["terms"] == Terms.ONLINE:
            return redirect(settling.start_payment(booking=booking, by=user).next_url)
        _confirm(booking, user, None if is_free else form)
    except HoldExpiredError:
        return redirect(booking)
    except (BookingError, BillingError, NoPriceError) as error:
        return _again(request, reference, str(error))
    held.forget_code(request, booking)
    return redirect(booking)


def _again(request: HttpRequest, reference: str, problem: str = "") -> HttpResponse:
    """The page as things stand now, with what was sent and why it is not enough."""
    booking = mine(request, reference)
    form = _pay_form(request, booking, _ways(signed_in(request), booking))
    if problem and (form.is_valid() or not booking.payable_pence):
        form.errors.clear()  # of a form that was not shown, since there is nothing to pay
        form.add_error(None, problem)
    return _page(request, booking, form)


def _confirm(booking: Booking, user: User, form: PayForm | None) -> None:
    if form is None:
        bookings.confirm(booking=booking, by=user)
        return
    if form.fund_id is not None:
        funded = bookings.amend(
            booking=booking,
            school=booking.school,
            seats=held.seats_of(booking),
            by=user,
            fund=Fund.objects.filter(pk=form.fund_id).first(),
        )
        bookings.confirm(booking=mine_again(funded), by=user)
        return
    bookings.confirm(booking=booking, by=user, terms=form.chosen, purchase_order_number=form.number)


def mine_again(booking: Booking) -> Booking:
    """The same booking with all that pages and decisions need, as it is now."""
    return Booking.objects.with_places().get(pk=booking.pk)


def _pay_form(request: HttpRequest, booking: Booking, ways: list[tuple[str, str]]) -> PayForm:
    data = request.POST if request.method == "POST" else None
    purchasing = getattr(booking.school, "purchasing", None)
    rule = purchasing.purchase_order_rule if purchasing else ""
    return PayForm(data, ways=ways, rule=rule)


def _sent_ways(request: HttpRequest, user: User, booking: Booking) -> list[tuple[str, str]]:
    """An invoice where one was asked for, which booking itself refuses; else all that is theirs."""
    wants_invoice = request.POST.get("terms") == Terms.INVOICE
    return [(Terms.INVOICE, "")] if wants_invoice else _ways(user, booking)


def _ways(user: User, booking: Booking) -> list[tuple[str, str]]:
    """How this may be paid, by somebody who made it themselves."""
    if not booking.payable_pence:
        return []
    ways: list[tuple[str, str]] = []
    if booking.school and may_draw_for(user, booking.school):
        if invoice_may_wait(booking):
            ways.append((Terms.INVOICE, f"Invoice {booking.school}"))
        runs = [place.run for place in booking.places.all()]
        ways += [
            (f"{FUND}-{fund.pk}", f"{fund.name} pays, and you pay nothing")
            for fund in frozen_terms.funds_for(booking.school, runs)
            if fund.left_pence >= booking.gross_pence
        ]
    if gateways.is_available() and not approvals.is_needed(booking=booking, by=user):
        ways.append((Terms.ONLINE, "Pay now"))
    return ways


def _page(
    request: HttpRequest, booking: Booking, form: PayForm, voucher: VoucherForm | None = None
) -> HttpResponse:
    user = signed_in(request)
    is_refused = form.is_bound and bool(form.errors)
    terms = form.fields["terms"]
    offered = [str(way) for way, _ in getattr(terms, "choices", ())]
    fund = held.fund_of(booking)
    context = {
        "form": form,
        "voucher": voucher or VoucherForm(),
        "booking": booking,
        "parts": check_parts.parts(booking),
        "sums": check_parts.sums(booking, fund),
        "run": booking.places.all()[0].run,
        "number": len(booking.places.all()),
        "steps": steps("Check and pay"),
        "total": pounds(booking.payable_pence),
        "is_simple": held.is_only_for(user, booking),
        "has_ways": bool(offered),
        "can_invoice": Terms.INVOICE in offered,
        "can_pay_now": Terms.ONLINE in offered,
        "asks": approvals.asked_of(booking=booking, by=user),
        "purchasing": getattr(booking.school, "purchasing", None),
        "fund": fund,
        "vat_pence": sum(place.vat_pence for place in booking.places.all()),
        "discount_pence": sum(place.discount_pence for place in booking.places.all()),
    }
    status = 422 if is_refused or (voucher and voucher.errors) else 200
    return render(request, "courses/booking_check.html", context, status=status)


@bookers_page
@require_POST
def voucher(request: HttpRequest, reference: str) -> HttpResponse:
    """Use a voucher's code on the held places; a wrong one is said, and changes nothing."""
    user, booking = signed_in(request), mine(request, reference)
    if booking.state != BookingState.HELD or booking.is_lapsed():
        return redirect(booking)
    form = VoucherForm(request.POST)
    if form.is_valid():
        code = form.cleaned_data["code"]
        try:
            bookings.amend(
                booking=booking,
                school=booking.school,
                seats=held.seats_of(booking),
                by=user,
                voucher_code=code,
            )
        except HoldExpiredError:
            return redirect(booking)
        except (BookingError, NoPriceError) as error:
            form.add_error("code", str(error))
        else:
            held.keep_code(request, booking, code)
            return redirect("courses:booking_check", booking.reference)
    unsent = PayForm(ways=_ways(user, booking))
    return _page(request, booking, unsent, form)


@bookers_page
@require_POST
def pay_otherwise(request: HttpRequest, reference: str) -> HttpResponse:
    """Without the voucher or the fund: the price is what it was."""
    user, booking = signed_in(request), mine(request, reference)
    held.forget_code(request, booking)
    try:
        bookings.amend(
            booking=booking, school=booking.school, seats=held.seats_of(booking), by=user
        )
    except (BookingError, NoPriceError) as error:
        messages.error(request, str(error))
    return redirect(booking)


@bookers_page
@require_GET
def paid(request: HttpRequest, reference: str) -> HttpResponse:
    """Back from the payment page: settle what the gateway tells, then show the booking."""
    booking = mine(request, reference)
    if gateways.is_available():
        event = gateways.current().read_return(request.GET.dict())
        if (
            event
            and booking.order
            and booking.order.payments.filter(idempotency_key=event.payment_key).exists()
        ):
            payments.settle(event=event)
            booking.refresh_from_db()
            if event.state == PaymentState.FAILED and booking.state == BookingState.HELD:
                messages.error(request, "The payment was declined. No money was taken.")
                return redirect("courses:booking_check", booking.reference)
    if booking.state == BookingState.HELD:
        if "late" in request.GET:
            messages.info(request, "The demonstration will send your payment after the hold ends.")
        else:
            messages.info(request, "You have not paid yet. Your place is still held.")
    return redirect(booking)


@bookers_page
@require_POST
def leave(request: HttpRequest, reference: str) -> HttpResponse:
    """Give up held places, so that somebody else can have them."""
    booking = mine(request, reference)
    bookings.expire(booking=booking, by=signed_in(request))
    return redirect(booking)
