"""News from the registers."""

from typing import Any

from django.dispatch import receiver

from certification.actions import evidence
from courses.models import Attendance
from courses.signals import attendance_marked


@receiver(attendance_marked)
def offer_or_withdraw(sender: type[Attendance], attendance: Attendance, **kwargs: Any) -> None:
    """Runs inside the marking transaction, so mark and evidence are stored together or not."""
    evidence.follow_register(place=attendance.place, by=attendance.marked_by)
