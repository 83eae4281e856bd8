"""Documents: what is typed is only ever text, the same data make the same bytes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typst

from core import pdf
from tests.browser.checks import missing

CERTIFICATE: dict[str, Any] = {
    "name": "Łucja Llŷr",
    "title": "Singing with confidence in Key Stage 1",
    "code": "ABCDE-FGHJK",
    "check_url": "https://hub.example.org/verify/ABCDEFGHJK/",
    "verify_url": "https://hub.example.org/verify/",
    "facts": [{"label": "When", "value": "Tuesday 3 March 2027"}],
    "demonstration": False,
}


def words(document: bytes, folder: Path) -> str:
    """The text of a PDF, as a reader copies it."""
    program = shutil.which("pdftotext")
    if program is None:
        missing("pdftotext")
    path = folder / "document.pdf"
    path.write_bytes(document)
    command = [program, "-layout", str(path), "-"]
    found = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    return " ".join(found.split())


def test_what_it_says_can_be_copied_as_text(tmp_path: Path) -> None:
    said = words(pdf.render("courses/certificate", CERTIFICATE), tmp_path)
    assert "Łucja Llŷr" in said
    assert "This is not a qualification." in said
    assert "https://hub.example.org/verify/ABCDEFGHJK/" in said


@pytest.mark.parametrize(
    "name",
    [
        '#panic("run") #read("../../manage.py")',
        'A "quoted" \\"name\\" $x$ *b* _i_ `c` <label> @ref // gone /* gone */',
        "]#include",
    ],
)
def test_nothing_that_somebody_typed_is_run(name: str, tmp_path: Path) -> None:
    said = words(pdf.render("courses/certificate", {**CERTIFICATE, "name": name}), tmp_path)
    assert "".join(name.split()) in "".join(said.split())


def test_a_name_of_three_hundred_letters_stays_on_the_sheet(tmp_path: Path) -> None:
    name = "Wolfeschlegelsteinhausen" * 12 + "Bergerdorff!"
    said = words(pdf.render("courses/certificate", {**CERTIFICATE, "name": name}), tmp_path)
    assert name in said.replace(" ", "").replace("\u200b", "")


def test_equal_data_make_equal_bytes() -> None:
    first, again = (pdf.render("courses/certificate", CERTIFICATE) for _ in range(2))
    assert first == again
    assert first != pdf.render("courses/certificate", {**CERTIFICATE, "name": "Somebody else"})


def test_it_is_tagged_titled_and_in_english() -> None:
    document = pdf.render("courses/certificate", CERTIFICATE)
    for mark in (b"/StructTreeRoot", b"/Lang", b"en-GB", b"pdfuaid:part", b"/DisplayDocTitle true"):
        assert mark in document, mark


@pytest.mark.parametrize("name", ["李小龍", "Ольга Петренко", "Nguyễn Ánh", "🎵"])
def test_a_name_in_any_script_makes_a_document(name: str) -> None:
    assert pdf.render("courses/certificate", {**CERTIFICATE, "name": name}).startswith(b"%PDF")


def test_a_fault_in_a_template_is_a_fault() -> None:
    with pytest.raises(typst.TypstError):
        pdf.render("courses/certificate", {"title": "No name"})
