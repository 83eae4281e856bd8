"""Lengths compared: a chart of bars that lie under their names, in the units of its drawing.

Columns over time are `core.look.chart_of`. Names here stand above their bars, so that they may be
long, on a phone too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 720
ROW = 64
BAR_TOP = 26
BAR_HEIGHT = 22
VALUE_ROOM = 90
MOST_ROWS = 12
LONGEST = 46


@dataclass(frozen=True, kw_only=True)
class Lying:
    """One bar: its name, cut to fit, its value, and where it lies."""

    label: str
    value: int
    y: int
    length: int

    @property
    def bar_y(self) -> int:
        return self.y + BAR_TOP

    @property
    def text_y(self) -> int:
        return self.y + 18

    @property
    def value_x(self) -> int:
        return self.length + 10

    @property
    def value_y(self) -> int:
        return self.bar_y + BAR_HEIGHT - 4


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """A chart ready to be drawn, and its longest and shortest bar in a sentence."""

    bars: list[Lying]
    height: int
    words: str
    width: int = WIDTH
    bar_height: int = BAR_HEIGHT


def ranking_of(values: Sequence[tuple[str, int]]) -> Ranking:
    """Bars for (name, value) in the order given, the first twelve; the longest fills the width."""
    shown = list(values[:MOST_ROWS])
    most = max((value for _, value in shown), default=0)
    room = WIDTH - VALUE_ROOM
    bars = [
        Lying(
            label=_cut(label),
            value=value,
            y=ROW * index,
            length=round(room * value / most) if most else 0,
        )
        for index, (label, value) in enumerate(shown)
    ]
    return Ranking(bars=bars, height=ROW * len(bars), words=_words(values))


def _cut(label: str) -> str:
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1].rstrip()}…"


def _words(values: Sequence[tuple[str, int]]) -> str:
    """What the drawing says, for whoever does not see it."""
    if not values:
        return "There is nothing to compare."
    if len(values) == 1:
        return f"{values[0][0]}: {values[0][1]}."
    top, most = max(values, key=lambda one: one[1])
    last, least = min(values, key=lambda one: one[1])
    if most == least:
        return f"Each of the {len(values)} has {most}."
    return f"From {most} ({top}) to {least} ({last}). The table has every number."
