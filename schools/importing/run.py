"""One import, from file to report: look at all of it first, then write all of it or nothing."""

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.db import transaction

from accounts.models import User
from core import audit
from schools.exceptions import ImportRefusedError
from schools.importing import authorities, comparison, links, reader
from schools.importing.comparison import REGISTER_FIELDS, Authorities
from schools.importing.links import LinksFile
from schools.importing.mapping import Layout, SchoolRow, layout_of
from schools.importing.report import Entry, Report, lines
from schools.models import ImportRun, LocalAuthority, School, SchoolLink

CHUNK = 500  # rows per look at the database and per write
NAMED = 10  # duplicates that a refusal names


@dataclass(kw_only=True)
class Seen:
    """What a first reading of the whole file found."""

    names: dict[int, str] = field(default_factory=dict)
    academies: set[int] = field(default_factory=set)
    authorities: dict[int, str] = field(default_factory=dict)


def preview(path: Path, *, links_path: Path | None = None) -> Report:
    """What importing this file would change. Writes nothing. Raises ImportRefusedError."""
    return _run(path, links_path=links_path, applying=False, by=None)


def apply(path: Path, *, links_path: Path | None = None, by: User | None) -> Report:
    """Import this file: all of it in one transaction, or, raising ImportRefusedError, none of it.

    `by` is None for the command line. What changed something leaves an ImportRun; applying the same
    file again changes nothing and leaves none.
    """
    return _run(path, links_path=links_path, applying=True, by=by)


def _run(path: Path, *, links_path: Path | None, applying: bool, by: User | None) -> Report:
    layout = layout_of(reader.open_table(path))
    seen = _look_through(layout)
    links_file = links.read(links_path) if links_path else LinksFile()
    report = Report(file_name=path.name, rows=len(seen.names))
    whole: AbstractContextManager[object] = transaction.atomic() if applying else nullcontext()
    with whole:
        known = _authorities(seen, report, applying=applying)
        for chunk in _chunks(layout.rows()):
            wanted = list(_compare(chunk, known, report))
            if applying:
                _write(wanted)
        _note_unmatched(seen, report)
        to_link = _note_links(links_file, seen, report)
        if applying:
            links.write(to_link)
            links.join()
            _record(path, links_path, report, by=by)
    return report


def _look_through(layout: Layout) -> Seen:
    """Read every row once, so that whatever is wrong is said before anything is written."""
    seen = Seen()
    twice: dict[int, None] = {}
    for row in layout.rows():
        if row.urn in seen.names:
            twice[row.urn] = None
        seen.names[row.urn] = str(row.values["name"])
        seen.authorities.setdefault(row.authority_code, row.authority_name)
        if comparison.is_academy(str(row.values.get("school_type", ""))):
            seen.academies.add(row.urn)
    name = layout.table.path.name
    if twice:
        named = ", ".join(map(str, islice(twice, NAMED)))
        more = f" and {len(twice) - NAMED} more" if len(twice) > NAMED else ""
        raise ImportRefusedError(f"{name} has more than one row for URN {named}{more}.")
    if not seen.names:
        raise ImportRefusedError(f"{name} has a heading but no schools.")
    return seen


def _authorities(seen: Seen, report: Report, *, applying: bool) -> Authorities:
    if applying:
        made = authorities.ensure(seen.authorities.items())
        by_code = {authority.code: authority for authority in LocalAuthority.objects.all()}
    else:
        by_code = {authority.code: authority for authority in LocalAuthority.objects.all()}
        made = authorities.missing(seen.authorities.items())
        by_code |= {authority.code: authority for authority in made}
    report.new_authorities = [Entry(urn=one.code, name=one.name) for one in made]
    return Authorities(by_code=by_code)


def _compare(chunk: list[SchoolRow], known: Authorities, report: Report) -> Iterator[School]:
    there = {
        school.urn: school
        for school in School.objects.filter(urn__in=[row.urn for row in chunk]).select_related(
            "authority"
        )
    }
    for row in chunk:
        wanted = comparison.compare(row, there.get(row.urn), known, report)
        if wanted is not None:
            yield wanted


def _write(schools: list[School]) -> None:
    School.objects.bulk_create(
        schools,
        update_conflicts=True,
        unique_fields=["urn"],
        update_fields=[*REGISTER_FIELDS, "search"],
    )


def _note_unmatched(seen: Seen, report: Report) -> None:
    scope = authorities.scope(set(seen.authorities))
    there = School.objects.real().filter(authority__code__in=scope).order_by("name", "urn")
    report.unmatched = [
        Entry(urn=school.urn, name=school.name, remark="closed" if school.is_closed else "")
        for school in there.only("urn", "name", "status").iterator(chunk_size=CHUNK)
        if school.urn not in seen.names
    ]


def _note_links(file: LinksFile, seen: Seen, report: Report) -> list[SchoolLink]:
    if not file.links and not file.of_another_kind:
        return []
    names, academies = dict(seen.names), set(seen.academies)
    for urn, name, kind in School.objects.values_list("urn", "name", "school_type").iterator():
        names.setdefault(urn, name)
        if urn not in seen.names and comparison.is_academy(kind):
            academies.add(urn)
    return links.note(file, report, names=names, academies=academies)


def _record(path: Path, links_path: Path | None, report: Report, *, by: User | None) -> None:
    if not report.changes_something:
        return
    run = ImportRun.objects.create(
        applied_by=by,
        file_name=path.name[:255],
        sha256=digest(path),
        links_sha256=digest(links_path) if links_path else "",
        counts=report.counts(),
        report="\n".join(lines(report, applied=True)),
    )
    audit.record("register_imported", run, by=by, **report.counts())


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _chunks(rows: Iterator[SchoolRow]) -> Iterator[list[SchoolRow]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk
