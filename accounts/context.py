"""What the frame of every page needs to know about who is signed in."""

from functools import partial

from django.http import HttpRequest

from accounts import menu
from accounts.models import User


def person(request: HttpRequest) -> dict[str, object]:
    """`user_nav`: the items of this person's menu, looked up only when a template asks."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"user_nav": ()}
    return {"user_nav": partial(menu.of, user)}
