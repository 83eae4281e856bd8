"""What waits for the hub about the site itself: work that failed and that nothing tries again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.urls import reverse

from core import needs, queue
from core.dates import clock, day
from core.needs import MOST, Kind, Need

SEE_TO_WITHIN = timedelta(days=1)


def dead_letters(now: datetime) -> Sequence[Need]:
    """Tasks that failed for good, mails among them."""
    return [
        Need(
            who=letter.about or letter.name,
            since=f"Failed {day(failed_at)}, {clock(failed_at)}",
            url=reverse("jobs:index"),
            due_at=failed_at + SEE_TO_WITHIN,
        )
        for letter in queue.letters(MOST + 1)
        if (failed_at := letter.failed_at or letter.enqueued_at)
    ]


needs.register(
    Kind(
        slug="dead-letters",
        one="Mail or job that failed",
        many="Mails and jobs that failed",
        find=dead_letters,
    )
)
