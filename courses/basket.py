"""What somebody wants to book, before anything is held: kept in their session.

Signing in and signing up keep a session's contents, so nothing typed before is lost. Signing out
empties it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

KEY = "basket"
MOST_RUNS = 10
MOST_PLACES = 30
#: What a page keeps of one box, so that no session grows without end.
LONGEST = 300
NO_SCHOOL = "myself"


@dataclass(frozen=True, kw_only=True)
class Typed:
    """One person as they were typed, right or wrong."""

    name: str = ""
    email: str = ""
    later: bool = False


class Basket:
    """Runs by their code, in the order they were put in; where people come from; who they are."""

    def __init__(self, session: SessionBase) -> None:
        self._session = session
        kept = session.get(KEY)
        self._kept: dict[str, Any] = kept if isinstance(kept, dict) else {}

    @property
    def numbers(self) -> Mapping[str, int]:
        """How many places are wanted, by code."""
        return dict(self._kept.get("runs", {}))

    @property
    def origin(self) -> str:
        """The URN of the school, `NO_SCHOOL`, or nothing before that was asked."""
        return str(self._kept.get("origin", ""))

    @property
    def token(self) -> str:
        """What makes pressing twice book once."""
        return str(self._kept.get("token", ""))

    def people(self, code: str) -> list[Typed]:
        """Who was typed for this run, as many as places are wanted."""
        rows = self._kept.get("people", {}).get(code, [])
        typed = [Typed(name=row[0], email=row[1], later=row[2]) for row in rows]
        wanted = self.numbers.get(code, 0)
        return [*typed, *[Typed()] * wanted][:wanted]

    def put(self, code: str, number: int) -> bool:
        """So many places on this run. Answers False when the basket is full of other runs."""
        runs = self.numbers
        if code not in runs and len(runs) >= MOST_RUNS:
            return False
        self._keep(runs={**runs, code: max(1, min(number, MOST_PLACES))})
        return True

    def drop(self, code: str) -> None:
        """Not this run, nor who was to come to it."""
        people = self._kept.get("people", {})
        self._keep(
            runs={key: number for key, number in self.numbers.items() if key != code},
            people={key: rows for key, rows in people.items() if key != code},
        )

    def say_origin(self, origin: str) -> None:
        """Where everybody comes from: a URN, or `NO_SCHOOL`."""
        self._keep(origin=origin)

    def say_people(self, code: str, typed: Sequence[Typed]) -> bool:
        """Who comes to this run, right or wrong; so many places are wanted from now on.

        Answers False, and keeps nothing, when the basket is full of other runs.
        """
        if not self.put(code, len(typed)):
            return False
        rows = [[one.name[:LONGEST], one.email[:LONGEST], one.later] for one in typed]
        people = {**self._kept.get("people", {}), code: rows[:MOST_PLACES]}
        self._keep(people=people)
        return True

    def empty(self) -> None:
        """All of it is held now, or not wanted."""
        self._session.pop(KEY, None)
        self._kept = {}

    def _keep(self, **changes: object) -> None:
        token = self._kept.get("token") or secrets.token_urlsafe(24)
        self._kept = {**self._kept, "token": token, **changes}
        self._session[KEY] = self._kept
