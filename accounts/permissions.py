"""Who may, as far as groups say it. Other apps build their own predicates on these."""

import rules
from django.contrib.auth.models import AnonymousUser

from accounts import roles
from accounts.models import User

Visitor = User | AnonymousUser


def group_names(user: Visitor) -> frozenset[str]:
    """The groups that this active person is in: one statement for each user object."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    if user.known_groups is None:
        user.known_groups = frozenset(user.groups.values_list("name", flat=True))
    return user.known_groups


@rules.predicate
def is_hub_admin(user: Visitor) -> bool:
    """Whether this person runs the hub: an active hub administrator, or a superuser."""
    if user.is_active and user.is_superuser:
        return True
    return roles.HUB_ADMINISTRATORS in group_names(user)


@rules.predicate
def is_editor(user: Visitor) -> bool:
    """Whether this person edits the hub's words."""
    return roles.EDITORS in group_names(user)


@rules.predicate
def may_enter_admin(user: Visitor) -> bool:
    """Whether the Wagtail admin is open to this person."""
    return is_hub_admin(user) or is_editor(user)
