"""One scheduled offering of a course: what is scarce, and so what is guarded."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone

from core import references
from core.models.base_page import restricted
from courses.enums import ONLINE_FORMATS, Format, PlaceState, RunState

if TYPE_CHECKING:
    from django.db.models import Model as ClusterableModel

    from accounts.permissions import Visitor
else:
    from modelcluster.models import ClusterableModel  # the admin edits a run with its sessions


def make_code() -> str:
    """A short code for a run's address."""
    return references.make(6).lower()


class CourseRunQuerySet(models.QuerySet["CourseRun"]):
    """Many runs at once."""

    def shown(self) -> CourseRunQuerySet:
        """Runs that are not drafts, nor drafts that were called off before anybody saw them."""
        unseen = Q(state=RunState.CANCELLED, first_public_at=None)
        return self.exclude(Q(state=RunState.DRAFT) | unseen)

    def public(self) -> CourseRunQuerySet:
        """Runs that anybody may see: shown, and under a live, unrestricted page."""
        return self.shown().filter(~restricted("page__path"), page__live=True)

    def visible_to(self, user: Visitor) -> CourseRunQuerySet:
        """Runs that this person may see and book: public ones, and those for their groups."""
        return self.shown().filter(~restricted("page__path", to=user), page__live=True)

    def coming(self) -> CourseRunQuerySet:
        """Runs that have not started, or need no start, soonest first."""
        not_started = Q(starts_at__gt=timezone.now()) | Q(starts_at__isnull=True)
        return self.exclude(state=RunState.FINISHED).filter(not_started).soonest_first()

    def soonest_first(self) -> CourseRunQuerySet:
        """With what lists show, those without a date last."""
        return self.select_related("page", "venue").order_by(
            F("starts_at").asc(nulls_last=True), "pk"
        )

    def upcoming(self) -> CourseRunQuerySet:
        """Public runs that have not started, or need no start, soonest first."""
        return self.public().coming()

    def open_for_booking(self, *, to: Visitor | None = None) -> CourseRunQuerySet:
        """Runs, public or visible `to` somebody, whose booking window is open. They may be full."""
        now = timezone.now()
        seen = self.public() if to is None else self.visible_to(to)
        return seen.filter(
            Q(booking_opens_at__isnull=True) | Q(booking_opens_at__lte=now),
            Q(booking_closes_at__isnull=True) | Q(booking_closes_at__gt=now),
            Q(starts_at__isnull=True) | Q(starts_at__gt=now),
            state=RunState.OPEN,
        )

    def below_minimum(self) -> CourseRunQuerySet:
        """Runs to come for which too few places are confirmed so far."""
        booked = Count("places", filter=Q(places__state=PlaceState.CONFIRMED))
        return (
            self.filter(state__in=(RunState.OPEN, RunState.CLOSED), starts_at__gt=timezone.now())
            .alias(booked=booked)
            .filter(booked__lt=F("minimum_to_run"))
        )

    def with_places_left(self) -> CourseRunQuerySet:
        """Runs that are not full."""
        return self.filter(places_taken__lt=F("capacity"))


