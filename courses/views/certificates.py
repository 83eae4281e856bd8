"""A certificate of attendance as PDF, for whoever has the attendee's link."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import pdf
from courses import checking, personal_links
from courses.models import CertificateOfAttendance


@never_cache
@require_safe
def attendance_certificate(request: HttpRequest, token: str) -> HttpResponse:
    """The document; for one that was revoked, the page that says so."""
    certificate = personal_links.certificate_of(token)
    if certificate is None:
        raise Http404
    if certificate.revoked_at:
        return redirect("core:verify_code", certificate.code)
    return attached(
        pdf.render("courses/certificate", document(certificate)),
        name=f"certificate-of-attendance-{certificate.code}.pdf",
    )


def document(certificate: CertificateOfAttendance) -> dict[str, object]:
    """What the certificate's template is given."""
    return {
        "name": certificate.name,
        "title": certificate.title,
        "code": certificate.spoken_code,
        "check_url": f"{settings.BASE_URL}{reverse('core:verify_code', args=[certificate.code])}",
        "verify_url": f"{settings.BASE_URL}{reverse('core:verify')}",
        "facts": [{"label": label, "value": value} for label, value in checking.facts(certificate)],
        "demonstration": settings.DEMONSTRATION,
    }


def attached(content: bytes, *, name: str) -> HttpResponse:
    """A PDF to keep, under a name of ours."""
    response = HttpResponse(content, content_type=pdf.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Robots-Tag"] = "noindex"
    return response
