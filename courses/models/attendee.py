"""The named person who will use a place."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from accounts.models import User


def attended_by(user: User, *, path: str = "attendee") -> Q:
    """Rows whose attendee this person is, also where somebody else booked for their address.

    People can sign in only with an address that they have shown to be theirs.
    """
    by_address = {f"{path}__user": None, f"{path}__email": user.email}
    return Q(**{f"{path}__user": user}) | Q(**by_address)


class AttendeeQuerySet(models.QuerySet["Attendee"]):
    """Many attendees at once."""

    def current(self) -> AttendeeQuerySet:
        """Those whom their address still names, not the former owners of an address."""
        return self.filter(Q(user=None) | Q(user__email=F("email")))


class Attendee(models.Model):
    """One person at one address, whatever its case. They need no account.

    An address may pass to somebody else: the former owner's row, with their past, stays theirs.
    """

    name = models.CharField(max_length=150)
    email = models.EmailField(help_text="In lower case.")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="attendees",
    )
    school = models.ForeignKey(
        "schools.School", null=True, blank=True, on_delete=models.PROTECT, related_name="attendees"
    )

    objects = AttendeeQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                Lower("email"), "user", name="one_attendee_per_email_in_any_case_and_account"
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(user=None),
                name="one_attendee_per_email_in_any_case_without_account",
            ),
            models.CheckConstraint(condition=~Q(email=""), name="an_attendee_can_be_written_to"),
        )

    def __str__(self) -> str:
        return self.name
