"""One seat on one run."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import User
from core import references
from core.money import VatCode
from courses.enums import COUNTED_STATES, PlaceState
from courses.models.attendee import attended_by


def make_token() -> str:
    """What a personal joining address ends in: 128 bits."""
    return secrets.token_urlsafe(16)


def make_arrival_code() -> str:
    """What is shown or said at the door."""
    return references.make(6)


class PlaceQuerySet(models.QuerySet["Place"]):
    """Many places at once."""

    def counted(self) -> PlaceQuerySet:
        """Places that take room on their run."""
        return self.filter(is_counted=True)

    def for_attendee(self, user: User) -> PlaceQuerySet:
        """Confirmed places that this person will use or has used."""
        return self.filter(attended_by(user), state=PlaceState.CONFIRMED)

    def with_all_for_joining(self) -> PlaceQuerySet:
        """Places with all that joining pages and mails say, in a fixed number of statements."""
        return self.select_related(
            "attendee__school", "run__page", "run__venue", "booking__booker", "booking__school"
        ).prefetch_related("run__sessions__venue")


class Place(models.Model):
    """A seat, with the price and VAT frozen when it was taken."""

    booking = models.ForeignKey("courses.Booking", on_delete=models.CASCADE, related_name="places")
    run = models.ForeignKey("courses.CourseRun", on_delete=models.PROTECT, related_name="places")
    attendee = models.ForeignKey(
        "courses.Attendee", null=True, blank=True, on_delete=models.PROTECT, related_name="places"
    )
    state = models.CharField(max_length=12, choices=PlaceState.choices, default=PlaceState.HELD)
    is_counted = models.BooleanField(default=True)
    tier = models.ForeignKey(
        "courses.PriceTier", null=True, blank=True, on_delete=models.SET_NULL, related_name="places"
    )
    fund = models.ForeignKey(
        "courses.Fund",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="places",
        help_text="Pays the whole price in place of the booker.",
    )
    voucher = models.ForeignKey(
        "courses.Voucher", null=True, blank=True, on_delete=models.PROTECT, related_name="places"
    )
    discount_pence = models.PositiveIntegerField(
        default=0, help_text="What the voucher took off the net price; already off below."
    )
    policy = models.JSONField(
        default=dict, blank=True, help_text="The cancellation terms that were accepted."
    )
    name_by = models.DateTimeField(
        null=True, blank=True, help_text="Until when somebody must be named."
    )
    join_token = models.CharField(max_length=32, unique=True, default=make_token, editable=False)
    arrival_code = models.CharField(max_length=8, default=make_arrival_code, editable=False)
    transferred_from = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="transferred_to",
        help_text="The place on another date that this one replaces.",
    )
    refills = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="refilled_by",
        help_text="The given-up place that went to the waiting list as this one.",
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_reason = models.CharField(max_length=200, blank=True)
    kept_pence = models.PositiveIntegerField(
        default=0, help_text="What is still charged for a place that was cancelled late."
    )
    absence_pence = models.PositiveIntegerField(
        default=0, help_text="What is charged for not having come."
    )
    absence_line = models.OneToOneField(
        "billing.OrderLine",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="absent_place",
    )
    watched_at = models.DateTimeField(
        null=True, blank=True, help_text="When its attendee first said they had watched it."
    )
    watched_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    tier_name = models.CharField(max_length=80)
    price_reason = models.CharField(
        max_length=80, blank=True, help_text="The rule that gave the price, in words."
    )
    net_pence = models.PositiveIntegerField()
    vat_code = models.CharField(max_length=10, choices=VatCode.choices)
    vat_pence = models.PositiveIntegerField()
    gross_pence = models.PositiveIntegerField()
    order_line = models.OneToOneField(
        "billing.OrderLine", null=True, blank=True, on_delete=models.PROTECT, related_name="place"
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ("booking", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("run", "attendee"),
                condition=Q(is_counted=True),
                name="nobody_counted_twice_on_a_run",
            ),
            models.UniqueConstraint(
                fields=("run", "arrival_code"), name="an_arrival_code_means_one_place"
            ),
            models.CheckConstraint(
                condition=~Q(state=PlaceState.CANCELLED) | Q(cancelled_at__isnull=False),
                name="a_cancelled_place_says_when",
            ),
            models.CheckConstraint(
                condition=Q(watched_at__isnull=True, watched_minutes__isnull=True)
                | Q(watched_at__isnull=False, watched_minutes__gte=1),
                name="what_was_watched_says_when_and_how_long",
            ),
            models.CheckConstraint(
                condition=Q(kept_pence=0) | Q(is_counted=False, kept_pence__lte=F("gross_pence")),
                name="only_a_cancelled_place_keeps_money_and_never_more_than_its_price",
            ),
            models.CheckConstraint(
                condition=Q(is_counted=True, state__in=COUNTED_STATES)
                | (Q(is_counted=False) & ~Q(state__in=COUNTED_STATES)),
                name="counted_while_held_offered_or_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(gross_pence=F("net_pence") + F("vat_pence")),
                name="place_net_and_vat_is_gross",
            ),
        )

    def __str__(self) -> str:
        return f"{self.attendee or 'To be named'} on {self.run}"

    def get_joining_url(self) -> str:
        """The attendee's own page, for which knowing its address is enough."""
        return reverse("courses:join", args=[self.join_token])

    @property
    def is_for_booker(self) -> bool:
        """Whether the person who comes booked it themselves."""
        return self.attendee is not None and self.attendee.email == self.booking.booker.email

    @property
    def payable_pence(self) -> int:
        """What the booker pays for it, VAT included: nothing where a fund pays."""
        return 0 if self.fund_id else self.gross_pence
