"""Holds every race, one after another, and prints their reports as JSON.

`audit` in a report is what the audit finds after that race and did not find before it.
"""

import json
import sys
from collections.abc import Callable, Mapping

from tests.concurrency import changing, circles, paying, racers, scarce, waiting

OURS = (*scarce.RACES, *waiting.RACES, *changing.RACES, *circles.RACES, *paying.RACES)
RACES = {**racers.RACES, **{one.__name__: one for one in OURS}}


def audited(held: Callable[[], Mapping[str, object]]) -> dict[str, object]:
    from core import invariants

    before = set(invariants.faults())
    report = held()
    found = [str(fault) for fault in invariants.faults() if fault not in before]
    return {**report, "audit": found}


if __name__ == "__main__":
    racers.set_up()
    wanted = sys.argv[1:] or list(RACES)
    print(json.dumps({name: audited(RACES[name]) for name in wanted}))  # noqa: T201 - the answer
