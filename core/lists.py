"""Lists in the admin: what their columns name is loaded at once, and exports are safe and plain."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.mixins import SpreadsheetExportMixin

#: With these a spreadsheet begins a formula, or skips over them to one (OWASP, CSV injection).
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
PENCE = "_pence"


def harmless(value: object) -> object:
    """For CSV: text with an apostrophe before it where a spreadsheet would calculate it."""
    return f"'{value}" if isinstance(value, str) and _looks_calculated(value) else value


def as_text(cell: Any) -> Any:
    """For a workbook: a cell of words is words and stays so when somebody edits it.

    The workbook says itself what an apostrophe says in CSV (`quotePrefix`), so none is shown.
    """
    if isinstance(cell.value, str):
        cell.data_type = "s"
        cell.quotePrefix = _looks_calculated(cell.value)
    return cell


def printable(value: object) -> object:
    """The value, without characters that a workbook may not hold, such as a bell."""
    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value


def _looks_calculated(text: str) -> bool:
    return text.lstrip(" ").startswith(STARTS)


def cell(row: Model, path: str) -> object:
    """What a dotted path leads to, as people say it; empty where a step leads nowhere.

    Choices are their words, pence are pounds, moments are London time.
    """
    value: Any = row
    *steps, last = path.split(".")
    for step in steps:
        value = getattr(value, step)
        if value is None:
            return ""
    words = getattr(value, f"get_{last}_display", None)
    found = words() if words else getattr(value, last)
    if isinstance(found, datetime):
        return timezone.localtime(found).replace(tzinfo=None)
    if found is not None and last.endswith(PENCE):
        return Decimal(found) / 100
    return "" if found is None else found


class PlainExport(SpreadsheetExportMixin):
    """For Wagtail's list views: stand it before them, and what they export is safe and plain."""

    def to_row_dict(self, item: Model) -> dict[str, object]:
        """One row's cells, by `list_export`."""
        return {path: cell(item, path) for path in self.list_export}

    def get_heading(self, queryset: QuerySet[Any], field: str) -> str:
        """'School name' for `school.name`, 'Lowest (£)' for `lowest_pence`."""
        if field in self.export_headings:
            return str(self.export_headings[field])
        if field.endswith(PENCE):
            return f"{field.removesuffix(PENCE).replace('_', ' ').capitalize()} (£)"
        if "." in field:
            return field.replace(".", " ").replace("_", " ").capitalize()
        heading: str = super().get_heading(queryset, field)
        return heading

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> object:
        """The cell as Wagtail would write it; in CSV made harmless."""
        plain = printable(super().preprocess_field_value(field, value, export_format))
        return harmless(plain) if export_format == self.FORMAT_CSV else plain

    def generate_xlsx_row(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        """The cells as Wagtail would write them, words as words."""
        yield from map(as_text, super().generate_xlsx_row(*args, **kwargs))


class HubIndexView(PlainExport, IndexView):
    """A list of the hub's: `related` names what each row needs beside its own columns."""

    related: tuple[str, ...] = ()

    def get_base_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_base_queryset()
        return rows.select_related(*self.related) if self.related else rows
