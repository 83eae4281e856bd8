"""What people said of a run, for its tutors and the hub: never what one person said.

Answers are shown in fives. A wave's first five are shown when there are five, the next when there
are ten: nobody can subtract yesterday's page from today's and be left with one person's answer.
Each wave and each item stands by itself. No figure adds up several waves, so that nothing can be
subtracted from a sum either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from courses.enums import ATTENDED_MARKS, PlaceState, Wave
from courses.models import Attendance, CourseRun, Evaluation, Place

FEWEST = 5
HIGHEST = 5


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing that people rated their confidence in: a mean for each wave, or None."""

    words: str
    means: dict[str, float | None]

    @property
    def bars(self) -> list[tuple[str, float | None, int]]:
        """Wave in words, mean, and how long its bar is in per cent of the whole scale."""
        return [
            (Wave(wave).label, mean, round(100 * (mean or 0) / HIGHEST))
            for wave, mean in self.means.items()
        ]


@dataclass(frozen=True, kw_only=True)
class WaveResult:
    """How many were asked and answered, and what may be shown of it."""

    wave: Wave
    asked: int
    answered: int
    shown: int
    rating: float | None
    useful: Sequence[str]
    comments: Sequence[str]

    @property
    def rate(self) -> int:
        """Whole per cent."""
        return round(100 * self.answered / self.asked) if self.asked else 0


@dataclass(frozen=True, kw_only=True)
class Results:
    """Everything that is shown of a run."""

    waves: Sequence[WaveResult]
    items: Sequence[Item]

    @property
    def has_means(self) -> bool:
        return any(mean is not None for item in self.items for mean in item.means.values())


def of(run: CourseRun) -> Results:
    """The results of a run as they may be shown: three statements."""
    places = Place.objects.filter(run=run, state=PlaceState.CONFIRMED).exclude(attendee=None)
    came = Attendance.objects.current().filter(place__in=places, mark__in=ATTENDED_MARKS)
    numbers = {
        Wave.BEFORE: places.count(),
        Wave.CLOSE: places.filter(
            Q(pk__in=came.values("place")) | Q(watched_at__isnull=False)
        ).count(),
    }
    numbers[Wave.SIX_WEEKS] = numbers[Wave.CLOSE]
    answers: dict[Wave, list[Evaluation]] = {wave: [] for wave in Wave}
    for answer in Evaluation.objects.filter(place__run=run).order_by("submitted_at", "pk"):
        answers[Wave(answer.wave)].append(answer)
    return Results(
        waves=[_wave(wave, numbers[wave], answers[wave]) for wave in Wave],
        items=[
            Item(
                words=str(words),
                means={str(wave): _item_mean(number, answers[wave]) for wave in Wave},
            )
            for number, words in enumerate(run.confidence_items)
        ],
    )


def in_fives(answers: Sequence[Evaluation]) -> Sequence[Evaluation]:
    """As many whole fives as there are, of the answers that came first."""
    return answers[: len(answers) // FEWEST * FEWEST]


def _wave(wave: Wave, asked: int, answers: Sequence[Evaluation]) -> WaveResult:
    shown = in_fives(answers)
    rated = in_fives([answer for answer in answers if answer.rating is not None])
    return WaveResult(
        wave=wave,
        asked=max(asked, len(answers)),
        answered=len(answers),
        shown=len(shown),
        rating=_mean([answer.rating or 0 for answer in rated]),
        useful=_said([answer.most_useful for answer in shown]),
        comments=_said([answer.comment for answer in shown]),
    )


def _item_mean(number: int, answers: Sequence[Evaluation]) -> float | None:
    key = str(number)
    rated = in_fives([answer for answer in answers if key in answer.confidence])
    return _mean([answer.confidence[key] for answer in rated])


def _mean(numbers: Sequence[int]) -> float | None:
    """To one decimal place; None when there is nothing that may be shown."""
    return round(sum(numbers) / len(numbers), 1) if numbers else None


def _said(words: Sequence[str]) -> list[str]:
    """In the order of the alphabet, so that it does not tell who wrote first, or both of two."""
    return sorted((text for text in words if text.strip()), key=str.casefold)