class CourseRun(ClusterableModel):
    """One offering of a course, with its sessions, prices and places.

    `places_taken` is the guarded count: it changes only in one conditional UPDATE, in
    `courses.actions.places`, and the database refuses any other value than 0 to `capacity`.
    """

    page = models.ForeignKey("courses.CoursePage", on_delete=models.PROTECT, related_name="runs")
    code = models.SlugField(max_length=12, unique=True, default=make_code, editable=False)
    title = models.CharField(max_length=255, help_text="The course's title when the run was made.")
    format = models.CharField(max_length=20, choices=Format.choices)
    state = models.CharField(max_length=12, choices=RunState.choices, default=RunState.DRAFT)
    capacity = models.PositiveIntegerField()
    places_taken = models.PositiveIntegerField(default=0, editable=False)
    minimum_to_run = models.PositiveIntegerField(default=0)
    venue = models.ForeignKey(
        "courses.Venue", null=True, blank=True, on_delete=models.PROTECT, related_name="runs"
    )
    any_time = models.CharField(
        max_length=120,
        blank=True,
        help_text="Said in place of dates, such as “Watch whenever you like, 50 minutes”.",
    )
    recording_link = models.URLField(
        blank=True,
        help_text="Where the recording is. Seen only by people with a place; without it, the hub "
        "office is asked to send it to each of them.",
    )
    policy = models.ForeignKey(
        "courses.CancellationPolicy",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="runs",
        help_text="Empty: the policy for courses of this kind.",
    )
    booking_opens_at = models.DateTimeField(null=True, blank=True)
    booking_closes_at = models.DateTimeField(null=True, blank=True)
    waiting_closes_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="From then on freed places are not offered to the waiting list any more.",
    )
    notice_days = models.PositiveSmallIntegerField(
        default=10,
        help_text="How many working days before the start it is decided whether enough have "
        "booked. The hub office is warned before that.",
    )
    sessions_needed = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="How many sessions somebody must attend for a certificate of attendance. "
        "Empty: all of them.",
    )
    confidence_items = models.JSONField(
        default=list,
        blank=True,
        editable=False,
        help_text="What people are asked before and after, frozen when first asked.",
    )
    allow_pay_later = models.BooleanField(
        default=True, help_text="Schools may ask for an invoice instead of paying now."
    )
    starts_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        db_index=True,
        help_text="The first session's start; empty for a recorded course.",
    )
    ends_at = models.DateTimeField(null=True, blank=True, editable=False)
    sessions_count = models.PositiveSmallIntegerField(default=0, editable=False)
    lowest_pence = models.PositiveIntegerField(
        default=0, editable=False, help_text="The lowest price, for lists and filters."
    )
    cancelled_reason = models.CharField(max_length=200, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    first_public_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        db_index=True,
        help_text="When it was first open on a public page: what a digest calls new.",
    )
    wound_up_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When everybody with a place on a cancelled run had been told and credited.",
    )

    objects = CourseRunQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "pk")
        indexes = (models.Index(fields=("state", "starts_at"), name="run_state_starts"),)
        constraints = (
            models.CheckConstraint(condition=Q(capacity__gt=0), name="a_run_has_room"),
            models.CheckConstraint(
                condition=Q(places_taken__lte=F("capacity")), name="never_above_capacity"
            ),
            models.CheckConstraint(
                condition=Q(minimum_to_run__lte=F("capacity")), name="minimum_within_capacity"
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True)
                | Q(ends_at__gt=F("starts_at")),
                name="a_run_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(booking_opens_at__isnull=True)
                | Q(booking_closes_at__isnull=True)
                | Q(booking_closes_at__gt=F("booking_opens_at")),
                name="booking_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(state=RunState.CANCELLED, cancelled_at__isnull=False)
                | (~Q(state=RunState.CANCELLED) & Q(cancelled_at__isnull=True)),
                name="a_cancelled_run_says_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.code})"

    def get_absolute_url(self) -> str:
        """The course's page, at this run."""
        return f"{self.page.url}?run={self.code}"

    def get_booking_url(self) -> str:
        """Where booking a place on this run starts."""
        return reverse("courses:book", args=[self.page.slug, self.code])

    def get_waiting_url(self) -> str:
        """Where one joins its waiting list, or sees one's turn."""
        return reverse("courses:waiting_join", args=[self.page.slug, self.code])

    @property
    def places_left(self) -> int:
        """How many places nobody has taken or holds."""
        return self.capacity - self.places_taken

    @property
    def is_arranged_by_hand(self) -> bool:
        """Whether the hub office must write to each booker: there is no date, and no recording."""
        return self.starts_at is None and not self.recording_link

    @property
    def has_door(self) -> bool:
        """Whether people come in somewhere, and are asked for their code there."""
        return self.format not in ONLINE_FORMATS

    @property
    def is_full(self) -> bool:
        return self.places_left <= 0

    def has_begun(self, now: datetime | None = None) -> bool:
        """Whether its first session has begun; what has no date never begins. No statement."""
        return self.starts_at is not None and self.starts_at <= (now or timezone.now())

    def is_coming(self, now: datetime | None = None) -> bool:
        """Whether it has not started, or needs no start. No statement."""
        return self.state != RunState.FINISHED and not self.has_begun(now)

    def is_open_for_booking(self, now: datetime | None = None) -> bool:
        """Whether the booking window is open; the run may still be full. No statement."""
        now = now or timezone.now()
        return (
            self.state == RunState.OPEN
            and (self.booking_opens_at is None or self.booking_opens_at <= now)
            and (self.booking_closes_at is None or self.booking_closes_at > now)
            and (self.starts_at is None or self.starts_at > now)
        )
