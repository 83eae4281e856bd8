"""What one cell means. Each reader raises ValueError with the end of a sentence."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from schools import folding
from schools.enums import Phase, SchoolStatus

_ISO = re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})")
_BRITISH = re.compile(r"(?P<d>\d{1,2})[-/](?P<m>\d{1,2})[-/](?P<y>\d{4})")

_STATUSES = {
    "open": SchoolStatus.OPEN,
    "open, but proposed to close": SchoolStatus.OPEN,
    "closed": SchoolStatus.CLOSED,
    "proposed to open": SchoolStatus.PROPOSED,
}
_PHASES = {
    "nursery": Phase.NURSERY,
    "primary": Phase.PRIMARY,
    "middle deemed primary": Phase.MIDDLE,
    "middle deemed secondary": Phase.MIDDLE,
    "secondary": Phase.SECONDARY,
    "all-through": Phase.ALL_THROUGH,
    "all-through / mixed": Phase.ALL_THROUGH,
    "16 plus": Phase.SIXTEEN_PLUS,
    "special": Phase.SPECIAL,
}


def words(cell: str) -> str:
    """The cell on one line, with single spaces."""
    return " ".join(cell.split())


def number(cell: str) -> int | None:
    """A whole number, or None for an empty cell."""
    cell = cell.strip()
    if not cell:
        return None
    if not (cell.isascii() and cell.isdigit()) or len(cell) > 9:
        raise ValueError("is not a whole number")
    return int(cell)


def coordinate(cell: str) -> int | None:
    """Metres on the national grid; the published 0 means unknown."""
    return number(cell) or None


def urn(cell: str) -> int:
    """A URN: a whole number of up to seven digits, above zero."""
    found = number(cell)
    if not found or found > 9_999_999:
        raise ValueError("is not a URN, which is a number of six digits")
    return found


def roll(cell: str) -> Decimal | None:
    """Pupils on roll, in halves: a pupil at two schools counts half at each."""
    cell = cell.strip()
    if not cell:
        return None
    try:
        pupils = Decimal(cell)
    except InvalidOperation:
        raise ValueError("is not a number of pupils") from None
    if not pupils.is_finite() or not 0 <= pupils < 100_000 or pupils * 2 % 1:
        raise ValueError("is not a number of pupils")
    return pupils


def day(cell: str) -> date | None:
    """A day, written 2024-08-31, 31-08-2024 or 31/08/2024."""
    cell = cell.strip()
    if not cell:
        return None
    match = _ISO.fullmatch(cell) or _BRITISH.fullmatch(cell)
    if match is None:
        raise ValueError("is not a date such as 31/08/2024")
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        raise ValueError("is not a date in the calendar") from None


def status(cell: str) -> SchoolStatus:
    """The published status. An unknown word is refused: guessing would open or close a school."""
    try:
        return _STATUSES[words(cell).lower()]
    except KeyError:
        raise ValueError("is not a status such as Open or Closed") from None


def phase(cell: str) -> Phase | None:
    """The phase, or None where the list says that none applies or a word we do not know."""
    return _PHASES.get(words(cell).lower())


def postcode(cell: str) -> str:
    """The postcode with its one space; what is not one is kept in capitals as it stands."""
    return folding.postcode(cell) or words(cell).upper()


def website(cell: str) -> str:
    """An address that can be opened, with its scheme; empty for anything else."""
    address = cell.strip()
    if not address or len(address) > 400 or any(mark in address for mark in " <>\"'\\"):
        return ""
    if "://" not in address:
        address = f"http://{address}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    return address if parts.scheme.lower() in {"http", "https"} and "." in host else ""
