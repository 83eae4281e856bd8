"""What pages about finished courses need."""

from django import template

from courses import personal_links
from courses.models import CertificateOfAttendance

register = template.Library()


@register.simple_tag
def certificate_link(certificate: CertificateOfAttendance) -> str:
    """Where this certificate's PDF is, for the person it belongs to."""
    return personal_links.certificate(certificate)


@register.filter
def short_time(minutes: int) -> str:
    """'4 h 30', '0 h': where there is room for little."""
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"
