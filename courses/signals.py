"""News for the layers above."""

from django.dispatch import Signal

#: Sent inside the marking transaction with `attendance`, the new current mark (its
#: `supersedes` is the mark it corrects). One of the project's two signals.
attendance_marked = Signal()
