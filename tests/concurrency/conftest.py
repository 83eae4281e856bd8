"""A migrated PostgreSQL database of our own, for races that SQLite would hide."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from tests.browser.checks import missing
from tests.concurrency.racers import PROJECT

SERVER = os.environ.get("POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
Race = Callable[[str], dict[str, Any]]
Shown = Callable[[str, Callable[[dict[str, Any]], bool]], bool]
#: How often a race that hangs on a moment is held before it is believed to show no fault.
TRIES = 4


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "race" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.postgres)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a migrated database for the races, which is dropped afterwards."""
    with migrated("races") as address:
        yield address


@pytest.fixture
def fresh_postgres() -> Iterator[str]:
    """The address of a migrated database in which nothing has happened."""
    with migrated("fresh") as address:
        yield address


@contextmanager
def migrated(what: str) -> Iterator[str]:
    """A migrated database of this process's own."""
    try:
        server = psycopg.connect(SERVER, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        missing("PostgreSQL")
    name = f"{what}_{os.getpid()}"
    address = urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))
    with server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            run_program("manage.py", "migrate", "--verbosity=0", database=address)
            yield address
        finally:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            server.execute(drop)


@pytest.fixture(scope="session")
def reports(postgres: str) -> dict[str, dict[str, Any]]:
    """Every race, held once."""
    said: dict[str, dict[str, Any]] = json.loads(
        run_program("-m", "tests.concurrency", database=postgres)
    )
    return said


@pytest.fixture
def race(reports: dict[str, dict[str, Any]]) -> Race:
    """The report of a race, by its name."""
    return reports.__getitem__


@pytest.fixture
def shown(postgres: str, reports: dict[str, dict[str, Any]]) -> Shown:
    """Whether a race without its guard shows its fault: `shown("lapsing_unguarded", told)`.

    A slow machine may let its racers pass one after another, so it is held again if need be.
    """

    def ever(name: str, fault: Callable[[dict[str, Any]], bool]) -> bool:
        again = (
            json.loads(run_program("-m", "tests.concurrency", name, database=postgres))[name]
            for _ in range(TRIES - 1)
        )
        return fault(reports[name]) or any(map(fault, again))

    return ever


def run_program(*arguments: str, database: str) -> str:
    """What a program of ours prints when it works on this database."""
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *arguments],
        cwd=PROJECT,
        env=environment,
        text=True,
        capture_output=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout
