"""What this app shows on pages that gather: one's school on My CPD, claims at the hub's office."""

from collections.abc import Mapping

from django.http import HttpRequest

from accounts.models import User
from accounts.permissions import is_hub_admin
from core.panels import Panel, register
from schools.chosen import school_for
from schools.enums import PostState
from schools.models import Post, Purchasing
from schools.permissions import may_set_purchasing

CLAIMS_SHOWN = 10


def own_posts(request: HttpRequest) -> Mapping[str, object] | None:
    """Where one works, and whether that is approved; for everybody who is signed in."""
    if not isinstance(request.user, User):
        return None
    held = Post.objects.held_by(request.user, PostState.APPROVED, PostState.CLAIMED)
    return {"posts": list(held.select_related("school").order_by("state", "school__name"))}


def claims_waiting(request: HttpRequest) -> Mapping[str, object] | None:
    """Claims that nobody has decided, oldest first; for the hub."""
    if not is_hub_admin(request.user):
        return None
    waiting = Post.objects.waiting().select_related("school", "user").order_by("claimed_at")
    claims = list(waiting[: CLAIMS_SHOWN + 1])
    return {
        "claims": claims[:CLAIMS_SHOWN],
        "more": len(claims) > CLAIMS_SHOWN,
        "here": request.path,
    }


def buying(request: HttpRequest) -> Mapping[str, object] | None:
    """How the school of this page buys; for those who may change it."""
    school = school_for(request)
    if school is None or not may_set_purchasing(request.user, school):
        return None
    return {"school": school, "purchasing": Purchasing.objects.filter(school=school).first()}


register(Panel(place="my_school", order=70, template="schools/panels/buying.html", context=buying))
register(
    Panel(place="account", order=80, template="schools/panels/own_posts.html", context=own_posts)
)
register(
    Panel(
        place="office",
        order=60,
        template="schools/panels/claims_waiting.html",
        context=claims_waiting,
    )
)
register(
    Panel(
        place="admin",
        order=60,
        template="schools/admin/claims_waiting.html",
        context=claims_waiting,
    )
)
