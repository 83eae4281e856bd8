"""A school's yes or no: by the link in the mail that asked for it, or signed in at the school."""

from __future__ import annotations

from contextlib import suppress

from django.contrib.auth.decorators import login_required
from django.core import signing
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.views.account import signed_in
from courses import parts
from courses.actions import approvals, bookings
from courses.emails_approval import SALT
from courses.enums import BookingState
from courses.exceptions import ApprovalGoneError, BookingError
from courses.forms_decision import NO, YES, DecisionForm
from courses.models import Approval, Booking
from courses.permissions import may_decide_booking
from courses.views.answers import bookers_page, kind_when_busy, mine


@never_cache
@kind_when_busy
@require_http_methods(["GET", "HEAD", "POST"])
def approval(request: HttpRequest, token: str) -> HttpResponse:
    """What is to be approved, with the two answers; what was decided, afterwards. No sign-in.

    The link decides nothing once the time to decide is over, and shows nothing once the courses
    are: a mail may be read by others, years later.
    """
    try:
        reference = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise Http404 from None
    asked = get_object_or_404(_approvals(), booking__reference=reference)
    if asked.is_over():
        return render(request, "courses/approval_over.html", status=410)
    return _answer(request, asked, name=asked.asked_name or asked.asked_email, by=None)


@login_required
@never_cache
@kind_when_busy
@require_http_methods(["GET", "HEAD", "POST"])
def at_school(request: HttpRequest, reference: str) -> HttpResponse:
    """The same for somebody signed in who answers for the school."""
    user = signed_in(request)
    asked = get_object_or_404(_approvals(), booking__reference=reference)
    if not may_decide_booking(user, asked.booking):
        raise Http404
    return _answer(request, asked, name=user.full_name or user.email, by=user)


@bookers_page
@require_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """The booker wants it no more: the places are free at once."""
    booking = mine(request, reference)
    with suppress(ApprovalGoneError):  # it was decided meanwhile: its page says how
        approvals.withdraw(booking=booking, by=signed_in(request))
    return redirect(booking)


def _approvals() -> QuerySet[Approval]:
    return Approval.objects.select_related("booking__school", "booking__booker")


def _answer(request: HttpRequest, asked: Approval, *, name: str, by: User | None) -> HttpResponse:
    form = DecisionForm(request.POST if request.method == "POST" else None)
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            _decide(asked.booking, form, name=name, by=by)
        except BookingError as error:
            problem = str(error)
        else:
            return redirect(request.path)
    booking = Booking.objects.with_places().get(pk=asked.booking_id)
    asked.refresh_from_db()
    places = list(booking.places.all())
    stands = standing(booking, asked)
    context = {
        "form": form,
        "approval": asked,
        "booking": booking,
        "parts": parts.by_run(places),
        "number": len(places),
        "total_pence": sum(place.payable_pence for place in places),
        "standing": stands,
        "problem": problem,
        "is_signed_in": by is not None,
    }
    gone = 410 if stands == "late" else 200
    status = 409 if problem else 422 if form.errors else gone
    return render(request, "courses/approval.html", context, status=status)


def _decide(booking: Booking, form: DecisionForm, *, name: str, by: User | None) -> None:
    note = form.cleaned_data["note"]
    decide = {YES: bookings.approve, NO: bookings.refuse}[form.cleaned_data["answer"]]
    decide(booking=booking, name=name, note=note, by=by)


def standing_of(booking: Booking) -> str:
    """As `standing`; empty where no school was asked, or it said yes. At most one statement."""
    if booking.state not in (BookingState.PENDING_APPROVAL, BookingState.CANCELLED):
        return ""
    asked = Approval.objects.filter(booking=booking).first()
    found = standing(booking, asked) if asked else ""
    return "" if found == "approved" else found


def standing(booking: Booking, asked: Approval) -> str:
    """Where the question stands: waiting, late, approved, refused or withdrawn."""
    if booking.state == BookingState.PENDING_APPROVAL:
        return "late" if _is_late(booking) else "waiting"
    if asked.is_approved is None:
        return "withdrawn"
    if asked.is_approved:
        return "approved"
    return "refused" if asked.decided_name else "late"


def _is_late(booking: Booking) -> bool:
    return booking.hold_expires_at is not None and booking.hold_expires_at <= timezone.now()
