"""Courses, dates, places and a few bookings for the demonstration. All people are fictional."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from accounts.models import User
from core.demo import Changes
from courses.actions import runs
from courses.actions.runs import Meeting
from courses.demo import terms
from courses.demo.calendar import WEEK, at, monday_of, school_day
from courses.demo.finished import add_external, finish
from courses.demo.people import book, person, tell_needs
from courses.demo.timetable import RUNS, Timed
from courses.demo.words import COURSES, Words
from courses.enums import RunState
from courses.models import CourseIndexPage, CoursePage, CourseRun, Phase, Venue

__all__ = ["load"]

VENUES = {
    "hall": {
        "name": "Demo Meadow Primary, the hall",
        "address": "1 Example Lane\nDemoton",
        "postcode": "ZZ1 1AA",
        "easting": 475_600,
        "northing": 260_700,
        "access": "Step-free from the car park, with a door that opens by itself. Two accessible "
        "bays. Accessible toilet beside the hall. Hearing loop.",
        "travel": "Parking for 20 cars. The example bus 12 stops 150 metres away.",
        "arrival": "Tea and coffee from fifteen minutes before the start. If you are held up, come "
        "late: we start with something you can join.",
    },
    "centre": {
        "name": "Example Arts Centre",
        "address": "20 Demo Street\nDemoton",
        "postcode": "ZZ2 5EE",
        "easting": 481_100,
        "northing": 262_900,
        "access": "Ramp at the side door on Demo Street; ring and somebody comes. Lift to every "
        "floor. Accessible toilets on the ground and first floors. Hearing loop in the main room. "
        "A quiet room is open all day.",
        "travel": "Eight minutes’ walk from Demoton station, level all the way. Two accessible "
        "bays in front; other parking in the example car park opposite.",
        "arrival": "Say “the music hub” at the desk. Coffee and tea are free.",
    },
}


def load(changes: Changes) -> None:
    """Everything about courses, once: what has its slug or its code already is left alone.

    Dates count from the Monday of the first load. Needs the site's front page and the people.
    """
    terms.load(changes)
    index = load_catalogue(changes)
    pages = {words.slug: load_course(words, index, changes) for words in COURSES}
    venues = {key: load_venue(facts, changes) for key, facts in VENUES.items()}
    monday = monday_of(timezone.localdate())
    for timed in RUNS:
        if not CourseRun.objects.filter(code=timed.code).exists():
            load_run(timed, pages[timed.course], venues, monday)
            changes.note("course dates")
            changes.note("bookings", timed.taken + len(timed.people))
    changes.note("external CPD", add_external(User.objects.get(email="tariq@example.org")))


@transaction.atomic
def load_catalogue(changes: Changes) -> CourseIndexPage:
    """The catalogue, at /courses/."""
    if index := CourseIndexPage.objects.first():
        return index
    index = CourseIndexPage(
        title="Courses",
        slug="courses",
        introduction="Every price is the whole cost. There is nothing to add.",
        show_in_menus=True,
    )
    Site.objects.get(is_default_site=True).root_page.add_child(instance=index)
    index.save_revision().publish()
    changes.note("pages")
    return index


@transaction.atomic
def load_course(words: Words, index: CourseIndexPage, changes: Changes) -> CoursePage:
    """One course's page."""
    if page := CoursePage.objects.child_of(index).filter(slug=words.slug).first():
        return page
    page = CoursePage(
        title=words.title,
        slug=words.slug,
        introduction=words.introduction,
        who_for=words.who_for,
        outcomes="\n".join(words.outcomes),
        about=words.about,
        bring=words.bring,
        trainers=words.trainers,
    )
    index.add_child(instance=page)
    page.phases.set(Phase.objects.filter(code__in=words.phases))
    page.save_revision().publish()
    changes.note("pages")
    return page


def load_venue(facts: Mapping[str, object], changes: Changes) -> Venue:
    """One fictional venue."""
    venue, is_new = Venue.objects.get_or_create(name=facts["name"], defaults=facts)
    changes.note("venues", int(is_new))
    return venue


@transaction.atomic
def load_run(
    timed: Timed, page: CoursePage, venues: Mapping[str, Venue], monday: date
) -> CourseRun:
    """One run with its bookings.

    One that has begun is first made a month later, because nobody can book what has begun, and
    then moved to where it belongs.
    """
    begun = timed.state in (RunState.RUNNING, RunState.FINISHED)
    meetings = meetings_of(timed, monday + 5 * WEEK if begun else monday)
    run = runs.create(
        page=page,
        code=timed.code,
        format=timed.format,
        capacity=timed.capacity,
        minimum_to_run=timed.minimum,
        venue=venues.get(timed.venue),
        any_time=timed.any_time,
        recording_link=timed.recording,
        meetings=meetings,
        prices=timed.prices,
        by=None,
    )
    if timed.state is RunState.DRAFT:
        return run
    runs.open(run=run, by=None)
    _book(timed, run)
    if timed.state is RunState.CANCELLED:
        runs.cancel(run=run, reason=timed.reason, by=None)
    elif begun:
        _move_back(timed, run, monday)
        if timed.state is RunState.FINISHED:
            finish(run, tutor=User.objects.get(email=f"{timed.tutors[0]}@example.org"))
        else:
            runs.start(run=run, by=None)
    tell_needs(run, timed.needs)
    return run


def _book(timed: Timed, run: CourseRun) -> None:
    for name in timed.people:
        book(run, User.objects.get(email=f"{name}@example.org"))
    for number in range(timed.taken):
        book(run, person(number))


def _move_back(timed: Timed, run: CourseRun, monday: date) -> None:
    """To the dates of the timetable, holidays or not: this week's register must be this week's."""
    sessions = run.sessions.order_by("order")
    for number, session in enumerate(sessions):
        day = monday + (timed.week + number * timed.every) * WEEK + timedelta(days=timed.weekday)
        runs.reschedule(
            session=session,
            start_at=at(day, timed.times[0]),
            end_at=at(day, timed.times[1]),
            by=None,
            is_told=False,
        )
    run.refresh_from_db()


def meetings_of(timed: Timed, monday: date) -> Sequence[Meeting]:
    """The sessions on school days, each at least `every` weeks after the one before."""
    tutors = [User.objects.get(email=f"{name}@example.org") for name in timed.tutors]
    day = monday + timed.week * WEEK + timedelta(days=timed.weekday)
    meetings = []
    for title in timed.meetings:
        day = school_day(day)
        meetings.append(
            Meeting(
                start_at=at(day, timed.times[0]),
                end_at=at(day, timed.times[1]),
                title=title,
                joining_link=timed.link,
                tutors=tutors,
            )
        )
        day += timed.every * WEEK
    return meetings
