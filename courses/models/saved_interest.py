"""What somebody would like to hear of: a saved search of the catalogue."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import User


class SavedInterestQuerySet(models.QuerySet["SavedInterest"]):
    """Many of them."""

    def visible_to(self, user: User) -> "SavedInterestQuerySet":
        """One's own."""
        return self.filter(user=user)

    def waiting(self, until: datetime) -> "SavedInterestQuerySet":
        """Those of active people that want mail and have had none about what came up to then."""
        return self.filter(is_mailed=True, told_at__lt=until, user__is_active=True)


class SavedInterest(models.Model):
    """The catalogue's address as it was saved. New runs that match go into one weekly digest."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_interests"
    )
    query = models.CharField(max_length=500, help_text="The address after the question mark.")
    saved_at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(
        default=timezone.now, help_text="Up to when they know what is new: saved, or last told."
    )
    is_mailed = models.BooleanField(default=True, help_text="Tell me of new courses, weekly.")

    objects = SavedInterestQuerySet.as_manager()

    class Meta:
        ordering = ("user", "saved_at")
        constraints = (
            models.UniqueConstraint(fields=("user", "query"), name="an_interest_is_saved_once"),
        )

    def __str__(self) -> str:
        return self.query
