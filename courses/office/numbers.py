"""A run's places in numbers, said in the same words wherever the office meets them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Sum

from courses.enums import EntryState, PlaceState
from courses.models import CourseRun, Place, WaitingListEntry


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """How many places stand where. `waiting` places are waited for, by so many `waiters`."""

    capacity: int
    booked: int = 0
    held: int = 0
    offered: int = 0
    waiting: int = 0
    waiters: int = 0

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.booked - self.held - self.offered)

    @property
    def to_offer(self) -> int:
        """How many free places somebody waits for."""
        return min(self.free, self.waiting)

    @property
    def words(self) -> str:
        """'18 booked, 2 held, 1 offered, 1 free of 22; 4 waiting': noughts only where they tell.

        Whoever waits for several places is one: '4 waiting for 6 places'.
        """
        taken = [
            f"{self.booked} booked",
            *([f"{self.held} held"] if self.held else []),
            *([f"{self.offered} offered"] if self.offered else []),
        ]
        several = f" for {self.waiting} places" if self.waiting != self.waiters else ""
        waiting = f"; {self.waiters} waiting{several}" if self.waiters else ""
        return f"{', '.join(taken)}, {self.free} free of {self.capacity}{waiting}"


def of(runs: Iterable[CourseRun]) -> dict[int, Numbers]:
    """Each run's numbers by its id: two statements, however many runs."""
    listed = list(runs)
    ids = [run.pk for run in listed]
    counted = Place.objects.counted().filter(run__in=ids).order_by().values_list("run", "state")
    number = Counter({(run, state): n for run, state, n in counted.annotate(Count("pk"))})
    wishes = WaitingListEntry.objects.filter(run__in=ids, state=EntryState.WAITING).order_by()
    waiting = {
        run: (places, people)
        for run, places, people in wishes.values_list("run").annotate(Sum("quantity"), Count("pk"))
    }
    return {
        run.pk: Numbers(
            capacity=run.capacity,
            booked=number[run.pk, PlaceState.CONFIRMED],
            held=number[run.pk, PlaceState.HELD],
            offered=number[run.pk, PlaceState.OFFERED],
            waiting=waiting.get(run.pk, (0, 0))[0],
            waiters=waiting.get(run.pk, (0, 0))[1],
        )
        for run in listed
    }


def standing(run: CourseRun, numbers: Numbers) -> tuple[str, str]:
    """A state of the look and its words: what the office must know of this run first."""
    if run.state in ("CANCELLED", "DRAFT", "FINISHED"):
        return run.state.lower(), run.get_state_display()
    if numbers.to_offer:
        return "offered", f"{numbers.to_offer} to offer"
    missing = run.minimum_to_run - numbers.booked
    if missing > 0:
        return "below-minimum", f"{missing} below minimum"
    if run.starts_at is None:
        return run.state.lower(), run.get_state_display()
    return "will-run", "Running" if run.state == "RUNNING" else "Will run"


def row(run: CourseRun, numbers: Numbers, *, url: str, when: str) -> dict[str, object]:
    """The run as `components/runrow.html` draws it."""
    state, text = standing(run, numbers)
    return {
        "url": url,
        "title": run.title,
        "when": when,
        "taken": numbers.booked,
        "held": numbers.held,
        "offered": numbers.offered,
        "waiting": numbers.waiting,
        "capacity": numbers.capacity,
        "words": numbers.words,
        "state": state,
        "state_text": text,
    }
