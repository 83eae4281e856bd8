"""What follows a course of the demonstration that is over: marks, certificates, answers."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from courses import waves
from courses.actions import external_cpd, registers, runs
from courses.actions.external_cpd import Doing
from courses.enums import Mark, MarkSource, Wave
from courses.models import CourseRun, Evaluation, ExternalCpd, Place

#: Before, at the end: what each of them says of every item in turn, and of the course.
SAID = (
    ((2, 1, 2, 3), (4, 4, 3, 4), 5, "Starting notes from a chime bar: it simply works."),
    ((1, 2, 2, 2), (3, 4, 4, 3), 4, "Teaching by ear, line by line."),
    ((3, 3, 2, 3), (4, 5, 4, 4), 5, "The plan for a whole term."),
    ((2, 2, 1, 2), (4, 3, 3, 4), 4, ""),
    ((2, 3, 3, 1), (5, 4, 4, 4), 5, "Hearing that my own voice is good enough."),
    ((1, 1, 2, 2), (3, 3, 3, 3), 3, ""),
)
COMMENT = "More time to try things with others, please."


def finish(run: CourseRun, *, tutor: User) -> None:
    """Mark and close its registers; most came to all of it, one never did; some say how it was."""
    runs.start(run=run, by=None)
    runs.finish(run=run, by=None)
    places = list(Place.objects.filter(run=run).select_related("run__page").order_by("pk"))
    for session in run.sessions.order_by("order"):
        marks = dict.fromkeys(places, Mark.PRESENT)
        marks[places[-1]] = Mark.ABSENT
        if session.order > 1:
            marks[places[1]] = Mark.LATE
        registers.mark(session=session, marks=marks, by=tutor, source=MarkSource.DEMO)
        registers.close(session=session, by=tutor)
    _answer(places)


def _answer(places: list[Place]) -> None:
    """Written as they stand: nobody can be asked any more what they felt before it began."""
    items = range(len(waves.freeze(places[0].run)))
    for place, (before, after, rating, useful) in zip(places, SAID, strict=False):
        for wave, levels in ((Wave.BEFORE, before), (Wave.CLOSE, after)):
            is_after = wave is Wave.CLOSE
            Evaluation.objects.create(
                place=place,
                wave=wave,
                confidence={str(item): levels[item % len(levels)] for item in items},
                rating=rating if is_after else None,
                most_useful=useful if is_after else "",
                comment=COMMENT if is_after and rating == 3 else "",
            )


def add_external(user: User) -> int:
    """One day that somebody did elsewhere; nothing when they have any. Returns how many."""
    if ExternalCpd.objects.filter(user=user).exists():
        return 0
    doing = Doing(
        title="Early years music: an example day",
        provider="Example Conservatoire (fictional)",
        on_date=timezone.localdate() - timedelta(days=40),
        minutes=330,
        reflection="Fewer instruments at once. Begin with what the children already sing.",
    )
    external_cpd.add(doing=doing, by=user)
    return 1
