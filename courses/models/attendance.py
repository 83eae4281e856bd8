"""One mark in a register."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from courses.enums import ATTENDED_MARKS, Mark, MarkSource


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    """Many marks at once."""

    def current(self) -> AttendanceQuerySet:
        """Marks that no later mark corrects."""
        return self.filter(is_current=True)


class Attendance(models.Model):
    """A mark for one place at one session. A correction is a new mark; the old one stays.

    `marked_at` is when somebody struck it, perhaps on a phone without a signal; `received_at` is
    when it arrived here.
    """

    session = models.ForeignKey("courses.Session", on_delete=models.PROTECT, related_name="marks")
    place = models.ForeignKey("courses.Place", on_delete=models.PROTECT, related_name="marks")
    mark = models.CharField(max_length=12, choices=Mark.choices)
    minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Minutes present, when late or left early."
    )
    source = models.CharField(max_length=8, choices=MarkSource.choices, default=MarkSource.TUTOR)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="marks_made"
    )
    marked_at = models.DateTimeField(default=timezone.now)
    received_at = models.DateTimeField(auto_now_add=True)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    is_current = models.BooleanField(default=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ("session", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("session", "place"),
                condition=Q(is_current=True),
                name="one_current_mark_per_session_and_place",
            ),
            models.CheckConstraint(
                condition=Q(marked_at__lte=F("received_at")),
                name="a_mark_is_struck_before_it_arrives",
            ),
        )

    def __str__(self) -> str:
        return f"{self.place}: {self.get_mark_display()}"

    @property
    def is_attended(self) -> bool:
        """Whether this mark says that the person was there."""
        return self.mark in ATTENDED_MARKS
