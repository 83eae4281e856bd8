"""Where a person's own work begins, which is where signing in leads when nothing else was asked.

An app adds a desk in its AppConfig.ready(): `desks.register(Desk(order=10, url=…, concerns=…))`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User
from accounts.permissions import is_hub_admin, may_enter_admin

MY_CPD = "/account/"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One place to work at. `concerns` says whose it is; keep it to one statement or none."""

    order: int
    url: str
    concerns: Callable[[User], bool]


_desks: dict[str, Desk] = {}


def register(desk: Desk) -> None:
    """Add a desk; the last one for an address counts."""
    _desks[desk.url] = desk


def of(user: User) -> str:
    """The address of the first desk, in order, that is this person's; My CPD for all others."""
    in_order = sorted(_desks.values(), key=lambda desk: desk.order)
    return next((desk.url for desk in in_order if desk.concerns(user)), MY_CPD)


def register_own() -> None:
    """The desks that need no other app, and the addresses that contract with everybody."""
    register(Desk(order=20, url="/office/", concerns=is_hub_admin))
    register(Desk(order=30, url="/admin/", concerns=may_enter_admin))
