"""What attendees and payers are told by mail once a course is over."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from core import mail
from core.models import SentOnce
from courses import personal_links, waves
from courses.enums import Wave
from courses.models import CertificateOfAttendance, Place


def certificate_issued(certificate: CertificateOfAttendance, *, is_again: bool) -> None:
    """To the attendee: the certificate, and the question how it was in the same mail."""
    place = certificate.place
    if place.attendee is None:
        return
    asks = waves.is_open(place, Wave.CLOSE) and _claim_asking(place, Wave.CLOSE)
    mail.send(
        "courses/certificate_issued",
        to=place.attendee.email,
        context={
            "certificate": certificate,
            "run": place.run,
            "is_again": is_again,
            "certificate_url": _absolute(personal_links.certificate(certificate)),
            "check_url": _absolute(reverse("core:verify_code", args=[certificate.code])),
            "evaluation_url": _absolute(personal_links.evaluation(place, Wave.CLOSE))
            if asks
            else "",
        },
    )


def certificate_revoked(certificate: CertificateOfAttendance) -> None:
    """To the attendee: it no longer stands, and why."""
    if certificate.place.attendee is None:
        return
    mail.send(
        "courses/certificate_revoked",
        to=certificate.place.attendee.email,
        reply_to=settings.HUB_OFFICE_EMAIL,
        context={"certificate": certificate, "run": certificate.place.run},
    )


def evaluation_asked(place: Place, wave: Wave) -> bool:
    """To somebody who came: how was it, or what has become of it. Once for each wave."""
    if place.attendee is None:
        return False
    return mail.send(
        "courses/evaluation_asked",
        to=place.attendee.email,
        once=_key(place, wave),
        context={
            "name": place.attendee.name,
            "run": place.run,
            "is_later": wave is Wave.SIX_WEEKS,
            "did": "watched" if place.watched_at else "came to",
            "evaluation_url": _absolute(personal_links.evaluation(place, wave)),
        },
    )


def _claim_asking(place: Place, wave: Wave) -> bool:
    """Whether this mail may ask: nobody has asked this person for this wave before."""
    return SentOnce.objects.get_or_create(key=_key(place, wave))[1]


def _key(place: Place, wave: Wave) -> str:
    return f"evaluation:{wave}:{place.pk}:{place.attendee_id}"


def _absolute(path: str) -> str:
    return f"{settings.BASE_URL}{path}"
