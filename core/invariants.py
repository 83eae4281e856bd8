"""What must be true of the data at every moment, by number, and which rows say otherwise.

Each app registers its own in its `invariants` module, imported by its AppConfig.ready(). Numbers
with an I are those of the design; those with an M are what the models promise besides. Each is
one statement that only reads, so it sees one moment, also while people book.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

Finder = Callable[[], Iterable[str]]


@dataclass(frozen=True, kw_only=True)
class Invariant:
    """One promise. `find` names each row that breaks it, with what is wrong."""

    number: str
    promise: str
    find: Finder


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One row, or a few, that break a promise."""

    number: str
    promise: str
    says: str

    def __str__(self) -> str:
        return f"{self.number} {self.says}"


_invariants: dict[str, Invariant] = {}


def invariant(number: str, promise: str) -> Callable[[Finder], Finder]:
    """Register a function that names what breaks this promise."""

    def register(find: Finder) -> Finder:
        name = f"{find.__module__}.{find.__name__}"
        _invariants[name] = Invariant(number=number, promise=promise, find=find)
        return find

    return register


def registered() -> list[Invariant]:
    """All of them, by letter and number."""
    return sorted(_invariants.values(), key=lambda one: (one.number[0], int(one.number[1:])))


def faults() -> list[Fault]:
    """Everything that is wrong now. One statement per promise, whatever there is."""
    return [
        Fault(number=one.number, promise=one.promise, says=says)
        for one in registered()
        for says in one.find()
    ]
