"""Files that people hand in: nothing but what it says it is."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from core import files
from tests.factories.after import PDF

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 20
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 20


def packed(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as parts:
        for name in names:
            parts.writestr(name, "x")
    return buffer.getvalue()


WORD = packed("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF),
        ("A.PDF", PDF),
        ("b.png", PNG),
        ("c.jpg", JPEG),
        ("c.jpeg", JPEG),
        ("d.docx", WORD),
    ],
)
def test_what_is_what_its_name_says_is_taken(name: str, content: bytes) -> None:
    file = SimpleUploadedFile(name, content)
    files.check(file)
    assert file.read() == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"<html><script>alert(1)</script>"),
        ("a.pdf", PNG),
        ("a.png", PDF),
        ("a.html", b"<html>"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.exe", b"MZ\x90\x00" + b"\x00" * 60),
        ("a", PDF),
        ("a.docx", packed("xl/workbook.xml")),
        ("a.docx", packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
        ("a.docx", b"PK\x03\x04 broken"),
        ("a.pdf", b"x"),
    ],
)
def test_what_is_not_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(ValidationError, match="Choose a PDF, JPEG, PNG or Word"):
        files.check(SimpleUploadedFile(name, content))


def test_nothing_and_too_much_are_refused() -> None:
    with pytest.raises(ValidationError, match="empty"):
        files.check(SimpleUploadedFile("a.pdf", b""))
    with pytest.raises(ValidationError, match="This file has 11 MB"):
        files.check(SimpleUploadedFile("a.pdf", PDF + b" " * 11 * 1024 * 1024))
