"""A wish for places on a full run."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from courses.enums import ENTRY_TRANSITIONS, LIVE_ENTRY_STATES, EntryState


class WaitingListEntryQuerySet(models.QuerySet["WaitingListEntry"]):
    """Many wishes at once."""

    def visible_to(self, user: User) -> WaitingListEntryQuerySet:
        """Wishes of this person."""
        return self.filter(booker=user)

    def live(self) -> WaitingListEntryQuerySet:
        """Those that wait or have an offer."""
        return self.filter(state__in=LIVE_ENTRY_STATES)

    def in_line(self) -> WaitingListEntryQuerySet:
        """Those that wait, whose turn is next first."""
        return self.filter(state=EntryState.WAITING).order_by("-priority", "queued_at", "pk")


class WaitingListEntry(models.Model):
    """Somebody waits for `quantity` places, and would take `min_quantity` at once.

    `quantity` is what is still wished for: accepting a part lowers it. The offer is a real booking
    in state OFFERED, whose places are counted.
    """

    run = models.ForeignKey(
        "courses.CourseRun", on_delete=models.PROTECT, related_name="waiting_list"
    )
    booker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="waiting_list_entries"
    )
    school = models.ForeignKey(
        "schools.School", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    quantity = models.PositiveSmallIntegerField(default=1)
    min_quantity = models.PositiveSmallIntegerField(default=1)
    is_for_booker = models.BooleanField(
        default=True, help_text="A single place is for the booker; else somebody is named later."
    )
    priority = models.SmallIntegerField(
        default=0, help_text="Higher goes first; given by the hub, with a reason."
    )
    state = models.CharField(max_length=10, choices=EntryState.choices, default=EntryState.WAITING)
    joined_at = models.DateTimeField(auto_now_add=True)
    queued_at = models.DateTimeField(
        default=timezone.now, help_text="The place in line; later after an offer that ran out."
    )
    lapses = models.PositiveSmallIntegerField(default=0)
    offer = models.OneToOneField(
        "courses.Booking", null=True, blank=True, on_delete=models.PROTECT, related_name="entry"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = WaitingListEntryQuerySet.as_manager()

    class Meta:
        ordering = ("run", "-priority", "queued_at", "pk")
        verbose_name_plural = "waiting list entries"
        indexes = (
            models.Index(
                fields=("run", "-priority", "queued_at"),
                condition=Q(state=EntryState.WAITING),
                name="waiting_list_in_line",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("run", "booker"),
                condition=Q(state__in=LIVE_ENTRY_STATES),
                name="one_live_wish_per_run_and_booker",
            ),
            models.CheckConstraint(
                condition=Q(min_quantity__gte=1, min_quantity__lte=F("quantity")),
                name="a_wish_is_for_one_place_at_least",
            ),
            models.CheckConstraint(
                condition=~Q(state=EntryState.OFFERED) | Q(offer__isnull=False),
                name="an_offered_wish_has_its_offer",
            ),
        )

    def __str__(self) -> str:
        return f"{self.booker} waits for {self.quantity} on {self.run}"

    def move(self, to: EntryState, *, only: Q | None = None, **fields: object) -> bool:
        """Compare and set, as `Booking.move`; answers whether this call made the move."""
        before = [state for state, after in ENTRY_TRANSITIONS.items() if to in after]
        here = WaitingListEntry.objects.filter(only or Q(), pk=self.pk, state__in=before)
        return here.update(state=to, **fields) == 1
