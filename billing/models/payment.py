"""One attempt to pay one order through one gateway."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from billing.enums import PAYMENT_TRANSITIONS, UNFINISHED_STATES, PaymentMethod, PaymentState

CURRENCY = "GBP"


class PaymentQuerySet(models.QuerySet["Payment"]):
    """Many payments at once."""

    def visible_to(self, user: User) -> PaymentQuerySet:
        """Attempts to pay this person's own orders."""
        return self.filter(order__payer_user=user)

    def payable(self, now: datetime | None = None) -> PaymentQuerySet:
        """Attempts whose page, made or about to be, can still be paid."""
        return self.filter(state__in=UNFINISHED_STATES, closes_at__gt=now or timezone.now())

    def lapsed(self, now: datetime | None = None) -> PaymentQuerySet:
        """Attempts whose page has closed without an answer, or was never made."""
        return self.filter(state__in=UNFINISHED_STATES, closes_at__lte=now or timezone.now())


class Payment(models.Model):
    """An attempt to pay. Written and committed before the gateway is called."""

    order = models.ForeignKey("billing.Order", on_delete=models.PROTECT, related_name="payments")
    attempt = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=20, choices=PaymentMethod.choices)
    state = models.CharField(
        max_length=12, choices=PaymentState.choices, default=PaymentState.CREATED
    )
    amount_pence = models.PositiveIntegerField()
    session_id = models.CharField(max_length=200, blank=True, help_text="The gateway's page.")
    page_url = models.CharField(
        max_length=1000, blank=True, help_text="Where the gateway takes the payer's details."
    )
    intent_id = models.CharField(max_length=200, blank=True, help_text="The gateway's payment.")
    return_path = models.CharField(max_length=200, help_text="Where the payer comes back to.")
    closes_at = models.DateTimeField(help_text="Until when the gateway's page can be paid.")
    idempotency_key = models.CharField(max_length=100, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        ordering = ("order", "attempt")
        constraints = (
            models.UniqueConstraint(fields=("order", "attempt"), name="attempts_are_numbered"),
            models.UniqueConstraint(
                fields=("session_id",), condition=~Q(session_id=""), name="one_payment_per_session"
            ),
            models.CheckConstraint(condition=Q(amount_pence__gt=0), name="a_payment_is_of_money"),
            models.CheckConstraint(
                condition=~Q(state=PaymentState.SUCCEEDED) | Q(succeeded_at__isnull=False),
                name="succeeded_says_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.order}, attempt {self.attempt}"

    def is_payable(self, now: datetime | None = None) -> bool:
        """Whether its page still takes money."""
        return self.state == PaymentState.OPEN and self.closes_at > (now or timezone.now())

    @property
    def next_url(self) -> str:
        """Where to send the payer now: to the open page, else back to where they came from."""
        is_open = self.state == PaymentState.OPEN and self.page_url
        return self.page_url if is_open else self.return_path

    def move(self, to: PaymentState, **fields: object) -> bool:
        """Compare and set: go to `to` from wherever the table of transitions allows it.

        Answers whether this call made the move; another one may have, or it is not allowed.
        """
        before = [state for state, after in PAYMENT_TRANSITIONS.items() if to in after]
        moved = Payment.objects.filter(pk=self.pk, state__in=before).update(state=to, **fields)
        return moved == 1
