"""`manage.py run_worker`: tasks and regular jobs, until told to stop."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from core import worker


class Command(BaseCommand):
    help = "Run tasks and regular jobs until interrupted. Any number may run beside each other."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        self.stdout.write("Working. Stop with Ctrl+C; the task at hand is finished first.")
        worker.run(until=stop.wait)
