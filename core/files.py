"""Files that people hand in: kept where no address leads, and only what they say they are."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import PurePath

import puremagic
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import Storage, storages

MOST_BYTES = 10 * 1024 * 1024
TOO_BIG = "This file has %(size)s MB. Choose one of 10 MB or less."
WRONG = "Choose a PDF, JPEG, PNG or Word (DOCX) file. This one is not what its name says."
EMPTY = "This file is empty. Choose another."


def private() -> Storage:
    """Where they are kept: outside what is served, so that only a view can hand one out."""
    return storages["private"]


def check(file: File[bytes]) -> None:
    """Refuse what is too big, of another kind, or not what its name says.

    Raises ValidationError with a sentence. The file is left at its beginning.
    """
    size = file.size or 0
    if not size:
        raise ValidationError(EMPTY)
    if size > MOST_BYTES:
        raise ValidationError(TOO_BIG, params={"size": round(size / 1024 / 1024)})
    is_kind = KINDS.get(extension(file.name))
    try:
        if is_kind is None or not is_kind(file):
            raise ValidationError(WRONG)
    finally:
        file.seek(0)


def extension(name: str | None) -> str:
    """'.pdf', in small letters."""
    return PurePath(name or "").suffix.lower()


def _begins_like(*kinds: str) -> Callable[[File[bytes]], bool]:
    def look(file: File[bytes]) -> bool:
        file.seek(0)
        try:
            found = puremagic.magic_string(file.read(2048))
        except (puremagic.PureError, ValueError):
            return False
        return any(match.mime_type in kinds for match in found)

    return look


def _is_word(file: File[bytes]) -> bool:
    """A Word document without macros. Only the list of its parts is read, nothing is unpacked."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as parts:
            names = set(parts.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return False
    has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    return {"[Content_Types].xml", "word/document.xml"} <= names and not has_macros


KINDS: dict[str, Callable[[File[bytes]], bool]] = {
    ".pdf": _begins_like("application/pdf"),
    ".jpg": _begins_like("image/jpeg"),
    ".jpeg": _begins_like("image/jpeg"),
    ".png": _begins_like("image/png"),
    ".docx": _is_word,
}
