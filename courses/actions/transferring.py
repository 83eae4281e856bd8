"""A place moves to another date: one command, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.permissions import is_hub_admin
from billing.enums import Terms
from core import audit
from core.contention import patiently
from courses import emails_changes, emails_joining, frozen_terms, policies
from courses.actions import bookings, cancelling, extras, lapsing, places
from courses.enums import PlaceState
from courses.exceptions import (
    AlreadyBookedError,
    CannotBeMovedError,
    QuoteChangedError,
    RunIsFullError,
)
from courses.frozen_terms import Help
from courses.models import Booking, CourseRun, Place, Voucher
from courses.permissions import may_invoice, may_still_change


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What moving a place to another date does to what its booker owes.

    `kept_pence` stays charged for the old date, by its terms; `new_pence` is charged for the new
    one, in place of the rest of `old_pence`.
    """

    old_pence: int
    kept_pence: int
    new_pence: int
    rule: str

    @property
    def pence(self) -> int:
        """More to pay when positive, taken off when negative."""
        return self.kept_pence + self.new_pence - self.old_pence


def dates_for(place: Place, by: User) -> QuerySet[CourseRun]:
    """The dates that this place may move to: of its course, or for the hub of every course.

    A course that is not for everybody is there where it is for whoever booked.
    """
    seen = CourseRun.objects.open_for_booking(to=place.booking.booker)
    others = seen.coming().exclude(pk=place.run_id)
    return others if is_hub_admin(by) else others.filter(page=place.run.page_id)


def difference(*, place: Place, to_run: CourseRun, waive: bool = False) -> Difference:
    """What moving this place now would cost, by today's prices. Raises NoPriceError."""
    quote = policies.quote(place, timezone.now())
    values = _values(place, to_run)
    return Difference(
        old_pence=place.payable_pence,
        kept_pence=0 if waive else quote.charge_pence,
        new_pence=0 if values["fund"] else values["gross_pence"],
        rule=quote.rule,
    )


@patiently
def transfer(
    *,
    place: Place,
    to_run: CourseRun,
    by: User,
    reason: str = "",
    waive: bool = False,
    agreed_pence: int | None = None,
) -> Place:
    """The same person on another date, at the price that applies there today; or nothing changes.

    The old place is given up by its terms and the new one charged, so a difference in price
    becomes a charge or a credit. The fund or voucher of the old place helps with the new one where
    it may. The hub gives a `reason`, may choose another course, act after the start, and `waive`
    what the old date would keep. Again, it answers with the place that was made. `agreed_pence` is
    the difference that the person was shown.
    Raises RunIsFullError (which says what is left), RunNotOpenError, AlreadyBookedError,
    CannotBeMovedError, NoPriceError, QuoteChangedError, NotYoursToChangeError, ReasonNeededError.
    """
    wish = _Wish(
        place=place, to_run=to_run, by=by, reason=reason, waive=waive, agreed_pence=agreed_pence
    )
    try:
        return extras.at_a_price_that_is_left(lambda: _transfer(wish))
    except RunIsFullError:
        if not lapsing.lapse_all(places.lapsed_on(run_ids=[to_run.pk])):
            raise
        return extras.at_a_price_that_is_left(lambda: _transfer(wish))


@dataclass(frozen=True, kw_only=True)
class _Wish:
    place: Place
    to_run: CourseRun
    by: User
    reason: str
    waive: bool
    agreed_pence: int | None


