"""`manage.py import_schools FILE [--links FILE] [--apply]`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from schools.exceptions import ImportRefusedError
from schools.importing import run
from schools.importing.report import lines


class Command(BaseCommand):
    help = (
        "Compare a published list of schools with the register and say what differs; with --apply, "
        "make it so. Reads every layout that the Department for Education publishes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the list, a CSV file")
        parser.add_argument("--links", type=Path, help="predecessors and successors, a CSV file")
        parser.add_argument("--apply", action="store_true", help="write; without it, only look")

    def handle(self, *args: Any, **options: Any) -> None:
        applying = options["apply"]
        try:
            if applying:
                report = run.apply(options["file"], links_path=options["links"], by=None)
            else:
                report = run.preview(options["file"], links_path=options["links"])
        except ImportRefusedError as refusal:
            raise CommandError(str(refusal)) from refusal
        for line in lines(report, applied=applying, everything=options["verbosity"] > 1):
            self.stdout.write(line)
