"""One meeting of a run."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey

from accounts.models import User

if TYPE_CHECKING:
    from courses.models.course_run import CourseRun


class SessionQuerySet(models.QuerySet["Session"]):
    """Many sessions at once."""

    def visible_to(self, user: User) -> SessionQuerySet:
        """Sessions whose register this person may keep: those they teach."""
        return self.filter(tutors=user)


class Session(models.Model):
    """One meeting: when, where, who teaches, and whether its register is closed."""

    run: models.ForeignKey[CourseRun, CourseRun] = ParentalKey(
        "courses.CourseRun", on_delete=models.CASCADE, related_name="sessions"
    )
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200, blank=True)
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    venue = models.ForeignKey(
        "courses.Venue",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sessions",
        help_text="Only when it differs from the run's.",
    )
    room = models.CharField(
        max_length=60, blank=True, help_text="Two sessions in one room at one time are a clash."
    )
    joining_link = models.URLField(blank=True, help_text="Seen only by people with a place.")
    joining_hours = models.PositiveSmallIntegerField(
        default=48, help_text="How many hours before the start the link is released."
    )
    sequence = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="Counts moves, for calendars (RFC 5545)."
    )
    was_start_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When it was before it last moved."
    )
    moved_at = models.DateTimeField(null=True, blank=True, editable=False)
    tutors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="sessions_taught"
    )
    register_closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    register_closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="registers_closed",
    )

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ("start_at", "order")
        constraints = (
            models.UniqueConstraint(fields=("run", "order"), name="sessions_are_numbered"),
            models.CheckConstraint(
                condition=Q(end_at__gt=F("start_at")), name="a_session_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(was_start_at__isnull=True, moved_at__isnull=True)
                | Q(was_start_at__isnull=False, moved_at__isnull=False),
                name="a_session_that_moved_says_from_when",
            ),
            models.CheckConstraint(
                condition=Q(register_closed_at__isnull=True, register_closed_by__isnull=True)
                | Q(register_closed_at__isnull=False, register_closed_by__isnull=False),
                name="register_closed_by_somebody_at_some_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.run}, session {self.order}"

    @property
    def link_released_at(self) -> datetime:
        """From when people with a place see the joining link."""
        return self.start_at - timedelta(hours=self.joining_hours)

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.end_at - self.start_at
