"""The local authorities: what is known of them, and the ones that a list brings."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from schools.models import LocalAuthority

KNOWN_FILE = Path(__file__).parents[1] / "data" / "local_authorities.csv"


@dataclass(frozen=True, kw_only=True)
class KnownAuthority:
    """One line of the published list of authorities."""

    code: int
    name: str
    gss_code: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    successor_codes: tuple[int, ...] = ()


def known() -> dict[int, KnownAuthority]:
    """The authorities of the East Midlands by DfE code, with when they began and ended."""
    with KNOWN_FILE.open(encoding="utf-8", newline="") as file:
        return {
            int(row["dfe_la_code"]): KnownAuthority(
                code=int(row["dfe_la_code"]),
                name=row["name"],
                gss_code=row["gss_code"],
                valid_from=_day(row["valid_from"]),
                valid_to=_day(row["valid_to"]),
                successor_codes=tuple(map(int, filter(None, row["successor_codes"].split(";")))),
            )
            for row in csv.DictReader(file)
        }


def missing(wanted: Iterable[tuple[int, str]]) -> list[LocalAuthority]:
    """The authorities that the register lacks, and those that succeed them; not yet saved."""
    facts = known()
    names = dict(wanted)
    for code in list(names):
        for successor in facts[code].successor_codes if code in facts else ():
            names.setdefault(successor, "")
    there = set(LocalAuthority.objects.values_list("code", flat=True))
    return [_authority(code, names[code], facts) for code in sorted(names) if code not in there]


def ensure(wanted: Iterable[tuple[int, str]]) -> list[LocalAuthority]:
    """Make the authorities that the register lacks; what is there is left as it is."""
    made = LocalAuthority.objects.bulk_create(missing(wanted))
    _join_successors({authority.code for authority in made}, known())
    return made


def _authority(code: int, name: str, facts: dict[int, KnownAuthority]) -> LocalAuthority:
    fact = facts.get(code) or KnownAuthority(code=code, name=name or f"Authority {code}")
    return LocalAuthority(
        code=code,
        name=fact.name,
        gss_code=fact.gss_code,
        valid_from=fact.valid_from,
        valid_to=fact.valid_to,
    )


def _join_successors(made: set[int], facts: dict[int, KnownAuthority]) -> None:
    for code, fact in facts.items():
        if made & {code, *fact.successor_codes} and fact.successor_codes:
            authority = LocalAuthority.objects.filter(code=code).first()
            if authority:
                successors = LocalAuthority.objects.filter(code__in=fact.successor_codes)
                authority.successors.add(*successors)


def scope(codes: set[int]) -> set[int]:
    """These authorities and those that they replaced: where a list of them should know of all."""
    facts = known()
    scope = set(codes)
    replaced = LocalAuthority.objects.filter(successors__code__in=codes)
    scope.update(replaced.values_list("code", flat=True))
    scope.update(code for code, fact in facts.items() if codes & set(fact.successor_codes))
    return scope


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None
