"""Text fields: nothing is cut on the way, and every refusal is a sentence of ours."""

from __future__ import annotations

import pytest
from django import forms

from core.fields import LineField, TextField


class Note(forms.Form):
    title = LineField(max_length=20)
    words = TextField(max_length=40, required=False)


def test_no_browser_is_told_to_cut_what_is_pasted() -> None:
    assert "maxlength" not in Note().as_p()


def test_too_much_is_refused_whole() -> None:
    form = Note({"title": "x" * 5000, "words": "y" * 41})

    assert form.errors == {
        "title": ["Shorten this to 20 characters. It has 5000."],
        "words": ["Shorten this to 40 characters. It has 41."],
    }
    assert "x" * 5000 in form.as_p()


@pytest.mark.parametrize("strange", ["\x00", "\x1b", "\u202e"])
def test_what_is_no_text_is_refused_in_one_sentence_of_ours(strange: str) -> None:
    form = Note({"title": f"a{strange}b", "words": f"a{strange}b"})

    assert form.errors == {
        "title": ["Use letters, numbers and ordinary signs, on one line."],
        "words": ["Use letters, numbers and ordinary signs."],
    }


def test_a_line_break_counts_once() -> None:
    form = Note({"title": "a", "words": "\r\n".join(["five"] * 8)})

    assert form.is_valid()
    assert form.cleaned_data["words"].count("\n") == 7
