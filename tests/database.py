"""The suite's database: migrated once, copied for each worker, put back after each real commit.

Running without migrations is no way out, because search's full-text table exists only through
them. So one migrated SQLite file is kept for each set of migrations and installed versions.
"""

import fcntl
import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from unittest import mock

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase
from django.test.utils import setup_databases, teardown_databases


def is_sqlite() -> bool:
    """Whether the suite runs on SQLite; otherwise PostgreSQL's own ways apply."""
    return connection.vendor == "sqlite"


def schema_key() -> str:
    """One name for this set of migrations, of Django and of SQLite."""
    digest = hashlib.sha256(f"{django.get_version()} {sqlite3.sqlite_version}".encode())
    for config in sorted(apps.get_app_configs(), key=lambda config: config.name):
        for path in sorted(Path(config.path).glob("migrations/*.py")):
            digest.update(f"{config.name}/{path.name}".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def migrated_file(folder: Path) -> Path:
    """The migrated database of these migrations, made when it is not there yet.

    Workers that start together wait for the first of them. A run that is killed half-way leaves
    no file under the final name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    template = folder / f"{schema_key()}.sqlite3"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            unfinished = template.with_suffix(".unfinished")
            unfinished.unlink(missing_ok=True)
            use(unfinished)
            call_command("migrate", verbosity=0, interactive=False)
            connections.close_all()
            unfinished.replace(template)
    return template


def use(path: Path) -> None:
    """Point Django's default connection at this file."""
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = str(path)
    connection.settings_dict["NAME"] = str(path)


def copy(source: Path, target: Path) -> None:
    """Replace everything in `target` by what is in `source`."""
    with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(target)) as copied:
        origin.backup(copied)


def instead_of_flushing(restore: Callable[[], None]) -> AbstractContextManager[object]:
    """After a test with real commits, restore the database where Django would flush it.

    A flush would take what migrations put there: the root page, the locale, the groups.
    """
    return mock.patch.object(TransactionTestCase, "_fixture_teardown", restore)


class Restore:
    """Puts one worker's SQLite file back to the migrated state."""

    def __init__(self, *, template: Path, target: Path) -> None:
        self.template = template
        self.target = target

    def __call__(self) -> None:
        connections.close_all()
        copy(self.template, self.target)


def create_on_postgres(*, verbosity: int) -> list[tuple[BaseDatabaseWrapper, str, bool]]:
    """Migrate a test database in Django's normal way; the answer is for `remove_from_postgres`."""
    return setup_databases(verbosity=verbosity, interactive=False, aliases={"default": None})


def remove_from_postgres(configured: list[tuple[BaseDatabaseWrapper, str, bool]]) -> None:
    """Drop what `create_on_postgres` made."""
    connections.close_all()
    teardown_databases(configured, verbosity=0)


class RestoreOnPostgres:
    """Puts one worker's PostgreSQL database back to the migrated state, by CREATE … TEMPLATE."""

    def __init__(self) -> None:
        self.name = str(connection.settings_dict["NAME"])
        self.template = f"{self.name}_migrated"
        connections.close_all()
        self._recreate(self.template, template=self.name)

    def __call__(self) -> None:
        connections.close_all()
        self._recreate(self.name, template=self.template)

    def drop(self) -> None:
        """Remove the template when the suite is over."""
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{self.template}" WITH (FORCE)')

    def _recreate(self, name: str, *, template: str) -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
