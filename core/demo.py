"""The demonstration: each app's `demo.load()`, in layer order, safe to run again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

PASSWORD = "crotchet-quaver-2026"  # noqa: S105 - a demonstration password, printed by `make run`


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody of the demonstration."""

    name: str
    full_name: str
    role: str

    @property
    def email(self) -> str:
        return f"{self.name}@example.org"


PEOPLE = (
    Person(name="hannah", full_name="Hannah Okafor", role="hub administrator"),
    Person(name="tariq", full_name="Tariq Aziz", role="class teacher and CME learner"),
    Person(name="olwen", full_name="Olwen Price", role="school office manager"),
    Person(name="tess", full_name="Tess Larkin", role="tutor, cohort A"),
    Person(name="theo", full_name="Theo Brandt", role="tutor, cohort B"),
    Person(name="ines", full_name="Ines Moreau", role="internal verifier"),
    Person(name="ed", full_name="Ed Whitlock", role="editor"),
    Person(name="sam", full_name="Sam Adeyemi", role="teacher at another school"),
    Person(name="fred", full_name="Fred Nilsson", role="freelance musician"),
    Person(name="mod", full_name="Morgan Dale", role="external moderator"),
)


@dataclass(kw_only=True)
class Changes:
    """What a load did: counts by what was made or changed. Empty means nothing changed."""

    counts: dict[str, int] = field(default_factory=dict)

    def note(self, what: str, number: int = 1) -> None:
        """Count `number` new or changed rows of `what`; zero counts as nothing."""
        if number:
            self.counts[what] = self.counts.get(what, 0) + number

    def __bool__(self) -> bool:
        return bool(self.counts)


def load_all(loaders: Iterable[Callable[[Changes], None]]) -> Changes:
    """Run each loader in order and say what changed."""
    changes = Changes()
    for loader in loaders:
        loader(changes)
    return changes
