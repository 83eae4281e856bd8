"""Words that mean one thing: whoever searches for one finds the others."""

import re
from dataclasses import dataclass

# Each line is one thing under its names. Acronyms count as whole words.
SAME: tuple[tuple[str, ...], ...] = (
    (
        "first access",
        "wider opportunities",
        "wider opps",
        "wcet",
        "whole class",
        "whole-class",
        "whole class ensemble teaching",
    ),
    ("cpd", "professional development", "training"),
    ("cme", "certificate for music educators", "certificate of music educators"),
    ("inset", "in your school", "in-school", "training day"),
    ("twilight", "after school"),
    ("early years", "eyfs", "nursery", "reception"),
    ("key stage 1", "ks1", "infants", "year 1", "year 2"),
    ("key stage 2", "ks2", "juniors", "year 3", "year 4", "year 5", "year 6"),
    ("key stage 3", "ks3", "year 7", "year 8", "year 9"),
    ("send", "special needs", "special educational needs", "special school", "inclusion"),
    ("singing", "vocal", "choir", "choral", "voice"),
    ("music lead", "music leader", "music coordinator", "subject lead", "subject leader"),
    ("ukulele", "uke"),
    ("technology", "ict", "daw", "ipad", "laptop", "computer"),
    ("composing", "composition", "songwriting"),
    ("assessing", "assessment"),
    ("progression", "curriculum", "scheme of work"),
    ("listening", "appraising"),
    ("instrument loan", "instrument hire", "borrow an instrument"),
)


@dataclass(frozen=True, kw_only=True)
class Understood:
    """A query taken apart: things that have several names, and the words that remain."""

    things: list[tuple[str, ...]]
    rest: str


def understand(query: str) -> Understood:
    """Which known things a query names, each with all its names, and what else it says.

    `understand("first access training days")` names whole-class teaching and CPD; "days" remains.
    The longest name wins, and a name may stand in the plural.
    """
    rest = " ".join(query.casefold().split())
    things = []
    for names in SAME:
        for name in sorted(names, key=len, reverse=True):
            found = re.search(rf"\b{re.escape(name)}s?\b", rest)
            if found:
                things.append(names)
                rest = " ".join(f"{rest[: found.start()]} {rest[found.end() :]}".split())
                break
    return Understood(things=things, rest=rest)
