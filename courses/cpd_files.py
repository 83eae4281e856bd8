"""CPD as files: a document, and tables whose cells no spreadsheet takes for a formula."""

from __future__ import annotations

import csv as tables
from collections.abc import Iterable, Sequence
from datetime import date

from django.conf import settings
from django.http import HttpResponse

from accounts.models import User
from core import dates
from core.lists import harmless
from courses.cpd import Line, Year

OWN_WORD = "Watched, own word"
HEADINGS = (
    "Academic year",
    "Date",
    "Course",
    "Given by",
    "Minutes",
    "Sessions attended",
    "Certificate of attendance",
    "Evidence",
    "Reflection",
)


def rows(years: Iterable[Year]) -> list[Sequence[object]]:
    """A record as rows under their headings."""
    return [HEADINGS, *(_row(year, line) for year in years for line in year.lines)]


def _row(year: Year, line: Line) -> Sequence[object]:
    external = line.external
    return (
        year.name,
        line.on_date.isoformat(),
        line.title,
        line.provider,
        line.minutes,
        line.sessions or "",
        line.certificate.spoken_code if line.certificate else "",
        external.evidence_name if external else OWN_WORD if line.is_own_word else "",
        external.reflection if external else "",
    )


def csv(lines: Iterable[Sequence[object]], name: str) -> HttpResponse:
    """These rows as a file that spreadsheets open in the right letters."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write("\ufeff")
    writer = tables.writer(response)
    writer.writerows([harmless(cell) for cell in line] for line in lines)
    return response


def document(person: User, years: Sequence[Year], *, on: date) -> dict[str, object]:
    """What the record's template is given."""
    return {
        "name": person.full_name or person.email,
        "on": dates.day(on, year=True),
        "total": dates.length(sum(year.minutes for year in years)),
        "demonstration": settings.DEMONSTRATION,
        "years": [
            {
                "name": year.name,
                "total": dates.length(year.minutes),
                "hub": dates.length(year.hub_minutes),
                "external": dates.length(year.external_minutes),
                "lines": [_shown(line) for line in year.lines],
            }
            for year in years
        ],
    }


def _shown(line: Line) -> dict[str, str]:
    code = line.certificate.spoken_code if line.certificate else ""
    return {
        "when": f"{line.on_date.day} {line.on_date:%B %Y}",
        "title": line.title,
        "provider": line.provider,
        "time": dates.length(line.minutes),
        "proof": f"Certificate {code}" if code else _evidence(line),
        "reflection": line.external.reflection if line.external else "",
    }


def _evidence(line: Line) -> str:
    if line.is_own_word:
        return OWN_WORD
    if line.external is None:
        return "Register"
    return "Evidence kept" if line.external.evidence else "Own note"
