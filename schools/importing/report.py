"""What an import would do, or did, as counts and as lines to read."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from schools.models import School

LISTED = 200  # rows of each kind that are listed unless all are asked for


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    """One field of one school: what the register knew, and what the file says."""

    field: str
    old: object
    new: object

    def __str__(self) -> str:
        return f"{label(self.field)}: {_shown(self.old)} → {_shown(self.new)}"


@dataclass(frozen=True, kw_only=True)
class SchoolChange:
    """One school whose entry differs."""

    urn: int
    name: str
    fields: tuple[FieldChange, ...]
    became_academy: bool = False

    def __str__(self) -> str:
        return f"{self.urn} {self.name} – {'; '.join(map(str, self.fields))}"

    def of(self, name: str) -> FieldChange | None:
        """The change of this field, if it changed."""
        return next((change for change in self.fields if change.field == name), None)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One school, named, with a remark."""

    urn: int
    name: str
    remark: str = ""

    def __str__(self) -> str:
        return f"{self.urn} {self.name}" + (f" – {self.remark}" if self.remark else "")


@dataclass(kw_only=True)
class Report:
    """Everything that an import finds. Each row is new, changed or unchanged, and never two.

    `closed`, `reopened` and `academies` name some of the new and changed ones again. `unmatched`
    are in the register, under the file's authorities or ones these replaced, but not in the file;
    nothing is done to them.
    """

    file_name: str
    rows: int = 0
    new: list[Entry] = field(default_factory=list)
    changed: list[SchoolChange] = field(default_factory=list)
    unchanged: int = 0
    closed: list[Entry] = field(default_factory=list)
    reopened: list[Entry] = field(default_factory=list)
    academies: list[Entry] = field(default_factory=list)
    unmatched: list[Entry] = field(default_factory=list)
    new_authorities: list[Entry] = field(default_factory=list)
    links_followed: list[Entry] = field(default_factory=list)
    links_new: int = 0
    links_changed: int = 0
    links_leading_elsewhere: int = 0
    links_of_another_kind: int = 0

    @property
    def changes_something(self) -> bool:
        """Whether applying it alters the register."""
        return bool(
            self.new or self.changed or self.new_authorities or self.links_new or self.links_changed
        )

    def counts(self) -> dict[str, int]:
        """The numbers, by name."""
        return {
            "rows": self.rows,
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "closed": len(self.closed),
            "reopened": len(self.reopened),
            "academies": len(self.academies),
            "unmatched": len(self.unmatched),
            "new_authorities": len(self.new_authorities),
            "links_followed": len(self.links_followed),
            "links_new": self.links_new,
            "links_changed": self.links_changed,
        }

    def changed_fields(self) -> Counter[str]:
        """How many schools change in each field."""
        return Counter(change.field for school in self.changed for change in school.fields)

    def moves(self) -> Counter[tuple[object, object]]:
        """How many schools change authority, by (old, new)."""
        found = (school.of("authority") for school in self.changed)
        return Counter((change.old, change.new) for change in found if change)


def lines(report: Report, *, applied: bool, everything: bool = False) -> Iterator[str]:
    """The report as a person reads it."""
    yield f"{report.file_name}: {report.rows:,} schools read."
    yield from _counted("New", report.new, everything=everything)
    yield from _changed(report, everything=everything)
    yield from _counted("Closed", report.closed, everything=everything)
    yield from _counted("Reopened", report.reopened, everything=everything)
    yield from _counted("Became an academy", report.academies, everything=everything)
    yield f"Unchanged: {report.unchanged:,}"
    title = "Unmatched (in the register, not in this file; left as they are)"
    yield from _counted(title, report.unmatched, everything=everything)
    if report.new_authorities:
        yield from _counted("New authorities", report.new_authorities, everything=everything)
    yield from _counted("Links followed", report.links_followed, everything=everything)
    yield (
        f"Links: {report.links_new:,} new, {report.links_changed:,} changed, "
        f"{report.links_leading_elsewhere:,} between schools outside this register, "
        f"{report.links_of_another_kind:,} of another kind."
    )
    if not report.changes_something:
        yield "Nothing changed." if applied else "Nothing would change."
    elif applied:
        yield "Applied."
    else:
        yield "This is a preview: nothing was written. Add --apply to apply it."


def label(name: str) -> str:
    """The field's name as people say it."""
    return _LABELS[name]


_LABELS = {field.name: str(field.verbose_name) for field in School._meta.concrete_fields}


def _changed(report: Report, *, everything: bool) -> Iterator[str]:
    """The number, by field and by move between authorities, and then the schools."""
    title, *schools = _counted("Changed", report.changed, everything=everything)
    yield title
    for name, number in report.changed_fields().most_common():
        yield f"  {label(name)}: {number:,}"
    for (old, new), number in report.moves().most_common():
        yield f"  {_shown(old)} → {_shown(new)}: {number:,}"
    yield from schools


def _counted(
    title: str, entries: "list[Entry] | list[SchoolChange]", *, everything: bool
) -> Iterator[str]:
    yield f"{title}: {len(entries):,}"
    shown = entries if everything else entries[:LISTED]
    for entry in shown:
        yield f"  {entry}"
    if len(shown) < len(entries):
        yield f"  … and {len(entries) - len(shown):,} more; --verbosity 2 lists them all."


def _shown(value: object) -> str:
    if value in (None, ""):
        return "(nothing)"
    if isinstance(value, Decimal):
        return f"{value:f}".removesuffix(".0")
    if isinstance(value, date):
        return value.isoformat()
    return str(getattr(value, "label", value))
