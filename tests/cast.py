"""The people of the tests: the demonstration's own, so that a test reads like a scene.

Hannah runs the hub, Tariq teaches a class, Olwen keeps his school's office, Tess and Theo tutor,
Ines verifies, Ed edits, and Sam from another school must see nothing that is not his. What they
hold at schools and in cohorts is added by the fixtures of those apps.
"""

from accounts import demo
from accounts.models import User
from core.demo import PEOPLE, Changes


def person(name: str) -> User:
    """One of the cast, made the first time that they are asked for."""
    someone = next(entry for entry in PEOPLE if entry.name == name)
    return demo.load_person(someone, Changes())
