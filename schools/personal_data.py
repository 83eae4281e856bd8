"""The posts that a person holds or held, for the export of their data."""

from accounts import personal_data
from accounts.models import User
from schools.models import Post


def posts_of(user: User) -> list[dict[str, object]]:
    """Each post or claim, the oldest first."""
    return [
        {
            "school": post.school.name,
            "URN": post.school.urn,
            "role": post.get_role_display(),
            "state": post.get_state_display(),
            "from": post.start_date,
            "until": post.end_date,
            "claimed": post.claimed_at,
            "decided": post.decided_at,
        }
        for post in Post.objects.filter(user=user).select_related("school").order_by("claimed_at")
    ]


personal_data.register("posts at schools", export=posts_of)
