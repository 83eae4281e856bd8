"""Random references that can be read aloud: no 0 or O, no 1 or I."""

import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def make(length: int = 8) -> str:
    """A reference from 32 letters: 8 of them are 40 bits, and unguessable."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
