"""What people are told when a booking changes: the booker, those who come, finance, the office.

Each mail is promised in the transaction of the act that it tells about. Nobody is told what does
not concern them, and nobody twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from accounts.models import User
from billing import emails as billing_emails
from billing.enums import Terms
from billing.models.order import Balance
from core import mail
from courses import settlement
from courses.models import Attendee, Booking, CourseRun, Place
from schools.models import Purchasing

if TYPE_CHECKING:
    from courses.actions.cancelling import Given


class OtherDates(Protocol):
    """The other dates of a course that one person can book; nobody's are those for everybody."""

    def __call__(self, *, to: User | None) -> Sequence[CourseRun]: ...


def places_cancelled(
    booking: Booking, given: Sequence[Given], *, by: User | None, reason: str = ""
) -> None:
    """Some places were given up: the booker, those who would have come, finance, the office."""
    fresh, balance = _whole(booking)
    context = {"given": given, "is_hub": _is_hub(fresh, by), "reason": reason}
    _to_booker("courses/places_cancelled", fresh, balance, **context)
    for attendee, gone in _by_attendee(fresh, [one.place for one in given]):
        mail.send(
            "courses/place_gone",
            to=attendee.email,
            context={"booking": fresh, "attendee": attendee, "places": gone, "reason": reason},
        )
    _money_changed(fresh, balance, given)


def run_cancelled(
    booking: Booking,
    given: Sequence[Given],
    *,
    run: CourseRun,
    others: OtherDates,
    freed: Sequence[Place],
) -> None:
    """The hub called a course off: everybody of one booking, once, with the other dates they see.

    `given` may hold more than the places `freed`: late ones whose charge is taken back as well.
    """
    fresh, balance = _whole(booking)
    theirs, people = others(to=fresh.booker), list(_by_attendee(fresh, freed))
    shared: dict[str, object] = {"given": given, "people": people, "run": run, "others": theirs}
    _to_booker("courses/run_cancelled", fresh, balance, **shared)
    for attendee, _ in people:
        theirs = others(to=attendee.user)
        mail.send(
            "courses/run_cancelled_attendee",
            to=attendee.email,
            context={"booking": fresh, "attendee": attendee, "run": run, "others": theirs},
        )
    _money_changed(fresh, balance, given)


def hold_called_off(booking: Booking, *, run: CourseRun, others: Sequence[CourseRun]) -> None:
    """Places that were held or asked for: the course is off, and nothing was booked."""
    fresh, balance = _whole(booking)
    more = any(place.run_id != run.pk for place in fresh.places.all())
    _to_booker("courses/hold_called_off", fresh, balance, run=run, others=others, has_more=more)


def charge_waived(place: Place, *, pence: int) -> None:
    """Somebody on the waiting list took a place that was given up late: nothing is kept for it."""
    fresh, balance = _whole(place.booking)
    _to_booker("courses/charge_waived", fresh, balance, place=place, pence=pence)
    _to_finance(fresh, balance)
    _to_office(fresh, balance)


def somebody_else_comes(place: Place, *, before: Attendee) -> None:
    """To whoever had the place: it is somebody else's now, and their link does not work any more.

    Who comes instead is not said.
    """
    mail.send(
        "courses/swapped_out",
        to=before.email,
        context={"place": place, "run": place.run, "booking": place.booking, "attendee": before},
    )


def attendee_changed(place: Place, *, before: Attendee | None, reason: str = "") -> None:
    """To the booker, when somebody else has said who comes."""
    fresh, balance = _whole(place.booking)
    _to_booker("courses/swapped", fresh, balance, place=place, before=before, reason=reason)


def handed_back(place: Place, *, before: Attendee) -> None:
    """To the booker: somebody cannot come, so they name somebody else or give the place up."""
    fresh, balance = _whole(place.booking)
    _to_booker("courses/handed_back", fresh, balance, place=place, before=before)


def place_moved(booking: Booking, *, given: Given, new: Place, by: User, reason: str = "") -> None:
    """A place is on another date now: the booker, who comes, and finance where money changed."""
    fresh, balance = _whole(booking)
    moved = {"old": given.place, "new": new, "reason": reason, "is_hub": _is_hub(fresh, by)}
    _to_booker("courses/place_moved", fresh, balance, given=given, **moved)
    for attendee, _ in _by_attendee(fresh, [new]):
        mail.send(
            "courses/place_moved_attendee",
            to=attendee.email,
            context={"booking": fresh, "attendee": attendee, **moved},
        )
    if given.kept_pence or given.credited_pence != new.payable_pence:
        _to_finance(fresh, balance)
    _to_office(fresh, balance)


def _by_attendee(
    booking: Booking, places: Iterable[Place]
) -> Iterable[tuple[Attendee, list[Place]]]:
    """Each person with their places, but for the booker, who has a mail of their own."""
    found: dict[str, tuple[Attendee, list[Place]]] = {}
    for place in places:
        if place.attendee and place.attendee.email != booking.booker.email:
            found.setdefault(place.attendee.email, (place.attendee, []))[1].append(place)
    return found.values()


def _money_changed(booking: Booking, balance: Balance, given: Sequence[Given]) -> None:
    if any(one.credited_pence for one in given):
        _to_finance(booking, balance)
        _to_office(booking, balance)


def _to_finance(booking: Booking, balance: Balance) -> None:
    """To the school's own address for money, where it has one and is invoiced."""
    order = booking.order
    if order is None or order.terms != Terms.INVOICE:
        return
    purchasing = Purchasing.objects.filter(school=order.payer_school_id).first()
    if purchasing is None or purchasing.finance_email in ("", booking.booker.email):
        return
    mail.send(
        "courses/finance_changed",
        to=purchasing.finance_email,
        reply_to=booking.booker.email,
        context={
            "booking": booking,
            "order": order,
            "balance": balance,
            "places": [place for place in booking.places.all() if place.order_line_id],
            "money": settlement.sentence(booking, balance),
        },
    )


def _to_office(booking: Booking, balance: Balance) -> None:
    if booking.order and balance.refund_pence:
        billing_emails.office_refund_due(booking.order, balance=balance)


def _to_booker(message: str, booking: Booking, balance: Balance, **more: object) -> None:
    mail.send(
        message,
        to=booking.booker.email,
        context={
            "booking": booking,
            "balance": balance,
            "money": settlement.sentence(booking, balance),
            "is_to_pay": settlement.is_to_pay(booking, balance),
            **more,
        },
    )


def _is_hub(booking: Booking, by: User | None) -> bool:
    return by is not None and by.pk != booking.booker_id


def _whole(booking: Booking) -> tuple[Booking, Balance]:
    fresh = Booking.objects.with_places().select_related("order__payer_user").get(pk=booking.pk)
    return fresh, fresh.balance()
