"""What a row changes in the register. Nothing here writes."""

from collections.abc import Mapping
from dataclasses import dataclass

from schools.enums import SchoolStatus
from schools.importing.mapping import SchoolRow
from schools.importing.report import Entry, FieldChange, Report, SchoolChange
from schools.models import LocalAuthority, School

# Every field that the register is the source of; `search` follows from them.
REGISTER_FIELDS = tuple(
    field.name
    for field in School._meta.concrete_fields
    if field.name not in {"id", "urn", "search"}
)


@dataclass(frozen=True, kw_only=True)
class Authorities:
    """Authorities by DfE code; in a preview the new ones are not in the database."""

    by_code: Mapping[int, LocalAuthority]

    def shown(self, authority: LocalAuthority | None) -> str:
        """'928 Northamptonshire'."""
        return f"{authority.code} {authority.name}" if authority else ""


def compare(
    row: SchoolRow, school: School | None, authorities: Authorities, report: Report
) -> School | None:
    """Note in the report what the row changes; return the entry as it should be, or None if it is.

    The returned School is a fresh one without a primary key, ready for an upsert by URN.
    """
    authority = authorities.by_code[row.authority_code]
    values = dict(row.values)
    if row.phase_guess and "phase" not in values and (school is None or not school.phase):
        values["phase"] = row.phase_guess
    if school is None:
        return _new(row, values, authority, report)
    if school.status == SchoolStatus.CLOSED and values.get("status") == SchoolStatus.OPEN:
        values.setdefault("close_date", None)
    changes = _differences(school, values)
    before = school.authority
    if before is None or before.code != authority.code:
        moved = FieldChange(
            field="authority", old=authorities.shown(before), new=authorities.shown(authority)
        )
        changes = (moved, *changes)
    if not changes:
        report.unchanged += 1
        return None
    wanted = School(urn=row.urn, **{name: getattr(school, name) for name in REGISTER_FIELDS})
    wanted.authority = authority
    for name, value in values.items():
        setattr(wanted, name, value)
    _note_change(report, school, wanted, changes)
    return _ready(wanted)


def is_academy(school_type: str) -> bool:
    """Whether a published type is an academy, free schools included."""
    kind = school_type.lower()
    return "academy" in kind or "free school" in kind


def _new(
    row: SchoolRow, values: dict[str, object], authority: LocalAuthority, report: Report
) -> School:
    school = School(urn=row.urn, authority=authority)
    for name, value in values.items():
        setattr(school, name, value)
    remark = "" if school.status == SchoolStatus.OPEN else str(SchoolStatus(school.status).label)
    report.new.append(Entry(urn=school.urn, name=school.name, remark=remark))
    return _ready(school)


def _differences(school: School, values: Mapping[str, object]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(field=name, old=getattr(school, name), new=value)
        for name, value in values.items()
        if getattr(school, name) != value
    )


def _note_change(
    report: Report, old: School, new: School, changes: tuple[FieldChange, ...]
) -> None:
    became_academy = (
        bool(old.school_type) and not is_academy(old.school_type) and is_academy(new.school_type)
    )
    report.changed.append(
        SchoolChange(urn=old.urn, name=old.name, fields=changes, became_academy=became_academy)
    )
    entry = Entry(urn=old.urn, name=new.name)
    if became_academy:
        report.academies.append(entry)
    if old.status != SchoolStatus.CLOSED and new.status == SchoolStatus.CLOSED:
        report.closed.append(entry)
    if old.status == SchoolStatus.CLOSED and new.status == SchoolStatus.OPEN:
        report.reopened.append(entry)


def _ready(school: School) -> School:
    school.search = school.search_text()
    return school
