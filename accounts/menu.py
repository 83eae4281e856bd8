"""The menu of whoever is signed in, to which each app adds what concerns its people.

An app adds an item in its AppConfig.ready(): `menu.register(Item(order=30, label=…, url=…))`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User
from accounts.permissions import is_hub_admin, may_enter_admin


@dataclass(frozen=True, kw_only=True)
class Item:
    """One link. `concerns` says whom it is for; keep it to one statement or none."""

    order: int
    label: str
    url: str
    concerns: Callable[[User], bool] = lambda user: True


_items: dict[str, Item] = {}


def register(item: Item) -> None:
    """Add an item; the last one for an address counts."""
    _items[item.url] = item


def of(user: User) -> list[Item]:
    """The items that concern this person, in order."""
    return [
        item for item in sorted(_items.values(), key=lambda item: item.order) if item.concerns(user)
    ]


def register_own() -> None:
    """The items that need no other app, and the addresses that contract with everybody."""
    register(Item(order=10, label="My CPD", url="/account/"))
    register(Item(order=30, label="My school", url="/my-school/"))
    register(Item(order=60, label="Hub office", url="/office/", concerns=is_hub_admin))
    register(Item(order=70, label="Edit the site", url="/admin/", concerns=may_enter_admin))
    register(Item(order=90, label="My details", url="/account/profile/"))
