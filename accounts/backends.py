"""Who is signed in, looked up together with what every page's frame asks about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import F

from accounts.models import User

_asked: dict[str, Callable[[], Any]] = {}


def ask_also(name: str, expression: Callable[[], Any]) -> None:
    """Look this expression up with each person: it is found as `user.<name>`.

    For an app above, in its AppConfig.ready(); the expression is made anew each time.
    """
    _asked[name] = expression


class PersonBackend(AuthenticationBackend):
    """As allauth's, with one statement for the person, their groups and what else is asked."""

    def get_user(self, user_id: int) -> User | None:
        asked = {name: make() for name, make in _asked.items()}
        rows = list(User.objects.filter(pk=user_id).annotate(group=F("groups__name"), **asked))
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        user: User = rows[0]
        user.known_groups = frozenset(row.group for row in rows if row.group)
        return user
