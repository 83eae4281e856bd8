"""What happens with the money of a booking now, in a sentence for its booker."""

from __future__ import annotations

from billing.enums import Terms
from billing.models.order import Balance
from core.money import pounds
from courses.models import Booking

BY_HAND = "The hub office does this by hand, so please allow 10 working days."


def is_to_pay(booking: Booking, balance: Balance) -> bool:
    """Whether the booker has something to do about the money: pay the rest online."""
    order = booking.order
    return bool(order and balance.owed_pence and order.terms == Terms.ONLINE)


def sentence(booking: Booking, balance: Balance) -> str:
    """'We owe you £75 and send it back …', 'Demo Meadow Primary owes £150 in all.' and the like."""
    if balance.refund_pence:
        owed = pounds(balance.refund_pence)
        return f"We owe you {owed} and send it back the way it came. {BY_HAND}"
    if booking.order is None:
        return "There is nothing to pay."
    if balance.owed_pence and booking.order.terms == Terms.INVOICE:
        return f"{booking.order.payer_name} owes {pounds(balance.owed_pence)} for this booking now."
    if balance.owed_pence:
        return (
            f"{pounds(balance.owed_pence)} is to be paid. You can do that on your booking’s page."
        )
    return "There is nothing more to pay."
