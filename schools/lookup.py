"""What people type when they look for their school, and what we answer."""

from dataclasses import dataclass

from schools import folding
from schools.models import School

AT_MOST = 20


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The schools found, and a sentence when there is something to say about them."""

    typed: str
    schools: tuple[School, ...]
    message: str = ""


def look_up(text: str) -> Answer:
    """At most 20 schools for what was typed, open ones first, in one statement."""
    typed = " ".join(text[: folding.MAX_QUERY].split())
    if not typed:
        return Answer(typed="", schools=())
    found = tuple(School.objects.find(typed)[: AT_MOST + 1])
    if not found:
        return Answer(typed=typed, schools=(), message=nothing_found(typed))
    message = ""
    if len(found) > AT_MOST:
        message = f"These are the first {AT_MOST}. Add the town or part of the postcode."
    return Answer(typed=typed, schools=found[:AT_MOST], message=message)


def nothing_found(typed: str) -> str:
    """The sentence for no match: what was understood, and what to try."""
    if folding.looks_like_postcode(typed):
        whole = folding.postcode(typed)
        shown = whole or typed.upper()
        advice = f"Try the first half, {whole.split()[0]}, or" if whole else "Try"
        return (
            f"We know no school with the postcode {shown}. {advice} the school’s name or its town."
        )
    if typed.isascii() and typed.isdigit():
        return f"There is no school with the URN {typed}. Try the school’s name or its postcode."
    return (
        f"No school found for “{typed}”. Try fewer words, the town, the postcode or the URN. "
        "Only the schools of our area are in the list."
    )
