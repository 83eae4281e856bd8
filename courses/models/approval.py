"""A school's yes or no to a booking that somebody there has made."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

#: How long the link to what has no date is good after it was asked.
KEPT_WITHOUT_DATE = timedelta(days=90)


class Approval(models.Model):
    """Asked of one person at the school by mail, and decided once, by a signed link."""

    booking = models.OneToOneField(
        "courses.Booking", on_delete=models.CASCADE, related_name="approval"
    )
    asked_name = models.CharField(max_length=150, blank=True)
    asked_email = models.EmailField()
    asked_at = models.DateTimeField(auto_now_add=True)
    is_approved = models.BooleanField(null=True, blank=True)
    decided_name = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("asked_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(is_approved__isnull=True, decided_at__isnull=True)
                | Q(is_approved__isnull=False, decided_at__isnull=False),
                name="an_approval_says_when_it_was_decided",
            ),
        )

    def __str__(self) -> str:
        return f"{self.booking}, asked of {self.asked_name or self.asked_email}"

    def is_over(self, now: datetime | None = None) -> bool:
        """Whether all courses of the booking are over, and its link with them. One statement."""
        without = self.asked_at + KEPT_WITHOUT_DATE
        ends = self.booking.places.values_list("run__ends_at", flat=True)
        return max((end or without for end in ends), default=without) < (now or timezone.now())
