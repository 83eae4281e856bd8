"""How words are folded for look-up, the same way in the register and in what people type.

Lower-case ASCII without punctuation, with one spelling for the words that schools spell in many:
"St. Mary's C of E" and "st marys church of england" fold to the same.
"""

import re
import unicodedata

MAX_QUERY = 100  # characters of what people type that we look at
MAX_WORDS = 8

_DROPPED = re.compile(r"['’‘`.]")
_GAPS = re.compile(r"[^a-z0-9]+")
_ONE_SPELLING = (
    (re.compile(r"\b(?:c of e|cofe|ce)\b"), "church of england"),
    (re.compile(r"\brc\b"), "catholic"),
    (re.compile(r"\bsaint\b"), "st"),
)
_TWO_HALVES = re.compile(r"\b([a-z]{1,2}[0-9][a-z0-9]?) ([0-9][a-z]{2})\b")
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
_POSTCODE_START = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?( ?[0-9][A-Z]{0,2})?")


def fold(text: str) -> str:
    """`text` as words of lower-case ASCII letters and digits, one space between them."""
    plain = unicodedata.normalize("NFKD", text.replace("&", " and "))
    plain = _DROPPED.sub("", plain).encode("ascii", "ignore").decode().lower()
    plain = _GAPS.sub(" ", plain).strip()
    for spelling, ours in _ONE_SPELLING:
        plain = spelling.sub(ours, plain)
    return plain


def words(text: str) -> list[str]:
    """The folded words of what somebody typed: the first 100 characters, at most 8 words.

    A whole postcode is one word, so that NN1 5EE does not find NN10 5EE.
    """
    return _TWO_HALVES.sub(r"\1\2", fold(text[:MAX_QUERY])).split()[:MAX_WORDS]


def postcode(text: str) -> str | None:
    """`text` as a whole postcode ("NN1 5EE"), or None when it is not one."""
    match = _POSTCODE.fullmatch("".join(text.upper().split()))
    return f"{match[1]} {match[2]}" if match else None


def looks_like_postcode(text: str) -> bool:
    """Whether `text` is a postcode or the start of one, such as "NN1" or "nn15e"."""
    return bool(_POSTCODE_START.fullmatch(" ".join(text.upper().split())))
