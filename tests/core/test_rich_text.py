"""Two editors at once: each gets their own page's text."""

import json
import sys
import threading
from collections.abc import Iterator

import pytest
from wagtail.admin.rich_text import DraftailRichTextArea, get_rich_text_editor_widget

from core.rich_text import RichTextArea

LINES = 40
TURNS = 30


@pytest.fixture(autouse=True)
def _threads_change_often() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def faults_of(widget: DraftailRichTextArea) -> list[str]:
    """What goes wrong when two threads turn their own text into the editor's form at once."""
    faults: list[str] = []

    def convert(word: str) -> None:
        html = (
            f'<p>Here is <a href="https://example.org/">{word}</a> and <b>{word}</b>.</p>' * LINES
        )
        for _ in range(TURNS):
            try:
                blocks = json.loads(widget.format_value(html))["blocks"]
            except Exception as error:
                faults.append(repr(error))
                continue
            if [block["text"] for block in blocks] != [f"Here is {word} and {word}."] * LINES:
                faults.append("mixed")

    threads = [threading.Thread(target=convert, args=(word,)) for word in ("letter", "privacy")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def test_every_rich_text_field_has_the_safe_editor() -> None:
    assert isinstance(get_rich_text_editor_widget(), RichTextArea)


def test_two_threads_never_mix_their_texts() -> None:
    assert faults_of(RichTextArea(features=["bold", "link"])) == []


def test_this_test_sees_the_fault_in_the_editor_as_it_comes() -> None:
    assert faults_of(DraftailRichTextArea(features=["bold", "link"])) != []
