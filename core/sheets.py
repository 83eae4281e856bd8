"""Lists as tables on a page and as files for a spreadsheet, from one list of columns."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from core.lists import as_text, harmless, printable

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = ("csv", "xlsx")


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What a table on a page shows: words, where they lead, or a state of the look; and more."""

    text: str
    url: str = ""
    state: str = ""
    also: tuple[Cell, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. `value` is what a file gets; `shown` what the page shows, the same if not given.

    A column without a place on the page (`shown=None, is_on_page=False`) is in files only.
    """

    label: str
    value: Callable[[Any], object]
    shown: Callable[[Any], Cell] | None = None
    is_number: bool = False
    is_on_page: bool = True

    @property
    def name(self) -> str:
        """The label without its unit, which a page says in every cell."""
        return self.label.removesuffix(" (£)").removesuffix(" (%)")


def table(columns: Sequence[Column], rows: Iterable[Any]) -> dict[str, object]:
    """The columns and cells of `components/listing_table.html`."""
    on_page = [column for column in columns if column.is_on_page]
    return {
        "columns": [{"label": column.name, "number": column.is_number} for column in on_page],
        "rows": [[(_shown(column, row), column) for column in on_page] for row in rows],
    }


def _shown(column: Column, row: Any) -> Cell:
    if column.shown:
        return column.shown(row)
    value = column.value(row)
    return Cell(text="–" if value in (None, "") else str(value))


def wanted(request: HttpRequest) -> str:
    """The kind of file that is asked for with `?export=`; empty for the page."""
    asked = request.GET.get("export", "")
    return asked if asked in FORMATS else ""


def respond(
    kind: str, *, name: str, columns: Sequence[Column], rows: Iterable[Any]
) -> HttpResponse:
    """The rows as a file to download; `kind` is one of FORMATS. Every cell is harmless."""
    lines = _lines(columns, rows)
    content: Any
    if kind == "xlsx":
        content = HttpResponse(_workbook(lines), content_type=XLSX)
    else:
        writer = csv.writer(_Echo())
        safe = (writer.writerow(map(harmless, line)) for line in lines)
        content = StreamingHttpResponse(safe, content_type=CSV)
    content["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate()}.{kind}"'
    answer: HttpResponse = content
    return answer


def _lines(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[list[object]]:
    yield [column.label for column in columns]
    for row in rows:
        yield [_plain(column.value(row)) for column in columns]


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    return "" if value is None else printable(value)


def _workbook(lines: Iterable[list[object]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in lines:
        sheet.append([as_text(WriteOnlyCell(sheet, value)) for value in line])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, value: str) -> str:
        return value
