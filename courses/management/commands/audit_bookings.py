"""`manage.py audit_bookings`: is everything that must be true of bookings and money true?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import invariants

FAULTY = 2


class Command(BaseCommand):
    help = (
        "Check every invariant of places, bookings, money, waiting lists and registers. "
        "Only reads. Exit 0: nothing wrong; exit 2: each fault is named."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError with exit code 2 on any fault.

        I8 (invoice numbers) and I14 (the card provider's events) come with the documents of money.
        """
        found = invariants.faults()
        said = None
        for fault in found:
            if fault.promise != said:
                said = fault.promise
                self.stdout.write(f"{fault.number}: {said}")
            self.stdout.write(f"  {fault.number} {fault.says}")
        if found:
            raise CommandError(
                "1 fault." if len(found) == 1 else f"{len(found)} faults.", returncode=FAULTY
            )
        self.stdout.write(f"Nothing wrong: {len(invariants.registered())} promises kept.")
