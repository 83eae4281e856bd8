"""The machine of `tests/machines` on PostgreSQL, in a process of its own."""

from __future__ import annotations

import json

import pytest

from tests.concurrency.conftest import run_program
from tests.machines import running

# After the races, in a database of its own: what they have left would confuse it.
pytestmark = [pytest.mark.xdist_group("races"), pytest.mark.postgres]


def test_whatever_happens_on_postgresql_places_money_and_turns_are_right(
    fresh_postgres: str,
) -> None:
    steps = json.loads(run_program("-m", "tests.machines", database=fresh_postgres))
    assert sum(steps.values()) >= running.ENOUGH_STEPS, steps
    assert min(steps.values()) >= running.ENOUGH_OF_EACH, steps
