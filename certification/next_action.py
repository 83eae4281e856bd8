"""What a learner does next, in the words that lead their page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from certification import drawing, progress
from certification.enums import LeafState
from certification.facts import LearnerFacts, UnitNode
from certification.models import CourseCriterionLink, RangePoint
from certification.progress import Progress
from core.models.base_page import restricted
from courses.models import CoursePage


@dataclass(frozen=True, kw_only=True)
class NextAction:
    """What the `next` component shows. `leaf` is what it is about, if anything."""

    title: str
    text: str
    leaf: RangePoint | None = None
    label: str = "Your next beat"
    url: str = ""
    action: str = ""
    url2: str = ""
    action2: str = ""


def choose(
    request: HttpRequest,
    nodes: Sequence[UnitNode],
    facts: LearnerFacts,
    standing: Progress,
    tutor: str,
) -> NextAction:
    """The one thing to do now; at most one statement, for a course that helps."""
    leaves = {leaf.pk: leaf for node in nodes for leaf in node.leaves}
    units = [[leaf.pk for leaf in node.leaves] for node in nodes]
    found = progress.next_leaf(units, standing.states)
    if found is None:
        return _nothing_to_do(standing, tutor)
    leaf, state = leaves[found[0]], found[1]
    if state is LeafState.NOT_YET_MET:
        return _again(request, leaf, facts, tutor)
    course = _course_for(leaf)
    where = f"Criterion {leaf.code}. Show it in your teaching and tell {tutor} about it"
    return NextAction(
        title=leaf.text,
        text=f"{where}, or come to “{course.title}”, which can help." if course else f"{where}.",
        leaf=leaf,
        url=drawing.leaf_url(leaf),
        action=f"See criterion {leaf.code}",
        url2=course.get_url(request) or "" if course else "",
        action2="See the course" if course else "",
    )


def _again(request: HttpRequest, leaf: RangePoint, facts: LearnerFacts, tutor: str) -> NextAction:
    decided = facts.current_decision(leaf)
    assessor = str(decided[0].assessor) if decided else tutor
    course = _course_for(leaf)
    text = f"{assessor} looked at criterion {leaf.code} and asks for a little more."
    return NextAction(
        label="Your next beat: another go",
        title=leaf.text,
        text=f"{text} “{course.title}” can help." if course else text,
        leaf=leaf,
        url=drawing.leaf_url(leaf),
        action="Read what to change",
        url2=course.get_url(request) or "" if course else "",
        action2="See the course" if course else "",
    )


def _nothing_to_do(standing: Progress, tutor: str) -> NextAction:
    if standing.waiting:
        number = len(standing.waiting)
        criteria = "1 criterion has" if number == 1 else f"{number} criteria have"
        return NextAction(
            label="Nothing to do just now",
            title=f"The next beat is with {tutor}",
            text=f"{criteria} evidence that waits to be judged. Waiting never counts against you.",
        )
    return NextAction(
        label="All the beats are filled",
        title="Every criterion is met",
        text=f"{tutor} tells you what happens next: a second person checks a sample of the "
        "decisions before the certificate is claimed.",
    )


def _course_for(leaf: RangePoint) -> CoursePage | None:
    links = CourseCriterionLink.objects.by_attendance().filter(
        ~restricted("page__path"), range_point=leaf, page__live=True
    )
    link = links.select_related("page").first()
    return link.page if link else None
