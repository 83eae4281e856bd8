"""What has become of a booking, from the audit trail, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from core.dates import clock, day
from core.models import AuditEvent
from core.money import pounds
from courses.models import Booking

WORDS = {
    "booking.hold": "held the places",
    "booking.amend": "changed the places that are held",
    "booking.ask_approval": "asked the school for its approval",
    "booking.approve": "approved it for the school",
    "booking.refuse": "did not approve it for the school",
    "booking.confirm": "confirmed the booking",
    "booking.confirm_on_behalf": "booked for somebody else",
    "booking.extend_hold": "kept the places longer",
    "booking.send_again": "sent the mails again",
    "booking.cancel_places": "cancelled places",
    "booking.called_off": "gave the places back, as the course was cancelled",
    "booking.transfer": "moved a place to another date",
    "booking.waive": "waived a charge, as the place was filled again",
    "booking.expire": "let the hold go",
    "booking.refund_due": "found that money is due back",
    "place.name": "named who comes",
    "place.swap": "swapped who comes",
    "place.hand_back": "handed a place back to be named",
    "needs.withdraw": "took back what they need",
    "order.open": "opened the order",
    "order.set_terms": "chose how it is paid",
    "order.credit": "took a charge back",
    "payment.start": "opened the page to pay",
    "payment.settle": "received the payment",
    "payment.attention": "found a payment that somebody must look at",
    "waiting_list.join": "joined the waiting list",
    "waiting_list.offer": "offered the places from the waiting list",
    "waiting_list.accept": "accepted the offer",
    "waiting_list.declined": "noted that the offer was declined",
    "waiting_list.lapsed": "noted that the offer ran out",
    "waiting_list.set_priority": "changed their turn on the waiting list",
}
#: Amounts that an event may carry, and how they are said.
AMOUNTS = {"pence": "{}", "credited_pence": "{} taken back", "kept_pence": "{} kept"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that happened."""

    when: str
    who: str
    what: str
    detail: str


def of(booking: Booking) -> list[Line]:
    """All that happened to the booking, its places, its order and its payments, oldest first.

    Two statements: which lines and payments the order has, and the events of them all.
    """
    about = _about("courses.Booking", [booking.pk])
    about |= _about("courses.Place", [place.pk for place in booking.places.all()])
    if order := booking.order:
        lines = list(order.lines.values_list("pk", "order_id"))
        payments = list(order.payments.values_list("pk", flat=True))
        about |= _about("billing.Order", [order.pk])
        about |= _about("billing.OrderLine", [pk for pk, _ in lines])
        about |= _about("billing.Payment", payments)
    if approval := getattr(booking, "approval", None):
        about |= _about("courses.Approval", [approval.pk])
    if entry := getattr(booking, "entry", None):
        about |= _about("courses.WaitingListEntry", [entry.pk])
    return [_line(event) for event in AuditEvent.objects.filter(about).order_by("at", "pk")]


def _about(label: str, ids: list[int]) -> Q:
    return Q(subject_type=label, subject_id__in=[str(pk) for pk in ids])


def _line(event: AuditEvent) -> Line:
    return Line(
        when=f"{day(event.at, year=True)}, {clock(event.at)}",
        who=event.actor_label or "The site",
        what=WORDS.get(event.verb) or _spoken(event.verb),
        detail=_detail(event.data),
    )


def _spoken(verb: str) -> str:
    """'places.swap' → 'places: swap', for acts that have no words of their own here."""
    return verb.replace(".", ": ").replace("_", " ")


def _detail(data: Mapping[str, object]) -> str:
    said = [
        words.format(pounds(pence))
        for key, words in AMOUNTS.items()
        if isinstance(pence := data.get(key), int) and pence
    ]
    reason = data.get("reason") or data.get("because") or data.get("note")
    return "; ".join([*said, *([f"“{reason}”"] if reason else [])])
