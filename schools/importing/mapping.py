"""Which column is which: by heading, in any order, from any of the published layouts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from schools.enums import Phase, SchoolStatus
from schools.exceptions import ImportRefusedError
from schools.importing import cells
from schools.importing.reader import Table
from schools.models import School


@dataclass(frozen=True, kw_only=True)
class Column:
    """One thing that a list may say of a school.

    `headings` in order of preference. An empty cell clears what the register knows only where
    `clears`; elsewhere it means that the list does not know.
    """

    field: str
    headings: tuple[str, ...]
    read: Callable[[str], object]
    clears: bool = False


COLUMNS = (
    Column(field="urn", headings=("URN",), read=cells.urn),
    Column(field="name", headings=("EstablishmentName", "name"), read=cells.words),
    Column(field="authority_code", headings=("LA (code)", "la_code"), read=cells.number),
    Column(field="authority_name", headings=("LA (name)", "la_name"), read=cells.words),
    Column(field="dfe_number", headings=("dfe_number",), read=cells.words),
    Column(field="establishment_number", headings=("EstablishmentNumber",), read=cells.number),
    Column(field="status", headings=("EstablishmentStatus (name)", "status"), read=cells.status),
    Column(
        field="school_type",
        headings=("TypeOfEstablishment (name)", "school_type"),
        read=cells.words,
    ),
    Column(
        field="type_group",
        headings=("EstablishmentTypeGroup (name)", "type_group"),
        read=cells.words,
    ),
    Column(field="phase", headings=("PhaseOfEducation (name)", "phase"), read=cells.phase),
    Column(field="phase_guess", headings=("phase_derived",), read=cells.phase),
    Column(
        field="trust_name", headings=("Trusts (name)", "trust_name"), read=cells.words, clears=True
    ),
    Column(field="street", headings=("Street",), read=cells.words, clears=True),
    Column(field="locality", headings=("Locality",), read=cells.words, clears=True),
    Column(field="address3", headings=("Address3",), read=cells.words, clears=True),
    Column(field="town", headings=("Town",), read=cells.words),
    Column(field="county", headings=("County (name)", "county"), read=cells.words, clears=True),
    Column(field="postcode", headings=("Postcode",), read=cells.postcode),
    Column(field="website", headings=("SchoolWebsite", "website"), read=cells.website, clears=True),
    Column(field="pupils_on_roll", headings=("NumberOfPupils", "pupils_on_roll"), read=cells.roll),
    Column(field="open_date", headings=("OpenDate", "open_date"), read=cells.day),
    Column(field="close_date", headings=("CloseDate", "close_date"), read=cells.day, clears=True),
    Column(field="easting", headings=("Easting",), read=cells.coordinate),
    Column(field="northing", headings=("Northing",), read=cells.coordinate),
)
REQUIRED = ("urn", "name", "authority_code")
# What is said of a school but is no field of it.
ASIDE = frozenset(
    {"urn", "authority_code", "authority_name", "establishment_number", "phase_guess"}
)


@dataclass(frozen=True, kw_only=True)
class SchoolRow:
    """What one row says. `values` holds only fields that the row speaks of."""

    line: int
    urn: int
    authority_code: int
    authority_name: str
    values: Mapping[str, object]
    phase_guess: Phase | None = None


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where the columns of one file are."""

    table: Table
    places: Mapping[Column, int] = field(repr=False)

    def rows(self) -> Iterator[SchoolRow]:
        """Each row, read. Raises ImportRefusedError with line, column and what is wrong."""
        for line, row in self.table.rows():
            yield self._row(line, row)

    def _row(self, line: int, row: list[str]) -> SchoolRow:
        said: dict[str, object] = {}
        for column, place in self.places.items():
            value = self._cell(line, column, row[place])
            if value not in ("", None) or column.clears:
                said[column.field] = value
        for column in self.places:
            if column.field in REQUIRED and column.field not in said:
                raise ImportRefusedError(
                    f"Line {line} of {self.table.path.name} has no {column.headings[0]}."
                )
        _settle_status(said)
        _settle_numbers(said)
        return SchoolRow(
            line=line,
            urn=_whole(said["urn"]),
            authority_code=_whole(said["authority_code"]),
            authority_name=str(said.get("authority_name", "")),
            phase_guess=_phase(said.get("phase_guess")),
            values={name: value for name, value in said.items() if name not in ASIDE},
        )

    def _cell(self, line: int, column: Column, cell: str) -> object:
        heading = self.table.headings[self.places[column]]
        where = f"Line {line} of {self.table.path.name}"
        if column.field == "status" and not cell.strip():
            return None
        try:
            value = column.read(cell)
        except ValueError as error:
            raise ImportRefusedError(
                f"{where}: {heading} “{cell.strip()[:40]}” {error}."
            ) from error
        limit = _LIMITS.get(column.field)
        if limit and isinstance(value, str) and len(value) > limit:
            raise ImportRefusedError(f"{where}: {heading} is longer than {limit} characters.")
        return value


_LIMITS = {
    field.name: field.max_length for field in School._meta.concrete_fields if field.max_length
} | {"authority_name": 100}


def layout_of(table: Table) -> Layout:
    """Where this file keeps what we read. Raises ImportRefusedError when one is missing."""
    by_heading: dict[str, int] = {}
    twice = set()
    for place, heading in enumerate(table.headings):
        key = heading.casefold()
        if key in by_heading:
            twice.add(key)
        by_heading.setdefault(key, place)
    places = {}
    for column in COLUMNS:
        name = next((name for name in column.headings if name.casefold() in by_heading), None)
        if name is None:
            continue
        if name.casefold() in twice:
            raise ImportRefusedError(f"{table.path.name} has the column {name} twice.")
        places[column] = by_heading[name.casefold()]
    found = {column.field for column in places}
    missing = [
        " or ".join(column.headings)
        for column in COLUMNS
        if column.field in REQUIRED and column.field not in found
    ]
    if missing:
        columns = "column" if len(missing) == 1 else "columns"
        raise ImportRefusedError(
            f"{table.path.name} is not a list of schools: it lacks the {columns} "
            f"{', '.join(missing)}."
        )
    return Layout(table=table, places=places)


def _settle_status(said: dict[str, object]) -> None:
    """A list without a status tells of closing, by its date; never of opening."""
    closed = said.get("close_date")
    if "status" not in said:
        if isinstance(closed, date) and closed <= timezone.localdate():
            said["status"] = SchoolStatus.CLOSED
        elif closed is None:
            said.pop("close_date", None)
    elif closed is None and said["status"] == SchoolStatus.CLOSED:
        said.pop("close_date", None)


def _settle_numbers(said: dict[str, object]) -> None:
    number = said.get("establishment_number")
    if "dfe_number" not in said and number is not None:
        said["dfe_number"] = f"{said['authority_code']}/{number:04}"
    if ("easting" in said) != ("northing" in said):
        said.pop("easting", None)
        said.pop("northing", None)
    kind = str(said.get("school_type", "")).lower()
    if "phase" not in said and "special" in kind:
        said["phase"] = Phase.SPECIAL


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is not a whole number")
    return value


def _phase(value: object) -> Phase | None:
    return value if isinstance(value, Phase) else None
