"""What bookers are told by mail. Each is promised in the transaction of the act it tells about."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from billing import emails as billing_emails
from billing.enums import Terms
from billing.models import Order
from billing.models.order import Balance
from core import mail
from courses import calendars, emails_group, emails_joining, parts
from courses.models import Booking, Place
from schools.enums import PurchaseOrderRule


def booking_confirmed(booking: Booking, *, approved_by: str = "") -> None:
    """The booking is made: one summary for the booker, and the way in for everybody else named.

    `booking` was just read with its places, in the transaction that has confirmed them.
    Finance hears of what will be invoiced, and the hub office of what it has to do itself: send an
    invoice, agree on a day, send a link.
    """
    balance = booking.balance()
    places = [place for place in booking.places.all() if place.is_counted]
    context = {**_summary(booking, places), "approved_by": approved_by}
    attached = calendars.attachment(booking)
    _send("courses/booking_confirmed", booking, balance, attachments=attached, **context)
    emails_joining.send_all(booking)
    if booking.order and booking.order.terms == Terms.INVOICE and balance.owed_pence:
        emails_group.finance_booked(booking, places, balance)
        billing_emails.office_invoice_wanted(booking.order, balance=balance)
    for place in places:
        if place.run.is_arranged_by_hand:
            _ask_the_office(booking, place)


def confirmation_again(booking: Booking) -> None:
    """The booker's confirmation once more, as things stand now; the office is asked for nothing."""
    fresh, balance = _whole(booking)
    places = [place for place in fresh.places.all() if place.is_counted]
    context = {**_summary(fresh, places), "approved_by": ""}
    attached = calendars.attachment(fresh)
    _send("courses/booking_confirmed", fresh, balance, attachments=attached, **context)


def _summary(booking: Booking, places: list[Place]) -> dict[str, object]:
    """What the confirmation says of these places, of one person or of many."""
    grouped = parts.by_run(places)
    fund = next((place.fund for place in places if place.fund_id), None)
    purchasing = getattr(booking.school, "purchasing", None)
    order, now = booking.order, timezone.now()
    sessions = places[0].run.sessions.all() if places else ()
    return {
        "places": places,
        "coming": next((session for session in sessions if session.end_at > now), None),
        "others_named": [place for place in places if place.attendee and not place.is_for_booker],
        "parts": grouped,
        "others": len(grouped) - 1,
        "unnamed": [place for place in places if place.attendee is None],
        "is_simple": len(places) == 1 and places[0].is_for_booker,
        "fund": fund,
        "funded_pence": sum(place.gross_pence for place in places if place.fund_id),
        "discount_pence": sum(place.discount_pence for place in places),
        "number_follows": bool(
            order
            and order.terms == Terms.INVOICE
            and not order.purchase_order_number
            and purchasing
            and purchasing.purchase_order_rule != PurchaseOrderRule.NONE
        ),
    }


def refund_due(booking: Booking, *, to_be_asked: bool = False) -> None:
    """Money came in that no place can be given for: the hub, told as well, sends it back.

    `to_be_asked`: none can, since the school approves first what is booked for it.
    """
    fresh, balance = _whole(booking)
    _send("courses/refund_due", fresh, balance, to_be_asked=to_be_asked)
    _ask_for_refund(fresh, balance)


def hold_ended(booking: Booking, *, is_given_up: bool) -> None:
    """A hold has ended for which money had come: nothing is booked, and the money goes back.

    Nothing for most, which nobody had paid for; the booker's pages tell them the rest.
    """
    order = Order.objects.filter(booking=booking).first()
    if order is None or not order.balance().refund_pence:
        return
    fresh, balance = _whole(booking)
    grouped = parts.by_run(fresh.places.all())
    _send("courses/hold_ended", fresh, balance, parts=grouped, is_given_up=is_given_up)
    _ask_for_refund(fresh, balance)


def _ask_for_refund(booking: Booking, balance: Balance) -> None:
    if booking.order and balance.refund_pence:
        billing_emails.office_refund_due(booking.order, balance=balance)


def _ask_the_office(booking: Booking, place: Place) -> None:
    """Somebody waits for the hub office to write to them: no page can tell them the rest."""
    mail.send(
        "courses/office_to_arrange",
        to=settings.HUB_OFFICE_EMAIL,
        reply_to=booking.booker.email,
        context={"booking": booking, "place": place, "run": place.run},
    )


def _whole(booking: Booking) -> tuple[Booking, Balance]:
    fresh = Booking.objects.with_places().get(pk=booking.pk)
    return fresh, fresh.balance()


def _send(
    message: str,
    booking: Booking,
    balance: Balance,
    *,
    attachments: list[mail.Attachment] | None = None,
    **more: object,
) -> None:
    mail.send(
        message,
        to=booking.booker.email,
        context={
            "booking": booking,
            "places": list(booking.places.all()),
            "now": timezone.now(),
            "balance": balance,
            **more,
        },
        attachments=attachments or (),
    )
