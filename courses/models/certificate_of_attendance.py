"""That somebody was there. Not a qualification."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.permissions import is_hub_admin
from core import references
from courses.models.attendee import attended_by


def make_code() -> str:
    """What is typed to check it: 50 bits."""
    return references.make(10)


class CertificateOfAttendanceQuerySet(models.QuerySet["CertificateOfAttendance"]):
    """Many of them."""

    def standing(self) -> CertificateOfAttendanceQuerySet:
        """Those that nobody has revoked."""
        return self.filter(revoked_at=None)

    def visible_to(self, user: User) -> CertificateOfAttendanceQuerySet:
        """One's own; for the hub, all. Not for whoever booked."""
        if is_hub_admin(user):
            return self.all()
        return self.filter(attended_by(user, path="place__attendee"))


class CertificateOfAttendance(models.Model):
    """Issued from current marks of a confirmed place, in frozen words. Revoked, never changed."""

    place = models.ForeignKey(
        "courses.Place", on_delete=models.PROTECT, related_name="certificates"
    )
    code = models.CharField(max_length=12, unique=True, default=make_code)
    name = models.CharField(max_length=150)
    title = models.CharField(max_length=255)
    first_date = models.DateField()
    last_date = models.DateField()
    minutes = models.PositiveIntegerField()
    sessions_attended = models.PositiveSmallIntegerField()
    sessions_count = models.PositiveSmallIntegerField()
    issued_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=200, blank=True)

    objects = CertificateOfAttendanceQuerySet.as_manager()

    class Meta:
        ordering = ("-issued_at",)
        verbose_name_plural = "certificates of attendance"
        constraints = (
            models.UniqueConstraint(
                fields=("place",),
                condition=Q(revoked_at=None),
                name="one_standing_certificate_of_attendance_per_place",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code}: {self.name}, {self.title}"

    @property
    def spoken_code(self) -> str:
        """The code as it is printed and read aloud: 'ABCDE-FGHJK'."""
        return f"{self.code[:5]}-{self.code[5:]}"
