"""Tags for pages and mails about bookings."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone

from courses import calendars, waves
from courses.models import Place, Session

register = template.Library()


@register.simple_tag
def joining_link(session: Session, now: datetime | None = None) -> str:
    """A session's joining link when it has been released, else nothing."""
    return calendars.released_link(session, now or timezone.now())


@register.filter
def asked_before(place: Place) -> str:
    """The path of the questions before the course, while they can be answered; else nothing."""
    return waves.path_before(place)
