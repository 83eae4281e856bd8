"""What courses hold about a person, for their own copy of it."""

from django.db.models import Q

from accounts import personal_data
from accounts.models import User
from courses.models import (
    Attendance,
    Booking,
    CertificateOfAttendance,
    Evaluation,
    ExternalCpd,
    Place,
    PlaceNeeds,
    SavedInterest,
    WaitingListEntry,
)
from courses.models.attendee import attended_by

PLACE = (
    "booking__reference",
    "run__title",
    "run__starts_at",
    "attendee__name",
    "state",
    "tier_name",
    "gross_pence",
    "watched_at",
    "watched_minutes",
)


def courses_of(user: User) -> dict[str, object]:
    """Bookings they made with the places in them, their own places, the marks about
    them, and what they said they need: also where somebody else booked for their address."""
    own, attended = attended_by(user), attended_by(user, path="place__attendee")
    return {
        "bookings": list(
            Booking.objects.filter(booker=user)
            .order_by("made_at", "pk")
            .values("reference", "school__name", "state", "made_at", "confirmed_at", "cancelled_at")
        ),
        "places": list(
            Place.objects.filter(own | Q(booking__booker=user)).order_by("pk").values(*PLACE)
        ),
        "waiting lists": list(
            WaitingListEntry.objects.filter(booker=user)
            .order_by("joined_at", "pk")
            .values("run__title", "quantity", "state", "joined_at", "ended_at")
        ),
        "attendance": list(
            Attendance.objects.filter(attended)
            .order_by("marked_at", "pk")
            .values(
                "session__run__title",
                "session__start_at",
                "mark",
                "minutes",
                "marked_at",
                "received_at",
                "is_current",
            )
        ),
        "saved_interests": list(
            SavedInterest.objects.filter(user=user)
            .order_by("saved_at", "pk")
            .values("query", "saved_at", "is_mailed")
        ),
        **_afterwards(user, attended),
        "needs": list(
            PlaceNeeds.objects.filter(attended)
            .order_by("pk")
            .values("place__run__title", "access", "dietary", "consented_at", "delete_on")
        ),
    }


def _afterwards(user: User, attended: Q) -> dict[str, object]:
    """Their certificates, what they said of courses, and what they did elsewhere."""
    return {
        "certificates_of_attendance": list(
            CertificateOfAttendance.objects.filter(attended)
            .order_by("pk")
            .values("code", "name", "title", "minutes", "issued_at", "revoked_at", "revoked_reason")
        ),
        "evaluations": list(
            Evaluation.objects.filter(attended)
            .order_by("pk")
            .values(
                "place__run__title",
                "wave",
                "confidence",
                "rating",
                "most_useful",
                "comment",
                "submitted_at",
            )
        ),
        "external_cpd": list(
            ExternalCpd.objects.visible_to(user)
            .order_by("pk")
            .values("title", "provider", "on_date", "minutes", "reflection", "evidence_name")
        ),
    }


personal_data.register("courses", export=courses_of)
