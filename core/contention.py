"""When two people want the same row at once: try again a few times, then say so."""

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, transaction

P = ParamSpec("P")
R = TypeVar("R")

RETRIES = 3
FIRST_PAUSE_SECONDS = 0.05
#: serialization_failure, deadlock_detected, lock_not_available
RETRIABLE_STATES = frozenset({"40001", "40P01", "55P03"})
RETRY_AFTER_SECONDS = 5


class DatabaseBusyError(Exception):
    """Every try met somebody else's lock. Nothing was stored; it is safe to try again."""


def is_contention(error: OperationalError) -> bool:
    """Whether this fault is about somebody else's lock, so that trying again can help."""
    state = getattr(error.__cause__, "sqlstate", None)
    return state in RETRIABLE_STATES or "database is locked" in str(error)


def patiently(act: Callable[P, R]) -> Callable[P, R]:
    """Repeat a whole transaction, up to three times with jitter, when it lost against another.

    `act` must open its own transaction and be safe to repeat. Inside somebody else's transaction
    nothing is repeated, because only the outermost one can be. Raises DatabaseBusyError when the
    last try failed too.
    """

    @wraps(act)
    def tried(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(RETRIES + 1):
            try:
                return act(*args, **kwargs)
            except OperationalError as error:
                if transaction.get_connection().in_atomic_block or not is_contention(error):
                    raise
                if attempt == RETRIES:
                    raise DatabaseBusyError(f"{act.__name__} met a lock every time") from error
                pause = FIRST_PAUSE_SECONDS * 2**attempt
                time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - jitter, not a secret
        raise AssertionError("unreachable")

    return tried
