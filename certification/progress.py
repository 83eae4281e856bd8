"""Progress, worked out from facts and stored nowhere. Pure functions; no database.

A share is |set| / |set| in whole percent, rounded down, so that 100 means all and nothing less.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from certification.enums import LeafState, Outcome, Rag

#: Met may be this many points behind the time used and still be green, or amber.
GREEN_WITHIN = 10
AMBER_WITHIN = 25


@dataclass(frozen=True)
class Claim:
    """Live evidence is offered for a leaf since this moment."""

    leaf: int
    at: datetime


@dataclass(frozen=True)
class Ruling:
    """The current decision on a leaf."""

    leaf: int
    outcome: str
    at: datetime


def leaf_states(
    leaves: Iterable[int], claims: Iterable[Claim], rulings: Iterable[Ruling]
) -> dict[int, LeafState]:
    """What the facts say of each leaf.

    Met is met. 'Not yet met' stands until newer evidence is offered; then the leaf waits for its
    assessor again. A leaf never becomes met because of evidence alone.
    """
    newest: dict[int, datetime] = {}
    for claim in claims:
        newest[claim.leaf] = max(claim.at, newest.get(claim.leaf, claim.at))
    decided = {ruling.leaf: ruling for ruling in rulings}
    return {leaf: _state(decided.get(leaf), newest.get(leaf)) for leaf in leaves}


def _state(ruling: Ruling | None, claimed_at: datetime | None) -> LeafState:
    if ruling and ruling.outcome == Outcome.MET:
        return LeafState.MET
    if ruling and (claimed_at is None or claimed_at <= ruling.at):
        return LeafState.NOT_YET_MET
    return LeafState.EVIDENCED if claimed_at else LeafState.NOT_STARTED


def share(part: Collection[int], whole: Collection[int]) -> int:
    """`|part ∩ whole| / |whole|` in percent, rounded down; 0 when there is nothing to do."""
    whole = set(whole)
    return 100 * len(whole & set(part)) // len(whole) if whole else 0


def time_used(*, start: date, limit: date, today: date) -> int:
    """How much of the time has gone, in percent of whole days (London's), rounded down.

    The limit is the last day that counts, so the share is 100 from the day after it.
    """
    days = (limit - start).days + 1
    return max(0, min(100, 100 * (today - start).days // days))


def rag(*, met: int, time: int) -> Rag:
    """Green while met is at most 10 points behind the time used, amber to 25, red below."""
    behind = time - met
    if behind <= GREEN_WITHIN:
        return Rag.GREEN
    return Rag.AMBER if behind <= AMBER_WITHIN else Rag.RED


def needed_for_green(*, met: int, total: int, time: int) -> int:
    """How many more leaves of `total`, beyond the `met` ones, would turn the state green."""
    for more in range(total - met + 1):
        if rag(met=100 * (met + more) // total, time=time) is Rag.GREEN:
            return more
    return 0


@dataclass(frozen=True)
class Progress:
    """Where a learner stands. Shares and counts are over the mandatory leaves, `counted`."""

    states: Mapping[int, LeafState]
    counted: frozenset[int]
    evidenced: frozenset[int]
    met: frozenset[int]
    time: int

    @property
    def total(self) -> int:
        return len(self.counted)

    @property
    def evidenced_share(self) -> int:
        return share(self.evidenced, self.counted)

    @property
    def met_share(self) -> int:
        return share(self.met, self.counted)

    @property
    def rag(self) -> Rag:
        return rag(met=self.met_share, time=self.time)

    @property
    def behind(self) -> int:
        """Points by which met is behind the time used; 0 or less when it is not behind."""
        return self.time - self.met_share

    @property
    def needed_for_green(self) -> int:
        return needed_for_green(met=len(self.met), total=self.total, time=self.time)

    @property
    def waiting(self) -> frozenset[int]:
        """Leaves with evidence that an assessor has yet to judge."""
        return frozenset(
            leaf for leaf, state in self.states.items() if state == LeafState.EVIDENCED
        )


def of(
    leaves: Mapping[int, bool], claims: Iterable[Claim], rulings: Iterable[Ruling], *, time: int
) -> Progress:
    """Progress over `leaves`, each with whether its unit is mandatory.

    Facts about other leaves count for nothing. A leaf counts as evidenced when live evidence is
    offered for it, and also when it is met: an assessor has then seen what it rests on.
    """
    claims, rulings = list(claims), list(rulings)
    counted = frozenset(leaf for leaf, is_mandatory in leaves.items() if is_mandatory)
    states = leaf_states(leaves, claims, rulings)
    met = counted & {leaf for leaf, state in states.items() if state == LeafState.MET}
    evidenced = met | (counted & {claim.leaf for claim in claims})
    return Progress(states=states, counted=counted, evidenced=evidenced, met=met, time=time)


def next_leaf(
    units: Iterable[Iterable[int]], states: Mapping[int, LeafState]
) -> tuple[int, LeafState] | None:
    """The leaf to work on next, and why; None when everything is met or waits for the assessor.

    First what an assessor asked to see again, in order; then the first leaf not started of the
    first unit that is under way; then the first leaf not started at all.
    """
    units = [list(unit) for unit in units]
    for wanted in (LeafState.NOT_YET_MET, LeafState.NOT_STARTED):
        under_way = [u for u in units if any(states[leaf] != LeafState.NOT_STARTED for leaf in u)]
        for leaf in (leaf for unit in [*under_way, *units] for leaf in unit):
            if states[leaf] == wanted:
                return leaf, wanted
    return None
