"""How long a place is kept while somebody makes up their mind or pays."""

from datetime import datetime, timedelta

HOLD = timedelta(minutes=40)
#: Paying anew keeps the place longer, but nobody keeps one for ever without paying.
LONGEST_HOLD = timedelta(hours=2)


def until(*, made_at: datetime, now: datetime) -> datetime:
    """When a hold of a booking made at `made_at` runs out, if somebody acts on it now."""
    return min(now + HOLD, made_at + LONGEST_HOLD)
