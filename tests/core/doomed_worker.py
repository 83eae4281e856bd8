"""A real worker process that stops where a test wants to kill it.

Run as `python -m tests.core.doomed_worker POSTBOX PAUSE`, with `DATABASE_URL` naming a migrated
database. Each mail that the "server" accepts is a line in the file POSTBOX. PAUSE is where it
stops, after saying `paused`: `before` or `after` the server accepts the mail to `slow@…`, or in
the middle of the regular `job`; anything else means nowhere.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
NUMBER = 5
SLOW = 2


def pause_if(where: str) -> None:
    """Stop here for ever, when this is where the test wants it."""
    if sys.argv[2] == where:
        print("paused", flush=True)  # noqa: T201 - the test waits for it
        threading.Event().wait()


def accept(recipients: Sequence[str]) -> None:
    """What a mail server does before it says 250: the mail is on its disk."""
    with Path(sys.argv[1]).open("a") as postbox:
        postbox.writelines(f"{to}\n" for to in recipients)
        postbox.flush()
        os.fsync(postbox.fileno())


def tell_everybody() -> int:
    """A regular job of the project's kind: one promise each, under a key, in a transaction."""
    from django.db import transaction

    from core import mail

    for number in range(NUMBER):
        if number == SLOW:
            pause_if("job")
        with transaction.atomic():
            mail.send(
                "courses/audit_found",
                to=f"person-{number}@example.org",
                context={"number": 1, "faults": [], "more": 0},
                once=f"told:{number}",
            )
    return NUMBER


def main() -> None:
    sys.path[:0] = [str(PROJECT), str(PROJECT / "site")]
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    import django

    django.setup()
    from unittest import mock

    from django.core.mail import EmailMessage
    from django.core.mail.backends.locmem import EmailBackend

    from core import jobs, worker

    def send_messages(backend: EmailBackend, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            is_slow = message.to[0].startswith("slow@")
            if is_slow:
                pause_if("before")
            accept(message.to)
            if is_slow:
                pause_if("after")
        return len(messages)

    jobs.every(timedelta(days=1))(tell_everybody)
    with mock.patch.object(EmailBackend, "send_messages", send_messages):
        worker.run(until=threading.Event().wait)


if __name__ == "__main__":
    main()
