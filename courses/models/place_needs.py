"""What somebody needs at a course: access and food. Short-lived, for event staff only."""

from django.db import models
from django.db.models import Q


class PlaceNeeds(models.Model):
    """Asked once, with explicit consent (UK GDPR, article 9), and deleted on `delete_on`."""

    place = models.OneToOneField("courses.Place", on_delete=models.CASCADE, related_name="needs")
    access = models.TextField(max_length=500, blank=True)
    dietary = models.TextField(max_length=500, blank=True)
    consented_at = models.DateTimeField(auto_now_add=True)
    delete_on = models.DateField(db_index=True)

    class Meta:
        verbose_name_plural = "place needs"
        constraints = (
            models.CheckConstraint(condition=~Q(access="", dietary=""), name="needs_say_something"),
        )

    def __str__(self) -> str:
        return f"Needs of {self.place}"
