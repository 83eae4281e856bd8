"""The digest of new courses, and the signed link in it that stops them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import User
from core import mail
from courses import listing
from courses.listing import Viewer
from courses.models import CourseRun

SIGNER = signing.Signer(salt="courses.interests.stop")


def stop_url(user: User) -> str:
    """The address that stops this person's digests, for whoever holds the mail."""
    token = SIGNER.sign(str(user.pk))
    return f"{settings.BASE_URL}{reverse('courses:interests_stop', args=[token])}"


def person_of(token: str) -> int | None:
    """Whose digests this link stops; None for a link that we never made."""
    try:
        return int(SIGNER.unsign(token))
    except signing.BadSignature:
        return None


def new_courses(user: User, runs: Sequence[CourseRun], *, viewer: Viewer, until: datetime) -> bool:
    """One mail with what is new, at most once in an ISO week. Answers whether it was promised."""
    year, week, _ = until.isocalendar()
    return mail.send(
        "courses/new_courses",
        to=user.email,
        context={
            "person": user,
            "rows": listing.rows(runs, viewer=viewer),
            "school": viewer.school,
            "stop_url": stop_url(user),
        },
        once=f"digest:{user.pk}:{year}-W{week:02d}",
        unsubscribe_url=stop_url(user),
    )
