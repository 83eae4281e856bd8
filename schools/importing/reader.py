"""Rows of a CSV file, one at a time, each of the same width as the heading."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from schools.exceptions import ImportRefusedError
from schools.importing import text


@dataclass(frozen=True, kw_only=True)
class Table:
    """A file that can be read: its headings, and its rows as often as asked."""

    path: Path
    encoding: str
    headings: tuple[str, ...]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(line number, cells) of each row below the headings; empty lines are passed over.

        Raises ImportRefusedError at a row that is wider or narrower than the headings, or whose
        quotation marks do not pair.
        """
        lines = _lines(self.path, self.encoding)
        next(lines)
        for number, cells in lines:
            if len(cells) != len(self.headings):
                raise ImportRefusedError(
                    f"Line {number} of {self.path.name} has {len(cells)} columns, but the heading "
                    f"has {len(self.headings)}."
                )
            yield number, cells


def open_table(path: Path) -> Table:
    """The file as a table. Raises ImportRefusedError, with a sentence, when it is not one."""
    encoding = text.encoding_of(path)
    first = next(_lines(path, encoding), None)
    if first is None:
        raise ImportRefusedError(f"{path.name} is empty.")
    headings = tuple(" ".join(cell.split()) for cell in first[1])
    if len(headings) == 1 and any(mark in headings[0] for mark in ";\t|"):
        raise ImportRefusedError(f"The columns of {path.name} are not separated by commas.")
    return Table(path=path, encoding=encoding, headings=headings)


def _lines(path: Path, encoding: str) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, strict=True)
        start = 1
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise ImportRefusedError(
                    f"Line {start} of {path.name} cannot be read as CSV; its quotation marks may "
                    "not pair."
                ) from error
            if any(cell.strip() for cell in cells):
                yield start, cells
            start = reader.line_num + 1
