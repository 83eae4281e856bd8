"""A process that winds up a cancelled run, and is killed in the middle of one booking.

`python -m tests.courses.changing.doomed RUN NUMBER`, with `DATABASE_URL` set: it kills itself with
SIGKILL inside the transaction of that booking, after its mails were promised. 0 lets it finish.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any
from unittest import mock

PROJECT = Path(__file__).resolve().parents[3]


def main(run_id: int, number: int) -> None:
    """Wind up, or die trying."""
    sys.path[:0] = [str(PROJECT), str(PROJECT / "site")]
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    import django

    django.setup()

    from courses import emails_changes
    from courses.actions import winding_up
    from courses.models import CourseRun

    tell, told = emails_changes.run_cancelled, []

    def tell_then_die(*args: Any, **kwargs: Any) -> None:
        tell(*args, **kwargs)
        told.append(args)
        if len(told) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    with mock.patch.object(emails_changes, "run_cancelled", tell_then_die):
        winding_up.wind_up(run=CourseRun.objects.get(pk=run_id))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
