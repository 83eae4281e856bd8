"""Certificates of attendance, as the public check page shows them."""

from __future__ import annotations

from core import dates, verification
from core.verification import Finding
from courses.models import CertificateOfAttendance

KIND = "Certificate of attendance"
CAUTION = (
    "It says that this person was there, as the course’s register has it. It is not a "
    "qualification, and says nothing of what they can do."
)


def attendance(code: str) -> Finding | None:
    """What the certificate of this code says; of a revoked one only whose it was, and why."""
    certificate = CertificateOfAttendance.objects.filter(code=code).first()
    if certificate is None:
        return None
    stands = certificate.revoked_at is None
    return Finding(
        stands=stands,
        kind=KIND,
        title=certificate.title,
        name=certificate.name,
        facts=facts(certificate) if stands else revoked_facts(certificate),
        reason=certificate.revoked_reason,
        caution=CAUTION,
    )


def facts(certificate: CertificateOfAttendance) -> list[tuple[str, str]]:
    """What a standing certificate says, as label and value."""
    return [
        ("When", days(certificate)),
        ("Time spent", dates.length(certificate.minutes)),
        (
            "Sessions attended",
            f"{certificate.sessions_attended} of {certificate.sessions_count}",
        ),
        ("Issued", dates.day(certificate.issued_at, year=True)),
    ]


def revoked_facts(certificate: CertificateOfAttendance) -> list[tuple[str, str]]:
    """When it was issued and revoked."""
    revoked = certificate.revoked_at
    return [
        ("Issued", dates.day(certificate.issued_at, year=True)),
        *([("Revoked", dates.day(revoked, year=True))] if revoked else []),
    ]


def days(certificate: CertificateOfAttendance) -> str:
    """'Tuesday 3 March 2027', or from the first day to the last."""
    first, last = certificate.first_date, certificate.last_date
    if first == last:
        return dates.day(first, year=True)
    return f"{dates.day(first, year=first.year != last.year)} to {dates.day(last, year=True)}"


verification.register(attendance)
