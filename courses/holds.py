"""How long a place is kept while somebody makes up their mind or pays, and how many at once."""

from datetime import datetime, timedelta

HOLD = timedelta(minutes=40)
#: Paying anew keeps the place longer, but nobody keeps one for ever without paying.
LONGEST_HOLD = timedelta(hours=2)
#: Places that one person keeps at once without having booked them. A school's office may wait for
#: the head's yes for a whole staff of sixty while it books another course for them; whoever keeps
#: more keeps other schools out.
MOST_KEPT = 120


def until(*, made_at: datetime, now: datetime) -> datetime:
    """When a hold of a booking made at `made_at` runs out, if somebody acts on it now."""
    return min(now + HOLD, made_at + LONGEST_HOLD)


def page_closes_at(*, hold_expires_at: datetime, now: datetime) -> datetime:
    """Until when a payment page that is opened now takes money: never longer than the hold.

    An accepted offer is kept until the end that its mail has promised, which may be days away.
    Payment providers keep no page that long, so its page closes like any other's, and the next
    press opens another one.
    """
    return min(hold_expires_at, now + HOLD)
