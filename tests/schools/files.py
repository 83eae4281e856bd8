"""Small lists of schools to import, and the real ones to compute figures from."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from schools import demo

FULL_LAYOUT = Path(__file__).parent / "data" / "gias_2024.csv"
HEADINGS = ("URN", "EstablishmentName", "LA (code)", "LA (name)", "Town", "Postcode")


def rows_of(path: Path) -> dict[str, dict[str, str]]:
    """The rows of a published list by URN, read with nothing of ours."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        key = next(name for name in reader.fieldnames or () if name.lower() == "urn")
        return {row[key]: row for row in reader}


def write(
    path: Path,
    rows: Iterable[Mapping[str, str]],
    *,
    headings: Iterable[str] = HEADINGS,
    encoding: str = "utf-8",
) -> Path:
    """A list with these rows; what a row leaves out is empty."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(headings), restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def school(urn: int | str = 100001, **said: str) -> dict[str, str]:
    """One row in the national headings."""
    return {
        "URN": str(urn),
        "EstablishmentName": f"School {urn}",
        "LA (code)": "941",
        "LA (name)": "West Northamptonshire",
        "Town": "Demoton",
        "Postcode": "ZZ1 1AA",
    } | said


LIST, UPDATE, LINKS = demo.LIST, demo.UPDATE, demo.LINKS
