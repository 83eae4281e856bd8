"""What somebody says of a course, and of their own confidence before and after it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from courses.enums import Wave


class Evaluation(models.Model):
    """One answer to one wave. The same confidence items are asked in each."""

    place = models.ForeignKey("courses.Place", on_delete=models.CASCADE, related_name="evaluations")
    wave = models.CharField(max_length=10, choices=Wave.choices)
    confidence = models.JSONField(
        default=dict, help_text="From the item's number on the run to 1 (not at all) … 5 (very)."
    )
    rating = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    most_useful = models.TextField(max_length=2000, blank=True)
    comment = models.TextField(max_length=2000, blank=True)
    submitted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("place", "submitted_at")
        constraints = (
            models.UniqueConstraint(fields=("place", "wave"), name="one_evaluation_per_wave"),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5),
                name="a_rating_is_from_one_to_five",
            ),
        )

    def __str__(self) -> str:
        return f"{self.place}, {self.get_wave_display()}"
