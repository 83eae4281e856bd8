"""The demonstration: people, schools, courses, the certificate and every page, in layer order."""

from collections.abc import Callable

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts import demo as accounts
from certification import demo as certification
from core.demo import Changes, load_all
from courses import demo as courses
from home import demo as home
from schools import demo as schools

NOTHING = "Nothing to do: the demonstration content is already there."


#: In the order of the layers, but the front page early: the catalogue hangs under it.
LOADERS: tuple[Callable[[Changes], None], ...] = (
    accounts.load,
    schools.load,
    home.load_root,
    courses.load,
    certification.load,
    home.load,
)


class Command(BaseCommand):
    """`manage.py demo`: running it twice changes nothing, and says so."""

    help = "Loads the demonstration content. Safe to run again."

    def handle(self, *args: object, **options: object) -> None:
        """Raises CommandError where the settings are not those of a demonstration."""
        if not settings.DEMONSTRATION:
            raise CommandError(
                "These settings are a real hub's: the demonstration content is not for them."
            )
        changes = load_all(LOADERS)
        for what, number in changes.counts.items():
            self.stdout.write(f"{number:>6}  {what}")
        self.stdout.write("The demonstration content is ready." if changes else NOTHING)
