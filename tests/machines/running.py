"""How the machine is run: the same steps each time, so that nothing fails by chance."""

from __future__ import annotations

import time_machine
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.machines import world
from tests.machines.booking import BookingMachine
from tests.machines.quick_audit import QuickAudit

EXAMPLES, STEPS_EACH = 50, 50
ENOUGH_STEPS, ENOUGH_OF_EACH = 2000, 4
SETTINGS = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS_EACH,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),  # add Phase.shrink to see the shortest way to a failure: minutes
    suppress_health_check=list(HealthCheck),
)


def all_steps() -> dict[str, int]:
    """Run the machine, in a world of its own; how many steps of each kind it took."""
    with time_machine.travel(world.START, tick=False):
        BookingMachine.world = world.build()
        BookingMachine.audit = QuickAudit()
    BookingMachine.steps.clear()
    run_state_machine_as_test(BookingMachine, settings=SETTINGS)
    return dict(BookingMachine.steps)
