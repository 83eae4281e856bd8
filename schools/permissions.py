"""Who may, at a school."""

import rules

from accounts.models import User
from accounts.permissions import Visitor, is_hub_admin
from schools.models import Post, School


@rules.predicate
def is_at_school(user: Visitor, school: School) -> bool:
    """Whether this person holds an approved post at the school today."""
    return isinstance(user, User) and Post.objects.current().filter(
        user=user, school=school
    ).exists()  # fmt: skip


@rules.predicate
def answers_for_school(user: Visitor, school: School) -> bool:
    """Whether this person is an approved head, office or CPD lead of the school."""
    return isinstance(user, User) and Post.objects.approving().filter(
        user=user, school=school
    ).exists()  # fmt: skip


@rules.predicate
def may_decide_post(user: Visitor, post: Post) -> bool:
    """Whether this person may approve or decline a claim: never one's own."""
    if not isinstance(user, User) or post.user_id == user.pk:
        return False
    return is_hub_admin(user) or answers_for_school(user, post.school)


@rules.predicate
def may_end_post(user: Visitor, post: Post) -> bool:
    """Whether this person may end a post: one's own, or one that one could have decided."""
    if not isinstance(user, User):
        return False
    return post.user_id == user.pk or may_decide_post(user, post)


@rules.predicate
def may_set_purchasing(user: Visitor, school: School) -> bool:
    """Whether this person may say how the school buys: those who answer for it, and the hub."""
    return is_hub_admin(user) or answers_for_school(user, school)
