"""What machines look for at fixed addresses."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings


def fields(client: Client) -> dict[str, str]:
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    return dict(line.split(": ", 1) for line in response.content.decode().splitlines())


@pytest.mark.parametrize("today", ["2026-11-21", "2031-02-28"])
def test_security_txt_never_expires_unnoticed(client: Client, today: str) -> None:
    now = datetime.fromisoformat(today).replace(tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        expires = datetime.fromisoformat(fields(client)["Expires"])
    assert timedelta(days=90) < expires - now < timedelta(days=365)


def test_security_txt_says_whom_to_tell(client: Client) -> None:
    assert fields(client)["Contact"] == "mailto:hub@example.org"
    assert fields(client)["Canonical"].endswith("/.well-known/security.txt")


def test_a_demonstration_asks_not_to_be_indexed(client: Client) -> None:
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"


def test_a_hub_lets_its_public_pages_be_found(client: Client, settings: Settings) -> None:
    settings.DEMONSTRATION = False
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /" not in lines
    assert "Disallow: /office/" in lines
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"
