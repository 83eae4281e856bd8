"""What waits for the hub about schools: claims to act for one."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.urls import reverse

from core import needs
from core.dates import day
from core.needs import MOST, Kind, Need
from schools.models import Post

ANSWER_WITHIN = timedelta(days=2)


def claims(now: datetime) -> Sequence[Need]:
    """Claims that nobody has decided."""
    waiting = Post.objects.waiting().select_related("school", "user").order_by("claimed_at", "pk")
    return [
        Need(
            who=f"{post.user}: {post.get_role_display()}, {post.school}",
            since=f"Since {day(post.claimed_at)}",
            url=f"{reverse('accounts:office')}#claims",
            due_at=post.claimed_at + ANSWER_WITHIN,
        )
        for post in waiting[: MOST + 1]
    ]


needs.register(
    Kind(
        slug="claims",
        one="Claim to act for a school, to check",
        many="Claims to act for a school, to check",
        find=claims,
    )
)
