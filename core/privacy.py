"""Keeping people out of what machines report."""

import re

NAME_BEFORE_AT = re.compile(r"[^\s@<>'\"(){}\[\],;:=]+@(?=[\w-])")


def without_addresses(text: str) -> str:
    """The text with nothing but the domain left of each e-mail address.

    >>> without_addresses("550 <sam@example.org>: unknown")
    '550 <…@example.org>: unknown'
    """
    return NAME_BEFORE_AT.sub("…@", text)
