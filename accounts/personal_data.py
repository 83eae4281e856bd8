"""What we hold about a person, gathered from every app that registers its part.

An app adds its own in its AppConfig.ready(): `personal_data.register("bookings", export=…)`.
"""

from collections.abc import Callable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from accounts.models import User
from core.models import AuditEvent

Export = Callable[[User], object]

_exports: dict[str, Export] = {}


def register(name: str, *, export: Export) -> None:
    """Add a part called `name`: a function from a person to what DjangoJSONEncoder can write.

    Raises ValueError when another function has that name.
    """
    if _exports.setdefault(name, export) is not export:
        raise ValueError(f"Two apps export personal data called {name!r}.")


def export(user: User) -> dict[str, object]:
    """All that we hold about this person, by part, in the order of registration."""
    return {name: part(user) for name, part in _exports.items()}


def _account(user: User) -> dict[str, object]:
    return {
        "e-mail": user.email,
        "full name": user.full_name,
        "joined": user.date_joined,
        "last signed in": user.last_login,
        "may sign in": user.is_active,
        "groups": list(user.groups.order_by("name").values_list("name", flat=True)),
        "addresses": list(
            EmailAddress.objects.filter(user=user)
            .order_by("email")
            .values("email", "verified", "primary")
        ),
    }


def _safety(user: User) -> list[dict[str, object]]:
    """What second steps there are; never their secrets."""
    return [
        {"kind": step.get_type_display(), "added": step.created_at, "last used": step.last_used_at}
        for step in Authenticator.objects.filter(user=user).order_by("created_at")
    ]


def _sessions(user: User) -> list[dict[str, object]]:
    return [
        {
            "signed in": session.created_at,
            "internet address": session.ip,
            "browser": session.user_agent,
        }
        for session in UserSession.objects.filter(user=user).order_by("created_at")
    ]


def _activity(user: User) -> list[dict[str, object]]:
    return [
        {"at": event.at, "what": event.verb, "kind": event.subject_type, "data": event.data}
        for event in AuditEvent.objects.filter(actor_id=user.pk).order_by("at", "pk")
    ]


def register_own() -> None:
    """The parts that accounts itself holds."""
    register("account", export=_account)
    register("second steps", export=_safety)
    register("sessions", export=_sessions)
    register("activity", export=_activity)
