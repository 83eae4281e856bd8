"""The weekly digest of saved interests: on Mondays from seven, about what was new until then."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import Min
from django.utils import timezone

from accounts.models import User
from core import jobs
from courses.actions import interests
from courses.models import CourseRun, SavedInterest

MORNING = time(7)
#: Runs are noted as new with the clock of another worker; this long after, all of them are there.
SETTLED = timedelta(minutes=15)


def moment(now: datetime) -> datetime:
    """The last Monday at seven in London that has settled: what a digest reaches up to."""
    local = timezone.localtime(now - SETTLED)
    monday = local.date() - timedelta(days=local.weekday())
    at_seven = timezone.make_aware(datetime.combine(monday, MORNING))
    if at_seven <= local:
        return at_seven
    return timezone.make_aware(datetime.combine(monday - timedelta(days=7), MORNING))


@jobs.every(timedelta(minutes=5))
def note_new_runs() -> int:
    """Write down which runs have become public, so that digests know what is new."""
    return interests.note_new_runs()


@jobs.every(timedelta(hours=1))
def send_digests() -> int:
    """Mail everybody what is new to them; answers how many mails were promised.

    Most hours there is nothing to do, which takes two statements to see. A worker that slept
    through Monday sends them when it wakes.
    """
    until = moment(timezone.now())
    waiting = SavedInterest.objects.waiting(until)
    oldest = waiting.aggregate(at=Min("told_at"))["at"]
    if oldest is None:
        return 0
    new = CourseRun.objects.filter(first_public_at__gt=oldest, first_public_at__lte=until)
    if not new.exists():
        return 0
    people = User.objects.filter(pk__in=waiting.values("user")).order_by("pk")
    return sum(interests.send_digest(user=user, until=until) for user in people)
