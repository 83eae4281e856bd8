"""Codes that anybody may check at /verify/.

An app whose documents carry a code registers how it looks one up, in its AppConfig.ready(). The
first that knows the code answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a code stands for, as the page says it.

    `facts` are label and value. `caution` says plainly what the document is not.
    """

    stands: bool
    kind: str
    title: str
    name: str
    facts: Sequence[tuple[str, str]] = ()
    reason: str = ""
    caution: str = ""


LookUp = Callable[[str], Finding | None]
_look_ups: list[LookUp] = []


def register(look_up: LookUp) -> None:
    """Add a kind of code."""
    if look_up not in _look_ups:
        _look_ups.append(look_up)


def plain(typed: str) -> str:
    """A code as it is stored, however somebody typed it: 'abcde-fghjk' is ABCDEFGHJK."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())[:40]


def find(code: str) -> Finding | None:
    """What this code stands for; None when nobody has issued it."""
    found = (look_up(plain(code)) for look_up in _look_ups)
    return next((finding for finding in found if finding), None)
