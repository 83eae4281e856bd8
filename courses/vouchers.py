"""Voucher codes: how they are read, and why we do not keep them."""

import hashlib

from core import references


def hash_code(code: str) -> str:
    """SHA-256 of a code as people type it: case, spaces and hyphens do not matter."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def make_code() -> str:
    """A new code of 50 bits, to be read aloud: ABCDE-FGHJK."""
    letters = references.make(10)
    return f"{letters[:5]}-{letters[5:]}"
