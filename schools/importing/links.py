"""Predecessors and successors: two published rows, one from each end, become one link."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from django.db.models import OuterRef, Subquery

from schools.enums import LinkKind
from schools.exceptions import ImportRefusedError
from schools.importing import cells
from schools.importing.reader import Table, open_table
from schools.importing.report import Entry, Report
from schools.models import School, SchoolLink

HEADINGS = ("URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate")
_MERGERS = ("merged", "amalgamated")


@dataclass(frozen=True, kw_only=True)
class Link:
    """One step from a school to the next."""

    kind: LinkKind
    predecessor_urn: int
    successor_urn: int
    established_date: date | None = None
    successor_name: str = ""

    @property
    def pair(self) -> tuple[int, int]:
        return self.predecessor_urn, self.successor_urn


@dataclass(kw_only=True)
class LinksFile:
    """Every succession that a file tells of, and how many rows tell of something else."""

    links: dict[tuple[int, int], Link] = field(default_factory=dict)
    of_another_kind: int = 0

    def add(self, link: Link | None) -> None:
        """Keep one link per pair: the row from the earlier school knows the date and the name."""
        if link is None:
            self.of_another_kind += 1
            return
        known = self.links.get(link.pair)
        self.links[link.pair] = _together(known, link) if known else link


def read(path: Path) -> LinksFile:
    """The links of a published file. Raises ImportRefusedError when it is not one."""
    table = open_table(path)
    found = LinksFile()
    for link in _links(table):
        found.add(link)
    return found


def _links(table: Table) -> Iterator[Link | None]:
    by_heading = {heading.casefold(): place for place, heading in enumerate(table.headings)}
    missing = [heading for heading in HEADINGS if heading.casefold() not in by_heading]
    if missing:
        raise ImportRefusedError(
            f"{table.path.name} is not a list of links: it lacks {', '.join(missing)}."
        )
    places = [by_heading[heading.casefold()] for heading in HEADINGS]
    for line, row in table.rows():
        urn, link_urn, name, kind, day = (row[place] for place in places)
        try:
            yield _link(cells.urn(urn), cells.urn(link_urn), name, kind.lower(), cells.day(day))
        except ValueError as error:
            raise ImportRefusedError(
                f"Line {line} of {table.path.name}: one of its two numbers or its date {error}."
            ) from error


def _link(urn: int, link_urn: int, name: str, kind: str, day: date | None) -> Link | None:
    if urn == link_urn or not kind.startswith(("successor", "predecessor")):
        return None
    meaning = LinkKind.SUCCESSION
    if any(word in kind for word in _MERGERS):
        meaning = LinkKind.MERGER
    elif "split" in kind:
        meaning = LinkKind.SPLIT
    if kind.startswith("successor"):
        return Link(
            kind=meaning,
            predecessor_urn=urn,
            successor_urn=link_urn,
            established_date=day,
            successor_name=cells.words(name)[:200],
        )
    return Link(kind=meaning, predecessor_urn=link_urn, successor_urn=urn, established_date=day)


def _together(one: Link, other: Link) -> Link:
    first, second = (one, other) if one.successor_name else (other, one)
    kind = second.kind if first.kind == LinkKind.SUCCESSION else first.kind
    return replace(
        first, kind=kind, established_date=first.established_date or second.established_date
    )


def note(
    file: LinksFile, report: Report, *, names: dict[int, str], academies: Collection[int]
) -> list[SchoolLink]:
    """Note the links in the report; return those to write, new and changed.

    `names` are the schools of the register and of the file by URN, `academies` those that are one.
    """
    report.links_of_another_kind = file.of_another_kind
    known = {(link.predecessor_urn, link.successor_urn): link for link in SchoolLink.objects.all()}
    new = {entry.urn for entry in report.new}
    to_write = []
    for link in file.links.values():
        ends = [urn for urn in link.pair if urn in names]
        if not ends:
            report.links_leading_elsewhere += 1
            continue
        if len(ends) == 2:
            _note_followed(link, report, names=names, new=new, academies=academies)
        changed = _changed(link, known.get(link.pair), report)
        if changed:
            to_write.append(changed)
    return to_write


def _note_followed(
    link: Link,
    report: Report,
    *,
    names: dict[int, str],
    new: Collection[int],
    academies: Collection[int],
) -> None:
    before, after = link.pair
    remark = f"{link.kind.label.lower()} {after} {names[after]}"
    report.links_followed.append(Entry(urn=before, name=names[before], remark=remark))
    if after in new and after in academies and before not in academies:
        report.academies.append(Entry(urn=after, name=names[after], remark=f"was {before}"))


def _changed(link: Link, known: SchoolLink | None, report: Report) -> SchoolLink | None:
    """The row to write, or None when the register says the same."""
    if known is None:
        report.links_new += 1
        return SchoolLink(
            kind=link.kind,
            predecessor_urn=link.predecessor_urn,
            successor_urn=link.successor_urn,
            established_date=link.established_date,
            successor_name=link.successor_name,
        )
    wanted = {
        "kind": link.kind,
        "established_date": link.established_date or known.established_date,
        "successor_name": link.successor_name or known.successor_name,
    }
    if all(getattr(known, name) == value for name, value in wanted.items()):
        return None
    report.links_changed += 1
    for name, value in wanted.items():
        setattr(known, name, value)
    return known


def write(links: list[SchoolLink]) -> None:
    """Keep new and changed links."""
    SchoolLink.objects.bulk_create([link for link in links if link.pk is None], batch_size=500)
    SchoolLink.objects.bulk_update(
        [link for link in links if link.pk is not None],
        ["kind", "established_date", "successor_name"],
        batch_size=200,
    )


def join() -> None:
    """Point links at schools that were not in the register when the link came."""
    for end in ("predecessor", "successor"):
        schools = School.objects.filter(urn=OuterRef(f"{end}_urn")).values("pk")[:1]
        SchoolLink.objects.filter(
            **{f"{end}__isnull": True, f"{end}_urn__in": School.objects.values("urn")}
        ).update(**{end: Subquery(schools)})
