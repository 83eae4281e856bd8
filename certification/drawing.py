"""Turns facts into what the components draw, and into the same thing in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from certification.enums import LeafState, Rag
from certification.facts import OutcomeNode, UnitNode
from certification.models import RangePoint, Unit
from certification.progress import GREEN_WITHIN, Progress

States = Mapping[int, LeafState]


def anchor(code: str) -> str:
    """'2.1.2e' as the id of an element: 'c-2-1-2e'."""
    return f"c-{code.replace('.', '-')}"


def leaf_url(leaf: RangePoint) -> str:
    """Where this learner reads about one leaf."""
    unit = leaf.criterion.outcome.unit
    return f"{reverse('certification:unit', args=[unit.code])}#{anchor(leaf.code)}"


def tally(leaves: Sequence[RangePoint], states: States) -> str:
    """'8 of 12 met, 4 more evidenced'."""
    met = sum(states[leaf.pk] in (LeafState.MET, LeafState.VERIFIED) for leaf in leaves)
    evidenced = sum(states[leaf.pk] == LeafState.EVIDENCED for leaf in leaves)
    again = sum(states[leaf.pk] == LeafState.NOT_YET_MET for leaf in leaves)
    words = f"{met} of {len(leaves)} met"
    if evidenced:
        words += f", {evidenced} more evidenced"
    if again:
        words += f", {again} to do again" if again > 1 else ", 1 needs another go"
    return words


def chimes(nodes: Sequence[UnitNode], states: States, now: Unit | None) -> list[dict[str, object]]:
    """The six bars, each outcome a link into its unit's page."""
    return [
        {
            "number": node.unit.code,
            "title": node.unit.title,
            "url": reverse("certification:unit", args=[node.unit.code]),
            "hours": node.unit.guided_learning_hours,
            "summary": tally(node.leaves, states),
            "now": now is not None and node.unit.pk == now.pk,
            "outcomes": [_outcome(node, part, states) for part in node.outcomes],
        }
        for node in nodes
    ]


def _outcome(node: UnitNode, part: OutcomeNode, states: States) -> dict[str, object]:
    code = part.outcome.code
    return {
        "code": code,
        "title": part.outcome.text,
        "url": f"{reverse('certification:unit', args=[node.unit.code])}#{anchor(code)}",
        "words": tally(part.leaves, states),
        "marks": [states[leaf.pk].lower().replace("_", "-") for leaf in part.leaves],
    }


def longest(nodes: Sequence[UnitNode]) -> int:
    """The hours of the longest unit."""
    return max((node.unit.guided_learning_hours for node in nodes), default=0)


@dataclass(frozen=True)
class RagWords:
    """Red, amber or green in a word and a reason, with the notice's tone."""

    kind: str
    tone: str
    title: str
    reason: str

    @property
    def short(self) -> str:
        """The same for staff, who are not told to talk to their tutor."""
        return SHORT[Rag(self.kind.upper())]


SHORT = {
    Rag.GREEN: "Green: on time",
    Rag.AMBER: "Amber: a little behind",
    Rag.RED: "Red: far behind",
}


def rag_words(progress: Progress) -> RagWords:
    """Why the learner stands where they stand."""
    kind, behind = progress.rag, progress.behind
    title = f"{kind.title()}: {kind.label[0].lower()}{kind.label[1:]}"
    if kind is Rag.GREEN:
        reason = (
            f"Met is {points(behind)} behind the time used. Up to {GREEN_WITHIN} is on time."
            if behind > 0
            else "Met has kept up with the time used. Keep the beat."
        )
        return RagWords(kind.lower(), "good", title, reason)
    more = progress.needed_for_green
    criteria = "one more criterion" if more == 1 else f"{more} more criteria"
    reason = (
        f"Met is {points(behind)} behind the time used. Green starts at {GREEN_WITHIN} or fewer: "
        f"{criteria} met would do it."
    )
    return RagWords(kind.lower(), "warn" if kind is Rag.AMBER else "bad", title, reason)


def points(number: int) -> str:
    """'1 point', '15 points'."""
    return "1 point" if number == 1 else f"{number} points"


def counts(progress: Progress) -> str:
    """'29 of 61 criteria have evidence, 15 are met.'"""
    evidenced, met = len(progress.evidenced), len(progress.met)
    return (
        f"{evidenced} of {progress.total} criteria {'has' if evidenced == 1 else 'have'} "
        f"evidence, {met} {'is' if met == 1 else 'are'} met."
    )
