"""News for the layers above."""

from django.dispatch import Signal

#: Sent inside the settling transaction with `order` for each payment that leaves nothing more due
#: on it: also for a second one, whose money is due back. One of the project's two signals.
order_settled = Signal()
