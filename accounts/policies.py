"""Who may do what with the hub's own lists in the admin."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from accounts.models import User
from accounts.permissions import Visitor, is_hub_admin
from accounts.roles import HUB_ADMINISTRATORS


class ForTheHub(BasePermissionPolicy):
    """Hub administrators and superusers may do `actions`; nobody may do anything else."""

    def __init__(self, model: Any, actions: Iterable[str]) -> None:
        super().__init__(model)
        self.actions = frozenset(actions)

    def user_has_permission(self, user: Visitor, action: str) -> bool:
        return action in self.actions and bool(is_hub_admin(user))

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        if self.actions.isdisjoint(actions):
            return User.objects.none()
        runs_the_hub = Q(groups__name=HUB_ADMINISTRATORS) | Q(is_superuser=True)
        return User.objects.filter(runs_the_hub, is_active=True).distinct()
