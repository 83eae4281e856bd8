"""Reads a specification from CSV: one row a leaf. Pure; touches no database."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field

from certification.enums import OutcomeVerb
from certification.exceptions import SpecificationFileError

COLUMNS = (
    "unit",
    "unit_title",
    "guided_learning_hours",
    "credits",
    "outcome",
    "outcome_verb",
    "outcome_text",
    "criterion",
    "point",
    "text",
    "observation",
)
LONGEST = {"unit": 10, "unit_title": 200, "outcome": 10, "outcome_text": 300, "criterion": 12}
LONGEST |= {"point": 2, "text": 300}
MOST_BYTES = 1_000_000
MOST_PROBLEMS = 20
Row = dict[str, str]


@dataclass(frozen=True)
class LeafRow:
    """A range point, or the one that stands for its criterion."""

    letter: str
    text: str
    needs_observation: bool


@dataclass
class CriterionRow:
    """A criterion with its leaves."""

    code: str
    leaves: list[LeafRow] = field(default_factory=list)


@dataclass
class OutcomeRow:
    """A learning outcome with its criteria."""

    code: str
    verb: str
    text: str
    criteria: list[CriterionRow] = field(default_factory=list)


@dataclass
class UnitRow:
    """A unit with its outcomes."""

    code: str
    title: str
    guided_learning_hours: int
    credits: int
    outcomes: list[OutcomeRow] = field(default_factory=list)


def read(content: bytes) -> list[UnitRow]:
    """The units of a UTF-8 CSV file.

    Raises SpecificationFileError with every problem found (at most 20), each with its line.
    """
    rows = list(_rows(content))
    problems = [problem for line, row in rows for problem in _problems(line, row)]
    if not rows:
        problems.append("The file has no rows below its header.")
    _stop_at(problems)
    units: dict[str, UnitRow] = {}
    for line, row in rows:
        _place(units, row, line, problems)
    _stop_at(problems)
    return list(units.values())


def _stop_at(problems: list[str]) -> None:
    if problems:
        raise SpecificationFileError(problems[:MOST_PROBLEMS])


def _rows(content: bytes) -> Iterable[tuple[int, Row]]:
    if len(content) > MOST_BYTES:
        raise SpecificationFileError(["The file is larger than 1 MB, so it was not read."])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SpecificationFileError(
            ["The file is not in UTF-8. Save it as 'CSV UTF-8' and try again."]
        ) from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise SpecificationFileError([f"The file lacks these columns: {', '.join(missing)}."])
    try:
        for row in reader:
            yield reader.line_num, {name: (row[name] or "").strip() for name in COLUMNS}
    except csv.Error as error:
        raise SpecificationFileError([f"Line {reader.line_num}: {error}."]) from None


def _problems(line: int, row: Row) -> Iterable[str]:
    for name in ("unit", "outcome", "outcome_text", "criterion", "text"):
        if not row[name]:
            yield f"Line {line}: '{name}' is empty."
    for name, longest in LONGEST.items():
        if len(row[name]) > longest:
            yield f"Line {line}: '{name}' is longer than {longest} letters."
    for name in ("guided_learning_hours", "credits"):
        if row[name] and not (row[name].isdecimal() and int(row[name]) <= 1000):
            yield f"Line {line}: '{name}' is not a whole number up to 1000."
    if row["outcome_verb"].upper() not in OutcomeVerb:
        yield f"Line {line}: 'outcome_verb' must be know, understand or be_able."
    if row["observation"] not in ("yes", "no"):
        yield f"Line {line}: 'observation' must be yes or no."


def _place(units: dict[str, UnitRow], row: Row, line: int, problems: list[str]) -> None:
    """Put one row where it belongs, or note why it fits nowhere."""
    unit = units.get(row["unit"])
    if unit is None:
        hours, credits_ = row["guided_learning_hours"], row["credits"]
        if not (row["unit_title"] and hours and credits_):
            problems.append(
                f"Line {line}: the first row of unit {row['unit']} needs its title, hours and "
                "credits."
            )
            return
        unit = units[row["unit"]] = UnitRow(
            row["unit"], row["unit_title"], int(hours), int(credits_)
        )
    outcome = next((o for o in unit.outcomes if o.code == row["outcome"]), None)
    verb = row["outcome_verb"].upper()
    if outcome is None:
        outcome = OutcomeRow(row["outcome"], verb, row["outcome_text"])
        unit.outcomes.append(outcome)
    elif (outcome.verb, outcome.text) != (verb, row["outcome_text"]):
        problems.append(f"Line {line}: outcome {outcome.code} has two different wordings.")
    criterion = next((c for c in outcome.criteria if c.code == row["criterion"]), None)
    if criterion is None:
        criterion = CriterionRow(row["criterion"])
        outcome.criteria.append(criterion)
    letters = [leaf.letter for leaf in criterion.leaves]
    if row["point"] in letters:
        problems.append(f"Line {line}: {criterion.code}{row['point']} is there twice.")
    elif letters and ("" in letters or not row["point"]):
        problems.append(f"Line {line}: {criterion.code} is there with and without letters.")
    criterion.leaves.append(LeafRow(row["point"], row["text"], row["observation"] == "yes"))
