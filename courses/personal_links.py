"""Signed addresses in mails to one attendee: they open one thing, for whoever has the mail.

No sign-in, because many who come to a course have no account. A link names the place and the
person who had it when it was written, so it is dead once the place has passed to somebody else.
"""

from __future__ import annotations

from django.core import signing
from django.urls import reverse

from courses.enums import Wave
from courses.models import CertificateOfAttendance, Place

CERTIFICATE = signing.Signer(salt="courses.certificate-of-attendance")
EVALUATION = signing.Signer(salt="courses.evaluation")


def certificate(of: CertificateOfAttendance) -> str:
    """The path of a certificate's PDF."""
    return reverse("courses:attendance_certificate", args=[CERTIFICATE.sign(str(of.pk))])


def certificate_of(token: str) -> CertificateOfAttendance | None:
    """The certificate that a link opens, standing or revoked; None for a link that is not ours."""
    try:
        pk = int(CERTIFICATE.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return CertificateOfAttendance.objects.filter(pk=pk).first()


def evaluation(place: Place, wave: Wave) -> str:
    """The path of the form for one wave. The place must have its attendee."""
    token = EVALUATION.sign(f"{place.pk}-{place.attendee_id}")
    return reverse("courses:evaluation", args=[token, wave.lower().replace("_", "-")])


def evaluation_place(token: str) -> Place | None:
    """The place whose attendee a link is for; None when it is not ours, or no longer theirs."""
    try:
        place, attendee = EVALUATION.unsign(token).split("-")
        key = {"pk": int(place), "attendee": int(attendee)}
    except (signing.BadSignature, ValueError):
        return None
    return Place.objects.select_related("run__page", "attendee").filter(**key).first()
