"""The machine on a migrated PostgreSQL: `python -m tests.machines`, with `DATABASE_URL`.

Prints how many steps of each kind it took, as JSON; fails with Hypothesis's own report.
"""

import json

from tests.concurrency.racers import set_up

if __name__ == "__main__":
    set_up()
    from tests.machines import running

    print(json.dumps(running.all_steps()))  # noqa: T201 - the answer
