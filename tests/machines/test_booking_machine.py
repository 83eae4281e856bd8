"""Thousands of steps on SQLite; `tests/concurrency` takes them on PostgreSQL."""

import pytest

from tests.machines import running

pytestmark = pytest.mark.django_db


def test_whatever_happens_in_whatever_order_places_money_and_turns_are_right() -> None:
    steps = running.all_steps()
    assert sum(steps.values()) >= running.ENOUGH_STEPS, steps
    assert min(steps.values()) >= running.ENOUGH_OF_EACH, steps
