"""Limits: whoever asks far too often waits a little, and nobody else does."""

from __future__ import annotations

from collections.abc import Callable
from unittest import mock

import pytest
import time_machine
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from accounts.models import User
from core import limits
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db

HERE = "127.0.0.1"
NOON = 1_790_000_400.0 // 600 * 600  # when minutes and tens of minutes begin
#: The address, how it is asked, the limit's name, how often, in how many minutes.
LIMITS = [
    ("/schools/find/?q=demo", "get", "schools_find", 600, 1),
    ("/schools/find.json?q=demo", "get", "schools_find", 600, 1),
    ("/search/?q=song", "get", "home_search", 300, 1),
    ("/account/school/", "post", "schools_claim", 30, 10),
    ("/courses/a-course/a-run/book/", "post", "courses_book", 60, 10),
    ("/webhooks/demo/", "post", "webhooks", 600, 1),
    ("/readyz", "get", "readyz", 300, 1),
]
BY_ADDRESS = {"webhooks", "readyz"}


@pytest.fixture(autouse=True)
def _the_clock_stands() -> object:
    with time_machine.travel(NOON + 15, tick=False) as clock:
        yield clock


def use_up_all_but_one(name: str, who: str, most: int, minutes: int) -> None:
    cache.set(limits.key(name, who, now=NOON, window=minutes * 60), most - 1)


@pytest.mark.parametrize(("path", "method", "name", "most", "minutes"), LIMITS)
def test_the_next_one_is_refused_and_told_when_to_come_again(
    path: str, method: str, name: str, most: int, minutes: int
) -> None:
    use_up_all_but_one(name, HERE, most, minutes)
    ask = getattr(Client(), method)

    assert ask(path).status_code != 429
    refused = ask(path)

    assert refused.status_code == 429
    assert refused["Retry-After"] == str(minutes * 60 - 15)
    assert getattr(Client(REMOTE_ADDR="192.0.2.7"), method)(path).status_code != 429
    with time_machine.travel(NOON + minutes * 60 + 1):
        assert ask(path).status_code != 429


@pytest.mark.parametrize(
    ("path", "method", "name", "most", "minutes"),
    [row for row in LIMITS if row[2] not in BY_ADDRESS],
)
def test_who_is_signed_in_is_counted_alone(
    path: str,
    method: str,
    name: str,
    most: int,
    minutes: int,
    tariq: User,
    sam: User,
    client_for: Callable[[User], Client],
) -> None:
    use_up_all_but_one(name, f"person-{tariq.pk}", most, minutes)
    ask = getattr(client_for(tariq), method)

    assert [ask(path).status_code == 429 for _ in range(2)] == [False, True]
    assert getattr(client_for(sam), method)(path).status_code != 429
    assert getattr(Client(), method)(path).status_code != 429


def test_reading_a_form_is_not_sending_it(
    tariq: User, client_for: Callable[[User], Client]
) -> None:
    run = CourseRunFactory(is_open=True)
    for name, minutes in (("courses_book", 10), ("schools_claim", 10)):
        use_up_all_but_one(name, f"person-{tariq.pk}", 1_000, minutes)
    client = client_for(tariq)

    assert client.get(run.get_booking_url()).status_code == 200
    assert client.get("/account/school/").status_code == 200


def test_people_read_a_page_and_machines_a_line() -> None:
    use_up_all_but_one("home_search", HERE, 301, 1)
    use_up_all_but_one("readyz", HERE, 301, 1)

    assert "A little slower, please" in Client().get("/search/?q=song").content.decode()
    assert Client().get("/readyz")["Content-Type"] == "text/plain"


@pytest.mark.parametrize(
    ("proxies", "passed", "address"),
    [
        (0, "", "203.0.113.9"),
        (0, "198.51.100.1", "203.0.113.9"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "6.6.6.6, 198.51.100.1, 10.0.0.1", "198.51.100.1"),
        (2, "198.51.100.1", "203.0.113.9"),
        (1, "", "nowhere"),
        (1, "nonsense", "nowhere"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
    ],
)
def test_an_address_is_what_our_own_proxies_saw(
    proxies: int, passed: str, address: str, settings: Settings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.9")
    if passed or proxies:
        request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.9", HTTP_X_FORWARDED_FOR=passed)

    assert limits.address_of(request) == address


def test_a_cache_that_does_not_answer_refuses_nobody() -> None:
    view = limits.limited("anything", 0, for_machines=True)(lambda request: HttpResponse("Here."))
    request = RequestFactory().get("/")

    with mock.patch.object(cache, "add", side_effect=ConnectionError):
        assert view(request).status_code == 200
    assert view(request).status_code == 429
