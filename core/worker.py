"""The worker: runs tasks and the regular jobs, as a process of its own or as a thread."""

import threading
from collections.abc import Callable

import structlog
from django.db import close_old_connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from core import jobs

log = structlog.get_logger()
PAUSE_SECONDS = 0.5


def drain() -> None:
    """Run every task that is ready, then return."""
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    ).run()


def run(*, until: Callable[[float], bool]) -> None:
    """Drain and look at the schedule until `until(seconds)`, a wait, answers True.

    A fault of the queue itself (a locked database, a lost connection) is logged and waited out.
    """
    while True:
        close_old_connections()
        try:
            jobs.run_due()
            drain()
        except Exception:
            log.exception("worker_turn_failed")
        if until(PAUSE_SECONDS):
            return


def start_thread() -> threading.Event:
    """Start a worker beside the web server; set the returned event to end it."""
    stop = threading.Event()
    threading.Thread(target=run, kwargs={"until": stop.wait}, name="worker", daemon=True).start()
    return stop
