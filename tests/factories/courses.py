"""Courses to test with. Runs are made through the actions, so their dates and prices agree.

`CourseRunFactory()` is a draft; traits: `is_open`, `is_full`, `is_cancelled`, `is_free`,
`is_priced` (the default: full £75, small schools and individuals £40), `is_undated`.
`sessions=3` makes three evenings a week apart; `starts=` says when the first begins (default: 14
days from now at 3.45pm); `tutors=[tess]` teach them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory
from wagtail.models import Page, Site

from courses.actions import runs
from courses.actions.runs import Meeting, PriceLine
from courses.enums import Audience, Format, RunState
from courses.models import CourseIndexPage, CoursePage, CourseRun, Phase, Venue

FREE = (PriceLine(audience=Audience.SCHOOL, net_pence=0),)
PRICED = (
    PriceLine(audience=Audience.SCHOOL, net_pence=7500),
    PriceLine(audience=Audience.SMALL_SCHOOL, net_pence=4000),
    PriceLine(audience=Audience.INDIVIDUAL, net_pence=4000),
)


def course_index() -> CourseIndexPage:
    """The one catalogue, at /courses/ of the default site, which is made when it is missing."""
    if index := CourseIndexPage.objects.first():
        return index
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        root = Page.objects.get(depth=1)
        front = root.add_child(instance=Page(title="Front", slug="front"))
        site = Site.objects.create(hostname="localhost", root_page=front, is_default_site=True)
    return site.root_page.add_child(instance=CourseIndexPage(title="Courses", slug="courses"))


class PhaseFactory(DjangoModelFactory[Phase]):
    class Meta:
        model = Phase
        django_get_or_create = ("code",)

    code = "ks1"
    name = factory.LazyAttribute(lambda phase: phase.code.upper())


class VenueFactory(DjangoModelFactory[Venue]):
    class Meta:
        model = Venue

    name = factory.Sequence(lambda n: f"Example Hall {n}")
    address = "1 Example Street, Exampleton"
    access = "Step-free from the car park. Accessible toilet. Hearing loop."
    travel = "Parking for 20 cars."


class CoursePageFactory(DjangoModelFactory[CoursePage]):
    """A live course under the catalogue; `live=False` for one that is not published."""

    class Meta:
        model = CoursePage

    title = factory.Sequence(lambda n: f"Example course {n}")
    introduction = "Three short evenings."
    who_for = "<p>Class teachers.</p>"
    outcomes = "Start a song at a pitch that suits\nTeach a song by ear"

    @classmethod
    def _create(cls, model_class: type[CoursePage], *args: Any, **kwargs: Any) -> CoursePage:
        phases: Sequence[Phase] = kwargs.pop("phases", ())
        parent = kwargs.pop("parent", None) or course_index()
        page = parent.add_child(instance=model_class(**kwargs))
        if phases:
            page.phases.set(phases)
            page.save()
        return page


def first_start() -> datetime:
    """14 days from now at 3.45pm in London."""
    day = timezone.localtime() + timedelta(days=14)
    return day.replace(hour=15, minute=45, second=0, microsecond=0)


class CourseRunFactory(DjangoModelFactory[CourseRun]):
    class Meta:
        model = CourseRun

    class Params:
        is_open = factory.Trait(state=RunState.OPEN)
        is_full = factory.Trait(state=RunState.OPEN, places_taken=factory.SelfAttribute("capacity"))
        is_cancelled = factory.Trait(state=RunState.CANCELLED)
        is_free = factory.Trait(prices=FREE)
        is_priced = factory.Trait(prices=PRICED)
        is_undated = factory.Trait(
            format=Format.RECORDED, sessions=0, any_time="Watch whenever you like, 50 minutes"
        )

    page = factory.SubFactory(CoursePageFactory)
    format = Format.TWILIGHT
    capacity = 24
    state: Any = RunState.DRAFT
    places_taken = 0
    prices: Any = PRICED
    sessions: Any = 1
    starts = factory.LazyFunction(first_start)
    tutors: Any = ()

    @classmethod
    def _create(cls, model_class: type[CourseRun], *args: Any, **kwargs: Any) -> CourseRun:
        state, taken = kwargs.pop("state"), kwargs.pop("places_taken")
        starts, tutors = kwargs.pop("starts"), kwargs.pop("tutors")
        reason = kwargs.pop("cancelled_reason", "The trainer is ill.")
        meetings = [
            Meeting(
                start_at=starts + timedelta(weeks=week),
                end_at=starts + timedelta(weeks=week, minutes=90),
                tutors=tutors,
            )
            for week in range(kwargs.pop("sessions"))
        ]
        run = runs.create(meetings=meetings, by=None, **kwargs)
        if state is not RunState.DRAFT:
            runs.open(run=run, by=None)
        if taken:
            CourseRun.objects.filter(pk=run.pk).update(places_taken=taken)
        _bring_to(run, state, reason=reason)
        return CourseRun.objects.get(pk=run.pk)


def _bring_to(run: CourseRun, state: RunState, *, reason: str) -> None:
    if state is RunState.CANCELLED:
        runs.cancel(run=run, reason=reason, by=None)
    elif state is RunState.CLOSED:
        runs.close(run=run, by=None)
    elif state in (RunState.RUNNING, RunState.FINISHED):
        runs.start(run=run, by=None)
        if state is RunState.FINISHED:
            runs.finish(run=run, by=None)
