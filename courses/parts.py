"""Places by the course that they are on, as pages and mails show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from courses.models import CourseRun, Place


@dataclass(frozen=True, kw_only=True)
class Part:
    """One course and its places, in the order in which they were asked for."""

    run: CourseRun
    places: list[Place]

    @property
    def named(self) -> list[Place]:
        return [place for place in self.places if place.attendee]

    @property
    def unnamed(self) -> list[Place]:
        return [place for place in self.places if place.attendee is None]


def by_run(places: Iterable[Place]) -> list[Part]:
    """These places, one part a course. No statement."""
    found: dict[int, list[Place]] = {}
    for place in places:
        found.setdefault(place.run_id, []).append(place)
    return [Part(run=ones[0].run, places=ones) for ones in found.values()]
