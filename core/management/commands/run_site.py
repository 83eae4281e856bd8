"""`manage.py run_site`: what `make run` starts. Everything a first visit needs, in one go."""

import os
import socket
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from core import demo

HOST = "127.0.0.1"
THREADS = 4
PAGES = (
    ("/", "the hub's site"),
    ("/courses/", "courses to find and book"),
    ("/account/", "my CPD"),
    ("/certificate/", "my route to the certificate"),
    ("/tutor/", "the tutor's desk"),
    ("/my-school/", "my school"),
    ("/admin/", "editors and the hub's office"),
)


class Command(BaseCommand):
    help = "Prepare the demonstration and serve it, with a worker beside it, until interrupted."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("run_site serves the demonstration only; see docs/operations.md.")
        port: int = settings.PORT
        refuse_a_folder_that_cannot_be_written(Path(settings.VAR_DIR))
        refuse_a_port_in_use(port)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("demo", stdout=self.stdout)
        self.stdout.write(welcome(f"http://{HOST}:{port}"))
        self.stdout.flush()
        os.environ["PYTHONPATH"] = os.pathsep.join([str(settings.SITE_DIR), str(Path.cwd())])
        Granian(
            "config.wsgi:application",
            address=HOST,
            port=port,
            interface=Interfaces.WSGI,
            blocking_threads=THREADS,
            log_level=LogLevels.warning,
        ).serve()


def refuse_a_folder_that_cannot_be_written(folder: Path) -> None:
    """Raises CommandError with a sentence."""
    try:
        folder.mkdir(exist_ok=True)
        (folder / ".writable").touch()
    except OSError as error:
        raise CommandError(
            f"The folder {folder} can't be written ({error.strerror}). "
            "Copy the project to a folder of your own and run it there."
        ) from error


def refuse_a_port_in_use(port: int) -> None:
    """Raises CommandError with a sentence and the way out."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} is in use. Choose another: PORT={port + 1} make run"
            ) from error


def welcome(base: str) -> str:
    """The addresses and the demo people, as printed once the site is ready."""
    pages = "\n".join(f"  {base + path:<38} {what}" for path, what in PAGES)
    people = "\n".join(f"  {p.email:<22} {p.role}" for p in demo.PEOPLE)
    return (
        f"\nThe Music Hub is at {base} (stop it with Ctrl+C)\n\n{pages}\n\n"
        f"Sign in as one of these, each with the password {demo.PASSWORD}\n\n{people}\n\n"
        f"Mail is written to {Path(settings.VAR_DIR) / 'mail'}\n"
    )
