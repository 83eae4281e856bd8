"""The audit thousands of times: its own statements, compiled once.

What depends on the clock is asked through the audit itself, by `late`. When a statement finds a
row, the whole audit is asked to name it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection

from core import invariants
from core.invariants import Invariant

#: Those whose statements hold the time of asking.
BY_THE_CLOCK = frozenset({"I4", "I11", "I13"})


class QuickAudit:
    """Make it once for a connection; `faults()` and `late()` are what the audit would say."""

    def __init__(self) -> None:
        self.timed = [one for one in invariants.registered() if one.number in BY_THE_CLOCK]
        others = [one for one in invariants.registered() if one.number not in BY_THE_CLOCK]
        compiled = [self._compiled(one) for one in others]
        found = " OR ".join(f"EXISTS ({sql})" for sql, _ in compiled)
        self.sql = f"SELECT 1 WHERE {found}"
        self.params = [value for _, params in compiled for value in params]
        if connection.vendor == "postgresql":  # which else plans it anew each time
            with connection.cursor() as cursor:
                cursor.execute(f"PREPARE quick_audit AS {self.sql}", self.params)
            self.sql, self.params = "EXECUTE quick_audit", []

    def _compiled(self, one: Invariant) -> tuple[str, Any]:
        asked: list[tuple[str, Any]] = []

        def keep(execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
            asked.append((sql, params))
            return execute(sql, params, *rest)

        with connection.execute_wrapper(keep):
            list(one.find())
        (statement,) = asked
        return statement

    def faults(self) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.params)
            is_clean = cursor.fetchone() is None
        return [] if is_clean else [str(fault) for fault in invariants.faults()]

    def late(self) -> list[str]:
        """What has not happened in time."""
        return [says for one in self.timed for says in one.find()]
