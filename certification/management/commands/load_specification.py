"""Load a version of the specification from a CSV file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certification.actions import specifications
from certification.exceptions import CertificationError


class Command(BaseCommand):
    """`load_specification FILE [--publish]`: a draft version, or nothing when nothing is new."""

    help = "Load the units, outcomes, criteria and range points of the certificate from a CSV file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="UTF-8 CSV, one row a leaf")
        parser.add_argument(
            "--publish", action="store_true", help="publish it too: it can never change afterwards"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"The file can't be read: {error}.") from error
        try:
            loaded = specifications.load(content=content, by=None)
            specification = loaded.specification
            what = "loaded as a draft" if loaded.is_new else "already loaded, nothing changed"
            self.stdout.write(f"{specification}: {what}.")
            if options["publish"] and not specification.is_published:
                specifications.publish(specification=specification, by=None)
                self.stdout.write(f"{specification}: published.")
        except CertificationError as error:
            raise CommandError(str(error)) from error
