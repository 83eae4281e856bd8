"""What the route shows on pages that gather from several apps."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from certification import drawing, facts
from certification.enums import Rag
from certification.models import Cohort, CourseCriterionLink, Enrolment
from core.panels import Panel, register
from courses.models import CoursePage

Context = Mapping[str, object] | None


def my_certificate(request: HttpRequest) -> Context:
    """One line and two bars, for somebody who is registered."""
    if not isinstance(request.user, User):
        return None
    enrolment = (
        Enrolment.objects.active()
        .filter(learner=request.user)
        .select_related("specification__qualification")
        .order_by("-pk")
        .first()
    )
    if enrolment is None:
        return None
    nodes = facts.trees([enrolment.specification_id])
    standing = facts.of_many([enrolment], nodes)[enrolment.pk].progress
    return {
        "standing": standing,
        "rag": drawing.rag_words(standing),
        "words": drawing.counts(standing),
    }


def my_cohorts(request: HttpRequest) -> Context:
    """The cohorts in which this person has a role today, and what waits in them."""
    if not isinstance(request.user, User):
        return None
    cohorts = list(Cohort.objects.visible_to(request.user))
    if not cohorts:
        return None
    taught = set(Cohort.objects.taught_by(request.user).values_list("pk", flat=True))
    enrolments = list(Enrolment.objects.active().filter(cohort__in=cohorts))
    standings = facts.of_many(
        enrolments, facts.trees({cohort.specification_id for cohort in cohorts})
    )
    rows = []
    for cohort in cohorts:
        theirs = [standings[e.pk].progress for e in enrolments if e.cohort_id == cohort.pk]
        rows.append(
            {
                "cohort": cohort,
                "url": reverse("certification:cohort", args=[cohort.pk]),
                "learners": len(theirs),
                "waiting": sum(len(standing.waiting) for standing in theirs),
                "is_taught": cohort.pk in taught,
                "at_risk": sum(standing.rag is Rag.RED for standing in theirs),
            }
        )
    return {"rows": rows}


def towards_the_certificate(request: HttpRequest) -> Context:
    """On a course's page: the criteria to which it can contribute."""
    page = getattr(request, "course_page", None)
    if not isinstance(page, CoursePage):
        return None
    links = (
        CourseCriterionLink.objects.active()
        .filter(page=page)
        .select_related("range_point__criterion__outcome__unit")
        .order_by("range_point__order")
    )
    leaves = {link.range_point_id: link.range_point for link in links}
    return {"leaves": list(leaves.values())} if leaves else None


register(
    Panel(
        place="account",
        order=30,
        template="certification/panel_account.html",
        context=my_certificate,
    )
)
register(
    Panel(place="tutor", order=20, template="certification/panel_tutor.html", context=my_cohorts)
)
register(
    Panel(
        place="course",
        order=40,
        template="certification/panel_course.html",
        context=towards_the_certificate,
    )
)
