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
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout
