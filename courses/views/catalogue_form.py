"""The catalogue's filters as its form and its shelf of formats show them, with their counts."""

from __future__ import annotations

from collections.abc import Sequence

from courses import catalogue
from courses.catalogue import Counts, Filters
from courses.enums import Format
from courses.listing import Viewer
from courses.models import Phase
from courses.nearness import Point

MOST_TYPED = 20
SHELF = (
    (Format.ONE_DAY, "One day"),
    (Format.TWILIGHT, "Twilight"),
    (Format.SERIES, "Several sessions"),
    (Format.NETWORK, "Network meeting"),
    (Format.LIVE_ONLINE, "Live online"),
    (Format.RECORDED, "Recorded"),
    (Format.IN_SCHOOL, "In your school"),
)


def groups(
    filters: Filters, phases: Sequence[Phase], counts: Counts, viewer: Viewer, *, typed: str
) -> list[dict[str, object]]:
    """The groups of the filter form, as `components/filters.html` reads them."""
    asked: list[dict[str, object]] = [
        {"legend": "Words", "name": "q", "kind": "text", "value": filters.words},
        {
            "legend": "Phase",
            "name": "phase",
            "kind": "check",
            "options": [
                {
                    "value": phase.code,
                    "label": phase.name,
                    "count": counts.all_phases[phase.code],
                    "checked": phase.code in filters.phases,
                }
                for phase in phases
            ],
        },
        {
            "legend": "Format",
            "name": "format",
            "kind": "check",
            "options": [
                {
                    "value": catalogue.format_word(value),
                    "label": value.label,
                    "count": counts.all_formats[value],
                    "checked": value in filters.formats,
                    "format": value,
                }
                for value in Format
                if counts.all_formats[value] or value in filters.formats
            ],
        },
        _prices(filters, counts),
        {
            "legend": "Dates",
            "name": "dates",
            "kind": "dates",
            "fields": [
                {"name": "from", "label": "From", "value": _iso(filters.from_date)},
                {"name": "to", "label": "To", "value": _iso(filters.to_date)},
            ],
        },
    ]
    asked += _distances(filters, viewer, typed)
    return [group for group in asked if group.get("options") != []]


def _iso(day: object) -> str:
    return str(day) if day else ""


def _prices(filters: Filters, counts: Counts) -> dict[str, object]:
    prices: list[int | None] = [None, *catalogue.PRICES]
    if filters.most_pence not in prices:
        prices.append(filters.most_pence)
    return {
        "legend": "Lowest price",
        "name": "price",
        "kind": "radio",
        "options": [
            {
                "value": catalogue.price_word(price),
                "label": "Any price" if price is None else catalogue.price_label(price),
                "count": counts.all_prices.get(price, counts.found),
                "checked": price == filters.most_pence,
            }
            for price in prices
        ],
    }


def _distances(filters: Filters, viewer: Viewer, typed: str) -> list[dict[str, object]]:
    """Where from, and how far. What was typed stays, also when no school is there."""
    choices = sorted({*catalogue.MILES, *([filters.miles] if filters.miles else [])})
    own = Point.of(viewer.school)
    typed = "" if typed.strip().isdecimal() else typed.strip()[:MOST_TYPED]
    return [
        {
            "legend": "Near",
            "hint": f"Empty: from {own.name}. Or the postcode of another school."
            if own
            else "The postcode of a school, or its first half.",
            "name": "near",
            "kind": "text",
            "value": filters.postcode or typed,
        },
        {
            "legend": "How far",
            "name": "within",
            "kind": "select",
            "options": [
                {"value": "", "label": "Any distance", "checked": not filters.miles},
                *(
                    {
                        "value": miles,
                        "label": catalogue.near_label(miles),
                        "checked": miles == filters.miles,
                    }
                    for miles in choices
                ),
            ],
        },
    ]


def shelf(filters: Filters, url: str) -> list[dict[str, object]]:
    return [
        {
            "label": label,
            "url": f"{url}?format={catalogue.format_word(value)}",
            "format": value,
            "on": filters.formats == (value,),
        }
        for value, label in SHELF
    ]
