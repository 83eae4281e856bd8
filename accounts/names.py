"""What a person's name may contain. Names are wide: only what nobody is called is refused."""

import unicodedata

from django.core.exceptions import ValidationError

LONGEST_NAME = 150
# They turn the reading direction round, so that a name can pass for another one.
DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
NOT_TEXT = frozenset({"Cc", "Cs", "Co", "Cn"})


def validate_name(value: str) -> None:
    """Raise ValidationError, with a sentence, for a name that cannot be printed on one line."""
    if len(value) > LONGEST_NAME:
        raise ValidationError(
            f"Your name can have up to {LONGEST_NAME} characters. This one has {len(value):,}.",
            code="name_too_long",
        )
    if any(unicodedata.category(mark) in NOT_TEXT or mark in DIRECTION_MARKS for mark in value):
        raise ValidationError(
            "Your name has a character in it that cannot be printed. Type the name again by hand.",
            code="name_not_text",
        )


def tidy(value: str) -> str:
    """The name with single spaces between its words and none round it."""
    return " ".join(part for part in value.split(" ") if part)
