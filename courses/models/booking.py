"""What one booker asked for in one go."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import is_hub_admin
from billing.enums import Terms
from billing.models.order import Balance
from core import references
from courses.enums import (
    ATTENDED_MARKS,
    BOOKING_TRANSITIONS,
    EXPIRING_STATES,
    BookingState,
    PlaceState,
)
from courses.models.attendance import Attendance
from courses.models.place import Place
from courses.models.session import Session
from schools.models import Post

#: What the tokens of bookings begin with that were offered to the waiting list.
OFFER = "offer-"
#: Without places any more.
GONE_STATES = (BookingState.EXPIRED, BookingState.CANCELLED)


class BookingQuerySet(models.QuerySet["Booking"]):
    """Many bookings at once."""

    def made_by(self, user: User) -> BookingQuerySet:
        """Bookings that this person made."""
        return self.filter(booker=user)

    def visible_to(self, user: User) -> BookingQuerySet:
        """Bookings that this person may change: their own, their school's, for the hub all."""
        if is_hub_admin(user):
            return self.all()
        answered_for = Post.objects.approving().filter(user=user).values("school")
        return self.filter(Q(booker=user) | Q(school__in=answered_for))

    def with_order(self) -> BookingQuerySet:
        """Bookings with whoever they concern: booker, school and how it buys, order."""
        return self.select_related("school__purchasing", "order__payer_user", "booker")

    def with_people(self) -> BookingQuerySet:
        """The same with their places: who comes, on which run."""
        return self.with_order().prefetch_related(_places())

    def with_places(self) -> BookingQuerySet:
        """Bookings with all that their pages say: places, runs, sessions, school, order."""
        return self.with_people().prefetch_related(SESSIONS)

    def in_parts(self, now: datetime | None = None) -> BookingQuerySet:
        """With `part`, and in its order: what comes, soonest first; what is over; what is gone.

        Gone is what was given up or ran out. What has no date is never over.
        """
        moment = now or timezone.now()
        counted = Place.objects.counted().filter(booking=OuterRef("pk"))
        comes = counted.filter(Q(run__ends_at=None) | Q(run__ends_at__gte=moment))
        sessions = Session.objects.filter(
            run__places__booking=OuterRef("pk"), run__places__is_counted=True, end_at__gt=moment
        )
        gone = Q(state__in=GONE_STATES) | Q(
            state__in=(BookingState.HELD, BookingState.OFFERED), hold_expires_at__lte=moment
        )
        part = Case(
            When(gone, then=Value("gone")),
            When(Exists(comes), then=Value("coming")),
            default=Value("past"),
        )
        rank = Case(When(part="coming", then=0), When(part="past", then=1), default=2)
        next_at = Subquery(sessions.order_by("start_at").values("start_at")[:1])
        return self.annotate(part=part, next_at=next_at).order_by(
            rank, F("next_at").asc(nulls_last=True), "-made_at", "-pk"
        )

    def lapsed(self, now: datetime | None = None) -> BookingQuerySet:
        """Holds and offers whose time has run out and whose places are still counted."""
        return self.filter(
            state__in=(BookingState.HELD, BookingState.OFFERED),
            hold_expires_at__lte=now or timezone.now(),
        )


#: The sessions of a booking's courses, each with where it is.
SESSIONS = "places__run__sessions__venue"


def _places() -> Prefetch[str, QuerySet[Place], str]:
    came = Attendance.objects.current().filter(mark__in=ATTENDED_MARKS, place=OuterRef("pk"))
    places = Place.objects.annotate(was_there=Exists(came.order_by()))
    return Prefetch("places", places.select_related("attendee", "run__page", "run__venue"))


class Booking(models.Model):
    """Places on one or more runs, held and then confirmed together, on frozen terms."""

    reference = models.CharField(max_length=12, unique=True, default=references.make)
    submit_token = models.CharField(
        max_length=64, unique=True, help_text="From the form: pressing twice books once."
    )
    booker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bookings"
    )
    school = models.ForeignKey(
        "schools.School", null=True, blank=True, on_delete=models.PROTECT, related_name="bookings"
    )
    order = models.OneToOneField(
        "billing.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="booking"
    )
    state = models.CharField(max_length=20, choices=BookingState.choices, default=BookingState.HELD)
    terms_wanted = models.CharField(
        max_length=12,
        choices=Terms.choices,
        blank=True,
        help_text="How it is to be paid once the school has approved it.",
    )
    purchase_order_number = models.CharField(max_length=40, blank=True)
    hold_expires_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")
        indexes = (
            models.Index(
                fields=("hold_expires_at",),
                condition=Q(state__in=EXPIRING_STATES),
                name="booking_holds_by_expiry",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=~Q(state__in=EXPIRING_STATES) | Q(hold_expires_at__isnull=False),
                name="every_hold_expires",
            ),
            models.CheckConstraint(
                condition=~Q(state=BookingState.CONFIRMED) | Q(confirmed_at__isnull=False),
                name="confirmed_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state=BookingState.CANCELLED, cancelled_at__isnull=False)
                | (~Q(state=BookingState.CANCELLED) & Q(cancelled_at__isnull=True)),
                name="cancelled_says_when",
            ),
        )

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("courses:booking", args=[self.reference])

    def move(self, to: BookingState, *, only: Q | None = None, **fields: object) -> bool:
        """Compare and set: go to `to` from wherever the table of transitions allows it.

        `only` says what else must be true of the booking at that moment.

        Answers whether this call made the move; another one may have, or it is not allowed. Call
        it in the transaction that changes the places too.
        """
        before = [state for state, after in BOOKING_TRANSITIONS.items() if to in after]
        here = Booking.objects.filter(only or Q(), pk=self.pk, state__in=before)
        moved = here.update(state=to, **fields)
        return moved == 1

    def read_again(self) -> None:
        """As it is now, with all that `with_places` loads. Three statements."""
        self.refresh_from_db(from_queryset=Booking.objects.with_order())
        models.prefetch_related_objects([self], _places(), SESSIONS)

    @property
    def payable_pence(self) -> int:
        """What the booker pays for its places, VAT included; nothing for those a fund pays.

        Places that were given up are left out; those of a hold that has run out are not.
        """
        standing = (p for p in self.places.all() if p.state != PlaceState.CANCELLED)
        return sum(place.payable_pence for place in standing)

    @property
    def gross_pence(self) -> int:
        """What its places cost together, VAT included, at the prices frozen on them."""
        return sum(place.gross_pence for place in self.places.all())

    def balance(self) -> Balance:
        """What its order's ledger says; all noughts without an order. At most one statement."""
        return self.order.balance() if self.order else Balance()

    def is_lapsed(self, now: datetime | None = None) -> bool:
        """Whether its hold or offer has run out, job or no job."""
        return (
            self.state in (BookingState.HELD, BookingState.OFFERED)
            and self.hold_expires_at is not None
            and self.hold_expires_at <= (now or timezone.now())
        )
