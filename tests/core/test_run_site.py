"""`make run` refuses what cannot work with one sentence each."""

import socket
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from core import demo
from core.management.commands import run_site


def test_a_port_in_use_is_said_with_the_way_out() -> None:
    with socket.socket() as busy:
        busy.bind((run_site.HOST, 0))
        busy.listen()
        port = busy.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} is in use.*PORT={port + 1} make run"):
            run_site.refuse_a_port_in_use(port)


def test_a_free_port_is_accepted() -> None:
    with socket.socket() as probe:
        probe.bind((run_site.HOST, 0))
        port = probe.getsockname()[1]
    run_site.refuse_a_port_in_use(port)
    with socket.socket() as again:
        again.bind((run_site.HOST, port))
        assert again.getsockname()[1] == port


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    in_the_way = tmp_path / "var"
    in_the_way.write_text("a file where the folder should be")
    with pytest.raises(CommandError, match="can't be written"):
        run_site.refuse_a_folder_that_cannot_be_written(in_the_way)


def test_the_welcome_names_every_demo_person_and_the_password() -> None:
    text = run_site.welcome("http://127.0.0.1:8000")
    assert all(person.email in text for person in demo.PEOPLE)
    assert demo.PASSWORD in text
