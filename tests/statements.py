"""What the database is asked, and by which line of ours: for tests that count statements."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
FOREIGN = (".venv", "tests")


@contextmanager
def recorded() -> Iterator[list[str]]:
    """Every statement while this lasts, savepoints too, each with where it comes from."""
    found: list[str] = []

    def keep(execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any) -> Any:
        found.append(f"{sql[:LENGTH]}\n      {_origin()}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield found


LENGTH = 160


def _origin() -> str:
    """The innermost lines of ours: 'courses/views/booking.py:40 book < …'."""
    ours = []
    for frame in reversed(traceback.extract_stack()):
        path = Path(frame.filename)
        if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] not in FOREIGN:
            ours.append(f"{path.relative_to(ROOT)}:{frame.lineno} {frame.name}")
    return " < ".join(ours[:4]) or "the framework"
