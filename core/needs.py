"""What needs a person today, gathered from every app without importing upwards.

Each app registers its own kinds in its `needs.py`, imported by its AppConfig.ready(). The hub's
office and the admin's home ask for all of them, the most urgent first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from core.dates import day

#: A kind finds at most one more than this, so that a flood costs no more than a page.
MOST = 200
SHOWN = 3
SOON_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class Need:
    """One thing that waits: about whom, since or until when, and where it is done."""

    who: str
    since: str
    url: str
    due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One sort of thing. `find` gives at most `MOST` + 1, in a fixed number of statements."""

    slug: str
    one: str
    many: str
    find: Callable[[datetime], Sequence[Need]]


@dataclass(frozen=True, kw_only=True)
class Urgency:
    """How pressing it is: a state of the look, and its words. Both empty without a date."""

    state: str = ""
    text: str = ""
    is_late: bool = False
    is_today: bool = False


@dataclass(frozen=True, kw_only=True)
class Lot:
    """All that one kind has found, the most urgent first."""

    kind: Kind
    needs: Sequence[Need]

    @property
    def is_cut(self) -> bool:
        """Whether there are more than anybody would read."""
        return len(self.needs) > MOST

    @property
    def count(self) -> str:
        return f"{MOST}+" if self.is_cut else str(len(self.needs))

    @property
    def title(self) -> str:
        return self.kind.one if len(self.needs) == 1 else self.kind.many

    @property
    def due_at(self) -> datetime | None:
        return self.needs[0].due_at


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind; the last one of a slug counts."""
    _kinds[kind.slug] = kind


def kind(slug: str) -> Kind | None:
    """The kind of that slug."""
    return _kinds.get(slug)


def lot(kind: Kind, now: datetime) -> Lot:
    """What this kind has found by now, in order."""
    return Lot(kind=kind, needs=sorted(kind.find(now), key=lambda need: _order(need.due_at)))


def gather(now: datetime | None = None) -> list[Lot]:
    """Every kind that found something, the most urgent first."""
    moment = now or timezone.now()
    found = [lot(kind, moment) for kind in _kinds.values()]
    return sorted((one for one in found if one.needs), key=lambda one: _order(one.due_at))


def _order(due_at: datetime | None) -> tuple[bool, float]:
    return due_at is None, due_at.timestamp() if due_at else 0


def urgency(due_at: datetime | None, now: datetime) -> Urgency:
    """'Late by 2 days', 'Due today', 'Due tomorrow', 'This week', 'Due Tuesday 3 March'."""
    if due_at is None:
        return Urgency()
    days = (timezone.localdate(due_at) - timezone.localdate(now)).days
    if due_at <= now:
        late = f"Late by {-days} day{'' if days == -1 else 's'}" if days else "Late since today"
        return Urgency(state="late", text=late, is_late=True)
    if days == 0:
        return Urgency(state="due-today", text="Due today", is_today=True)
    if days == 1:
        return Urgency(state="due", text="Due tomorrow")
    return Urgency(
        state="this-week", text="This week" if days < SOON_DAYS else f"Due {day(due_at)}"
    )


def summary(lots: Sequence[Lot], now: datetime) -> str:
    """'13 things: 1 is late, 2 are due today.'"""
    found = [urgency(need.due_at, now) for lot in lots for need in lot.needs]
    parts = [
        f"{some} {'is' if some == 1 else 'are'} {words}"
        for some, words in (
            (sum(one.is_late for one in found), "late"),
            (sum(one.is_today for one in found), "due today"),
        )
        if some
    ]
    number = sum(min(MOST, len(lot.needs)) for lot in lots)
    many = "+" if any(lot.is_cut for lot in lots) else ""
    things = f"{number}{many} thing{'' if number == 1 else 's'}"
    return f"{things}: {', '.join(parts)}." if parts else f"{things}, nothing late or due today."


def items(
    lots: Sequence[Lot], now: datetime, *, url: Callable[[Kind], str]
) -> list[dict[str, object]]:
    """The lots as `components/todo.html` draws them; `url` is where all of a kind are listed."""
    return [_item(lot, now, url(lot.kind)) for lot in lots]


def _item(lot: Lot, now: datetime, url: str) -> dict[str, object]:
    look = urgency(lot.due_at, now)
    first, *others = lot.needs
    item: dict[str, object] = {
        "count": lot.count,
        "title": lot.title,
        "url": url if others else first.url,
        "state": look.state,
        "state_text": look.text,
    }
    if not others:
        return {**item, "text": f"{first.who}. {first.since}"}
    shown = [{"text": need.who, "since": need.since, "url": need.url} for need in lot.needs[:SHOWN]]
    more = len(lot.needs) - SHOWN
    said = f"See all {lot.count}" if more > 0 else ""
    return {**item, "lines": shown, "more": said, "more_url": url}
