"""Is this a text file we can read, and in which encoding? One pass, one megabyte at a time."""

import codecs
from pathlib import Path

from schools.exceptions import ImportRefusedError

MAX_BYTES = 200 * 1024 * 1024
_CHUNK = 1024 * 1024
_ZIP = b"PK\x03\x04"


def encoding_of(path: Path) -> str:
    """utf-8-sig or cp1252, having read the whole file once.

    Raises ImportRefusedError for a file that is missing, empty, too large, not text, or in neither
    encoding. The size is looked at before anything is read.
    """
    _refuse_by_size(path)
    try:
        _read_all(path, "utf-8")
    except _WrongEncodingError as fault:
        return _older_encoding(path, fault)
    return "utf-8-sig"


class _WrongEncodingError(Exception):
    """The file is not in the encoding tried: at which line, and whether it was so far."""

    def __init__(self, line: int, *, was_so_far: bool) -> None:
        super().__init__(line)
        self.line = line
        self.was_so_far = was_so_far


def _refuse_by_size(path: Path) -> None:
    if not path.is_file():
        raise ImportRefusedError(f"There is no file {path.name}.")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise ImportRefusedError(
            f"{path.name} is {size // 1024**2} MB. Files of up to {MAX_BYTES // 1024**2} MB can be "
            "imported; the whole national list is about 60 MB."
        )
    if size == 0:
        raise ImportRefusedError(f"{path.name} is empty.")


def _older_encoding(path: Path, fault: _WrongEncodingError) -> str:
    if fault.was_so_far:
        raise ImportRefusedError(
            f"{path.name} is UTF-8 at first, but line {fault.line} is not. Save it again as UTF-8."
        )
    try:
        _read_all(path, "cp1252")
    except _WrongEncodingError as undefined:
        raise ImportRefusedError(
            f"Line {undefined.line} of {path.name} holds a byte that is neither UTF-8 nor "
            "Windows-1252 text. Save it again as UTF-8."
        ) from undefined
    return "cp1252"


def _read_all(path: Path, encoding: str) -> None:
    """Decode every byte and keep none. Raises ImportRefusedError for what is no text at all."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line, beyond_ascii = 1, False
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            _refuse_what_is_not_text(path, chunk, line)
            pending = decoder.getstate()[0]
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                good = (pending + chunk)[: error.start]
                raise _WrongEncodingError(
                    line + good.count(b"\n"), was_so_far=beyond_ascii or not good.isascii()
                ) from error
            line += chunk.count(b"\n")
            beyond_ascii = beyond_ascii or not chunk.isascii()
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise _WrongEncodingError(line, was_so_far=False) from error


def _refuse_what_is_not_text(path: Path, chunk: bytes, line: int) -> None:
    if chunk.startswith(_ZIP) and line == 1:
        raise ImportRefusedError(f"{path.name} is a workbook or an archive. Save it as CSV first.")
    if b"\0" in chunk:
        line += chunk[: chunk.index(b"\0")].count(b"\n")
        raise ImportRefusedError(
            f"{path.name} is not a text file: line {line} holds a zero byte. "
            "Save it as CSV in UTF-8."
        )
    if len(chunk) == _CHUNK and b"\n" not in chunk and b"\r" not in chunk:
        raise ImportRefusedError(
            f"{path.name} is not a list: line {line} is longer than a megabyte."
        )
