"""What every test may ask for: a migrated database, the cast, a client, the queue."""

from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.core import mail as outgoing
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import connections
from django.test import Client
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult
from hypothesis import HealthCheck
from hypothesis import settings as properties
from pytest_django import DjangoDbBlocker

from accounts.models import User
from core import worker
from tests import database, network
from tests.cast import person

# A busy machine is no fault: a property does not fail for the time that it took.
properties.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
properties.load_profile("patient")


@pytest.fixture(scope="session", autouse=True)
def _only_this_machine() -> Iterator[None]:
    with network.only_this_machine():
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """This worker's own migrated database, put back after each test that really commits."""
    if not database.is_sqlite():
        request.getfixturevalue("django_db_modify_db_settings")
        yield from _on_postgres(request, django_db_blocker)
        return
    with django_db_blocker.unblock():
        template = database.migrated_file(Path(settings.VAR_DIR) / "test-db")
        mine = tmp_path_factory.mktemp("database") / "test.sqlite3"
        database.copy(template, mine)
        database.use(mine)
        with database.instead_of_flushing(database.Restore(template=template, target=mine)):
            yield
        connections.close_all()


def _on_postgres(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    with django_db_blocker.unblock():
        configured = database.create_on_postgres(verbosity=request.config.option.verbose)
        restore = database.RestoreOnPostgres()
        with database.instead_of_flushing(restore):
            yield
        restore.drop()
        database.remove_from_postgres(configured)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Rate limits count in the cache: each test starts with none of them used up."""
    cache.clear()


@pytest.fixture
def drain(db: None) -> Callable[[], list[EmailMessage]]:
    """Run what is queued, as a worker would, and return all mail sent so far in this test.

    A task that fails fails the test, with the task's own traceback.
    """

    def run() -> list[EmailMessage]:
        # Between tasks a worker closes connections that look stale, and one that is inside the
        # test's own transaction does.
        with mock.patch.object(db_worker, "close_old_connections"):
            worker.drain()
        failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED)
        assert not failed, "\n".join(f"{task.task_path}\n{task.traceback}" for task in failed)
        return list(outgoing.outbox)

    return run


@pytest.fixture
def client_for() -> Callable[[User], Client]:
    """A signed-in client for anybody: `client_for(tariq).get("/account/")`."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="accounts.backends.PersonBackend")
        return client

    return sign_in


@pytest.fixture
def hannah(db: None) -> User:
    """The hub administrator."""
    return person("hannah")


@pytest.fixture
def tariq(db: None) -> User:
    """The class teacher, who is also a learner of the certificate."""
    return person("tariq")


@pytest.fixture
def olwen(db: None) -> User:
    """The office manager of Tariq's school."""
    return person("olwen")


@pytest.fixture
def tess(db: None) -> User:
    """The tutor of cohort A."""
    return person("tess")


@pytest.fixture
def theo(db: None) -> User:
    """The tutor of cohort B, to whom cohort A does not exist."""
    return person("theo")


@pytest.fixture
def ines(db: None) -> User:
    """The internal verifier."""
    return person("ines")


@pytest.fixture
def ed(db: None) -> User:
    """The editor."""
    return person("ed")


@pytest.fixture
def sam(db: None) -> User:
    """The teacher at another school, who must see nothing that is not theirs."""
    return person("sam")
