"""What people mean by the words that they type into the catalogue's search."""

import re
import unicodedata

from django.db.models import Q

from core.synonyms import SAME

LONGEST = 200
MOST_WORDS = 8
FIELDS = ("title", "introduction", "outcomes", "who_for")
ENDINGS = ("ing", "es", "s")
SHORTEST_STEM = 4


def tidy(words: str) -> str:
    """One line of words, in lower case, without what no text holds, 200 characters at most."""
    plain = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in words[: LONGEST * 2])
    return " ".join(plain.split())[:LONGEST].strip().lower()


def matches(words: str, *, on: str = "page__") -> Q:
    """Courses that are about all of these words; every course for none."""
    found = Q()
    rest = f" {tidy(words)} "
    for group in SAME:
        said = [phrase for phrase in group if re.search(rf"\W{re.escape(phrase)}s?\W", rest)]
        if said:
            found &= _any_field(group, on)
            for phrase in said:
                rest = re.sub(rf"(?<=\W){re.escape(phrase)}s?(?=\W)", " ", rest)
    for word in re.findall(r"[\w’']+", rest)[:MOST_WORDS]:
        found &= _any_field((_stem(word),), on)
    return found


def _any_field(phrases: tuple[str, ...], on: str) -> Q:
    found = Q()
    for field in FIELDS:
        for phrase in phrases:
            found |= Q(**{f"{on}{field}__icontains": phrase})
    return found


def _stem(word: str) -> str:
    """The word without a common ending, so that “songs” finds “song” and “planning” “plan”."""
    for ending in ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= SHORTEST_STEM:
            return stem
    return word