@transaction.atomic
def _transfer(wish: _Wish) -> Place:
    booking = cancelling.booking_of([wish.place])
    cancelling.authorise(booking, wish.by, wish.reason, needs_reason=wish.waive)
    lapsing.lock_order(booking=booking)
    places.lock_runs([wish.place.run_id, wish.to_run.pk])
    old = Place.objects.select_related("run", "attendee", "fund", "voucher", "booking").get(
        pk=wish.place.pk
    )
    made = Place.objects.filter(transferred_from=old, run=wish.to_run).first()
    if made is not None:
        return made
    _refuse(old, wish)
    cost = difference(place=old, to_run=wish.to_run, waive=wish.waive)
    if wish.agreed_pence not in (None, cost.pence):
        raise QuoteChangedError
    terms = _terms(booking, cost, wish.by)
    new = _take(old, wish.to_run)
    freed = places.give_up(chosen=[old], reason=f"Moved to {wish.to_run}", instead=[new])
    given = cancelling.take_back(places_freed=freed, kept={old.pk: cost.kept_pence}, by=wish.by)
    booking.refresh_from_db()
    if terms is not None:
        bookings.charge(booking=booking, terms=terms, by=wish.by, number=_number(booking))
    audit.record(
        "booking.transfer",
        booking,
        by=wish.by,
        was=old.run.code,
        now=wish.to_run.code,
        pence=cost.pence,
        waived=wish.waive,
        reason=wish.reason,
    )
    emails_joining.send(new, also_to_booker=True)
    emails_changes.place_moved(booking, given=given[0], new=new, by=wish.by, reason=wish.reason)
    return new


def _refuse(old: Place, wish: _Wish) -> None:
    """Raises CannotBeMovedError for what can move nowhere, or not there."""
    if old.state != PlaceState.CONFIRMED:
        raise CannotBeMovedError("This place is not booked any more, so it cannot move.")
    if not may_still_change(wish.by, old):
        raise CannotBeMovedError("The course has begun, so this place cannot move.")
    if old.watched_at:
        raise CannotBeMovedError("The recording has been watched, so this place cannot move.")
    if wish.to_run.pk == old.run_id:
        raise CannotBeMovedError("This is the date that the place is on already.")
    if wish.to_run.page_id != old.run.page_id and not is_hub_admin(wish.by):
        raise CannotBeMovedError("Only the hub office can move a place to another course.")


def _take(old: Place, to_run: CourseRun) -> Place:
    """The new place, counted on its run and not yet where `extras` counts."""
    places.take(wanted={to_run.pk: 1}, by=old.booking.booker)
    try:
        with transaction.atomic():
            return Place.objects.create(
                booking=old.booking,
                run=to_run,
                attendee=old.attendee,
                state=PlaceState.CONFIRMED,
                transferred_from=old,
                name_by=None if old.attendee else frozen_terms.name_by(to_run, timezone.now()),
                **_values(old, to_run),
            )
    except IntegrityError:
        raise AlreadyBookedError(to_run, old.attendee.email if old.attendee else "") from None


def _values(old: Place, to_run: CourseRun) -> dict[str, Any]:
    """What is frozen on the new place. The old one's voucher use and fund money are free for it."""
    school = old.booking.school
    fund, voucher = old.fund, old.voucher
    helped = Help(
        fund=fund if fund and frozen_terms.may_draw(fund, school, [to_run]) else None,
        voucher=voucher if voucher and _is_for(voucher, to_run) else None,
    )
    values = frozen_terms.place_values(
        run=to_run,
        school=school,
        number=1,
        helped=helped,
        uses_left=1 if helped.voucher else 0,
        asker=old.booking.booker,
    )
    return values[0]


def _is_for(voucher: Voucher, run: CourseRun) -> bool:
    return not voucher.runs.exists() or voucher.runs.filter(pk=run.pk).exists()


def _terms(booking: Booking, cost: Difference, by: User) -> Terms | None:
    """How the new place is paid: as the booking is; a free booking's as the school may.

    None where there is nothing to charge. Raises CannotBeMovedError where nobody has said how.
    """
    if not cost.new_pence:
        return None
    if booking.order:
        return Terms(booking.order.terms)
    if may_invoice(by, booking) or (booking.school and is_hub_admin(by)):
        return Terms.INVOICE
    raise CannotBeMovedError(
        "The other date costs something and this one did not. Book the other date, then cancel "
        "this one."
    )


def _number(booking: Booking) -> str:
    return booking.order.purchase_order_number if booking.order else booking.purchase_order_number
