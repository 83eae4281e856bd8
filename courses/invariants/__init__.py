"""What must be true of courses, places and bookings; importing these modules registers it.

I8 (invoice numbers) and I14 (the card provider's events) come with the documents of money.
"""

from courses.invariants import afterwards, bookings, chargeable, places, scarce, waiting

__all__ = ["afterwards", "bookings", "chargeable", "places", "scarce", "waiting"]
