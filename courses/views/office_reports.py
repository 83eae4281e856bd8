"""The office's reports: one academic year, by course, school, phase or month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.views.office import hubs_page
from core import sheets
from core.charts import ranking_of
from core.dates import academic_year
from core.money import pounds
from core.sheets import Cell, Column
from courses.office import reports
from courses.office.columns import in_pounds
from courses.office.reports import Figures, Row, Year


@dataclass(frozen=True, kw_only=True)
class Report:
    """One way to divide a year."""

    label: str
    of: str
    rows: Callable[[Year], list[Row]]
    note: str = ""
    has_room: bool = True
    has_schools: bool = True


REPORTS = {
    "course": Report(label="By course", of="Course", rows=reports.by_course),
    "school": Report(
        label="By school",
        of="School",
        rows=reports.by_school,
        note="Each school once, by its URN. Places of people who come from no school stand last.",
        has_room=False,
        has_schools=False,
    ),
    "phase": Report(
        label="By phase",
        of="Phase",
        rows=reports.by_phase,
        note="A course for two phases counts in both, so the rows may come to more than the total, "
        "which counts every place once.",
    ),
    "month": Report(
        label="By month",
        of="Month",
        rows=reports.by_month,
        note="A place counts in the month in which its course starts; a recorded course, in that "
        "in which the place was booked.",
    ),
}


@hubs_page
@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """One report of one year, drawn and as a table, or as a file."""
    today = timezone.localdate()
    known = reports.years(today)
    begins = _asked_year(request, known, academic_year(today))
    by = request.GET.get("by", "")
    by = by if by in REPORTS else "course"
    chosen, year = REPORTS[by], reports.gather(begins)
    rows, whole = chosen.rows(year), Row(label="Total", figures=reports.total(year))
    columns = _columns(chosen)
    if kind := sheets.wanted(request):
        name = f"report-{by}-{begins}"
        return sheets.respond(kind, name=name, columns=columns, rows=[*rows, whole])
    here = year.months.index(today.replace(day=1)) if begins == academic_year(today) else -1
    context = {
        "by": by,
        "report": chosen,
        "title": f"{chosen.label}, {_name(begins)}",
        "reports": [
            {"label": one.label, "url": f"?year={begins}&by={slug}", "on": slug == by}
            for slug, one in REPORTS.items()
        ],
        "years": [
            {"label": _name(one), "url": f"?year={one}&by={by}", "on": one == begins}
            for one in known
        ],
        "figures": _headline(whole.figures),
        "bars": _bars(rows, by, here),
        "chart_words": ranking_of([(row.label, row.figures.booked) for row in rows]).words,
        "table": sheets.table(columns, rows),
        "total": sheets.table(columns, [whole]),
        "keep": f"year={begins}&by={by}&",
        "is_empty": whole.figures == Figures(),
    }
    return render(request, "courses/office/report.html", context)


def _asked_year(request: HttpRequest, known: Sequence[int], now: int) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and int(asked[:9]) in known else now


def _name(begins: int) -> str:
    return f"{begins} to {begins + 1}"


def _fill(figures: Figures) -> str:
    return "–" if figures.fill is None else f"{figures.fill}%"


def _headline(figures: Figures) -> list[dict[str, object]]:
    return [
        {"label": "places booked", "value": figures.booked},
        {"label": "attended", "value": figures.attended},
        {"label": "of all places filled", "value": _fill(figures)},
        {"label": "schools reached", "value": figures.reached},
        {"label": "income charged", "value": pounds(figures.charged_pence)},
    ]


def _bars(rows: Sequence[Row], by: str, here: int) -> list[dict[str, object]]:
    """What the chart draws: months in short, and where we are among them."""
    return [
        {
            "label": row.label[:3] if by == "month" else row.label,
            "value": row.figures.booked,
            "now": by == "month" and index == here,
        }
        for index, row in enumerate(rows)
    ]


def _columns(chosen: Report) -> list[Column]:
    number = partial(Column, is_number=True)
    room = [
        number(label="Places", value=lambda row: row.figures.capacity),
        number(
            label="Fill rate (%)",
            value=lambda row: row.figures.fill,
            shown=lambda row: Cell(text=_fill(row.figures)),
        ),
    ]
    return [
        Column(label=chosen.of, value=lambda row: row.label),
        number(label="Booked", value=lambda row: row.figures.booked),
        number(label="Attended", value=lambda row: row.figures.attended),
        *(room if chosen.has_room else []),
        *(
            [number(label="Schools", value=lambda row: row.figures.reached)]
            if chosen.has_schools
            else []
        ),
        number(
            label="Charged (£)",
            value=lambda row: in_pounds(row.figures.charged_pence),
            shown=lambda row: Cell(text=pounds(row.figures.charged_pence)),
        ),
    ]
