"""What is done to bookings: amend, confirm, approve, refuse, cancel.

Holding is in `holding`, ending holds in `lapsing` and giving up places in `cancelling`; all are
found here too, as verbs of bookings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from billing.actions import orders, payments
from billing.actions.orders import Charge
from billing.enums import Terms
from billing.models import Order
from core import audit
from core.contention import patiently
from courses import emails, emails_approval, frozen_terms
from courses.actions import approvals, extras, places
from courses.actions.attending import attend_all
from courses.actions.cancelling import cancel, cancel_places, waive_refilled
from courses.actions.holding import (
    Seat,
    hold,
    hold_for,
    person_of,
    refuse_booked,
    refuse_twice,
    school_is_new,
)
from courses.actions.lapsing import expire, expire_lapsed, lapse, lock_order, uncharge
from courses.enums import BookingState, PlaceState
from courses.exceptions import (
    ApprovalGoneError,
    HoldExpiredError,
    InvoiceNotAllowedError,
    PaymentNeededError,
    PurchaseOrderNeededError,
    VoucherUsedError,
)
from courses.models import Attendee, Booking, Fund, Place
from courses.permissions import may_invoice
from schools.actions import posts
from schools.enums import PostRole
from schools.models import School

__all__ = [
    "Seat",
    "amend",
    "approve",
    "cancel",
    "cancel_places",
    "charge",
    "confirm",
    "confirmed",
    "expire",
    "expire_lapsed",
    "hold",
    "hold_for",
    "lapse",
    "lock_order",
    "refuse",
    "uncharge",
]


@patiently
def amend(
    *,
    booking: Booking,
    school: School | None,
    seats: Sequence[Seat],
    by: User,
    voucher_code: str = "",
    fund: Fund | None = None,
) -> Booking:
    """Other names, another school, voucher or fund while the places are held.

    `seats` are the same places in the same order, by `Booking.places`. Prices are looked up anew,
    and what was charged for an unfinished payment is taken back. Raises HoldExpiredError and what
    `hold` raises about names, schools, prices, vouchers and funds; then nothing is changed.
    """
    refuse_twice(seats)
    return extras.at_a_price_that_is_left(
        lambda: _amend(booking, school, seats, by, voucher_code, fund)
    )


@transaction.atomic
def _amend(
    booking: Booking,
    school: School | None,
    seats: Sequence[Seat],
    by: User,
    voucher_code: str,
    fund: Fund | None,
) -> Booking:
    lock_order(booking=booking)
    places.lock_runs(booking.places.counted().values("run_id"))
    held = _lock_held(booking)
    is_new_there = school_is_new(school, by)
    uncharge(held, by=by)
    standing = list(held.places.select_related("attendee", "run").order_by("pk"))
    helped = frozen_terms.find_help(
        runs=list({place.run_id: place.run for place in standing}.values()),
        school=school,
        voucher_code=voucher_code,
        fund=fund,
        by=by,
    )
    before = [copy(place) for place in standing]
    for place, values in zip(standing, _terms(held, standing, school, helped), strict=True):
        for name, value in values.items():
            setattr(place, name, value)
        place.order_line = None
    named = [seat for seat in seats if seat.is_named]
    people = attend_all([person_of(seat, school) for seat in named], by=by)
    extras.change(taken=standing, freed=before)
    held.school = school
    held.save(update_fields=("school",))
    _seat(standing, seats, people)
    audit.record("booking.amend", held, by=by)
    if school and is_new_there:
        posts.claim(user=by, school=school, role=PostRole.TEACHER, by=by)
    return held


def _terms(
    held: Booking, standing: Sequence[Place], school: School | None, helped: frozen_terms.Help
) -> list[dict[str, object]]:
    """The frozen fields of each of these places as they would be if it were taken now."""
    made = {}
    uses = helped.voucher.max_uses - helped.voucher.used if helped.voucher else 0
    if helped.voucher:
        uses += sum(place.voucher_id == helped.voucher.pk for place in standing)
        if uses <= 0:
            raise VoucherUsedError
    for run in {place.run_id: place.run for place in standing}.values():
        values = frozen_terms.place_values(
            run=run,
            school=school,
            number=sum(place.run_id == run.pk for place in standing),
            helped=helped,
            uses_left=uses,
            beside=[place for place in standing if place.run_id == run.pk],
            asker=held.booker,
        )
        uses -= sum(value["voucher"] is not None for value in values)
        made[run.pk] = iter(values)
    return [next(made[place.run_id]) for place in standing]


def _seat(standing: Sequence[Place], seats: Sequence[Seat], people: Iterable[Attendee]) -> None:
    """Put these people on the places of the seats that are named. Raises AlreadyBookedError."""
    now, them = timezone.now(), iter(people)
    for place, seat in zip(standing, seats, strict=True):
        place.attendee = next(them) if seat.is_named else None
        place.name_by = None if seat.is_named else frozen_terms.name_by(place.run, now)
    # First nobody, then everybody: two people may have changed places.
    Place.objects.filter(pk__in=[place.pk for place in standing]).update(attendee=None)
    try:
        with transaction.atomic():
            for place in standing:
                place.save()
    except IntegrityError:
        refuse_booked(seats)
        raise


def _lock_held(booking: Booking) -> Booking:
    held = (
        Booking.objects.select_for_update(of=("self",))
        .select_related("order")
        .filter(pk=booking.pk, state=BookingState.HELD, hold_expires_at__gt=timezone.now())
    )
    if (found := held.first()) is None:
        raise HoldExpiredError
    return found


@patiently
@transaction.atomic
def confirm(
    *, booking: Booking, by: User, terms: Terms | None = None, purchase_order_number: str = ""
) -> Booking:
    """Book the held places for good: free ones at once, priced ones on the school's invoice.

    Where the school wants to approve what is booked for it, the booking waits for that instead, in
    state PENDING_APPROVAL. What is paid online is confirmed by its payment. Confirming twice
    changes nothing and sends nothing. Raises HoldExpiredError, RunNotOpenError for a run that was
    called off meanwhile, PaymentNeededError, InvoiceNotAllowedError, PurchaseOrderNeededError.
    """
    lock_order(booking=booking)
    places.refuse_called_off(booking=booking)
    if booking.payable_pence:
        if terms is not Terms.INVOICE:
            raise PaymentNeededError
        if not may_invoice(by, booking):
            raise InvoiceNotAllowedError
        if approvals.needs_number(booking) and not purchase_order_number.strip():
            raise PurchaseOrderNeededError
    if approvals.is_needed(booking=booking, by=by):
        asked = approvals.ask(booking=booking, terms=terms, number=purchase_order_number, by=by)
        if asked.order_id:  # from a page to pay on, before the school wanted to be asked
            uncharge(asked, by=by)
        return asked
    now = timezone.now()
    if not booking.move(
        BookingState.CONFIRMED,
        only=Q(state=BookingState.HELD, hold_expires_at__gt=now),
        confirmed_at=now,
    ):
        booking.refresh_from_db()
        if booking.state == BookingState.CONFIRMED:
            return booking
        raise HoldExpiredError
    _book(booking, by=by, terms=terms, number=purchase_order_number)
    return booking


def _book(
    booking: Booking, *, by: User | None, terms: Terms | None, number: str, approved_by: str = ""
) -> None:
    """What follows once a booking that is not paid online has become CONFIRMED."""
    booking.read_again()
    if terms is None and booking.payable_pence:
        raise PaymentNeededError  # amended since the caller has read it
    before = booking.order
    if terms:
        _charge(booking, booking.places.all(), terms=terms, by=booking.booker, number=number)
    if before:  # only now: a page that was being opened is there, or will not be
        payments.close_pages(order=before)
    _confirmed(booking, by=by, approved_by=approved_by)


@patiently
@transaction.atomic
def approve(*, booking: Booking, name: str, note: str = "", by: User | None = None) -> Booking:
    """The school says yes: book the places on the terms that were asked for.

    `name` says who decided; `by` is their account where they have one. Again, it changes nothing.
    Raises ApprovalGoneError when it was refused, has run out or was never asked for, and
    RunNotOpenError for a run that was called off meanwhile.
    """
    lock_order(booking=booking)
    places.refuse_called_off(booking=booking)
    now = timezone.now()
    waiting = Q(state=BookingState.PENDING_APPROVAL, hold_expires_at__gt=now)
    if not booking.move(BookingState.CONFIRMED, only=waiting, confirmed_at=now):
        booking.refresh_from_db()
        if booking.state == BookingState.CONFIRMED and approvals.was_approved(booking):
            return booking
        raise ApprovalGoneError
    approvals.settle(booking=booking, is_approved=True, name=name, note=note, by=by)
    booking.refresh_from_db(fields=["terms_wanted", "purchase_order_number"])
    terms = Terms(booking.terms_wanted) if booking.terms_wanted else None
    number = booking.purchase_order_number
    _book(booking, by=by, terms=terms, number=number, approved_by=name)
    return booking


@patiently
@transaction.atomic
def refuse(*, booking: Booking, name: str, note: str = "", by: User | None = None) -> Booking:
    """The school says no, or has not answered in time: the places are free again.

    Without a name nobody has said no, so its time must be over at that moment: the hub may just
    have kept the places longer. Again, it changes nothing. Raises ApprovalGoneError when it was
    approved before, or is waited for still.
    """
    now = timezone.now()
    waiting = Q(state=BookingState.PENDING_APPROVAL)
    if not name:
        waiting &= Q(hold_expires_at__lte=now)
    if not places.release(
        booking=booking, to=BookingState.CANCELLED, only=waiting, cancelled_at=now
    ):
        booking.refresh_from_db()
        if booking.state == BookingState.CANCELLED:
            return booking
        raise ApprovalGoneError
    approvals.settle(booking=booking, is_approved=False, name=name, note=note, by=by)
    booking.refresh_from_db()
    emails_approval.refused(booking)
    if booking.balance().refund_pence:
        emails.refund_due(booking)
    return booking


def confirmed(*, booking: Booking, by: User | None) -> None:
    """What follows once a booking has become confirmed, in the transaction that made it so."""
    booking.read_again()
    _confirmed(booking, by=by)


def _confirmed(booking: Booking, *, by: User | None, approved_by: str = "") -> None:
    """The same for a booking just read, with what its places are charged by.

    `approved_by` says who at the school said yes, where somebody was asked.
    """
    held = [place for place in booking.places.all() if place.state == PlaceState.HELD]
    for place in held:
        place.state = PlaceState.CONFIRMED
    Place.objects.bulk_update(held, ("state", "order_line"))
    audit.record("booking.confirm", booking, by=by)
    waive_refilled(booking=booking)
    emails.booking_confirmed(booking, approved_by=approved_by)


def charge(*, booking: Booking, terms: Terms, by: User, number: str = "") -> Order | None:
    """Charge every place that costs the booker something and that no line charges yet.

    Opens the booking's order if need be; none for a booking that is free.
    """
    there = booking.places.select_related("attendee", "run").order_by("pk")
    charged = _charge(booking, there, terms=terms, by=by, number=number)
    Place.objects.bulk_update(charged, ("order_line",))
    return booking.order


def _charge(
    booking: Booking, there: Iterable[Place], *, terms: Terms, by: User, number: str
) -> list[Place]:
    """The same, of these places; returns those whose line the caller has to store."""
    uncharged = [
        place
        for place in there
        if place.is_counted and place.payable_pence and place.order_line_id is None
    ]
    if booking.order is None and not uncharged:
        return []
    charges = [
        Charge(
            description=f"{place.run.title}: a place for {place.attendee or 'somebody'}",
            net_pence=place.net_pence,
            vat_code=place.vat_code,
            vat_pence=place.vat_pence,
        )
        for place in uncharged
    ]
    payer, school = booking.booker, booking.school
    if booking.order is None:
        booking.order, lines = orders.open(
            payer=payer,
            school=school,
            terms=terms,
            charges=charges,
            by=by,
            purchase_order_number=number,
        )
        booking.save(update_fields=("order",))
    else:
        orders.set_terms(
            order=booking.order,
            payer=payer,
            school=school,
            terms=terms,
            by=by,
            purchase_order_number=number,
        )
        lines = orders.charge(order=booking.order, charges=charges)
    for place, line in zip(uncharged, lines, strict=True):
        place.order_line = line
    return uncharged
