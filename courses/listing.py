"""Runs as lists show them: the date first, what it costs this person, how many places are left.

`rows(runs, viewer=…)` is for any list of runs: the catalogue, a course's other dates, the front
page. It takes a fixed number of statements however many runs there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Aggregate, Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Visitor
from core.dates import clock
from courses import nearness
from courses.actions.offers import makes_offers
from courses.deals import deal
from courses.enums import Format, RunState
from courses.facts import facts_for
from courses.models import (
    Booking,
    CoursePage,
    CourseRun,
    Place,
    PriceTier,
    Session,
    WaitingListEntry,
)
from courses.nearness import Point
from courses.pricing import Facts
from courses.standings import Mine, Standing, standing
from schools.enums import PostState
from schools.models import Post, School

MOST_DATES = 4


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Who looks: whose price they see, where they have a place, and from where it is how far."""

    is_known: bool = False
    school: School | None = None
    bookings: Mapping[int, Mine] = field(default_factory=dict)
    origin: Point | None = None
    user: User | None = None

    @classmethod
    def of(cls, user: Visitor) -> Viewer:
        """What a list needs to know of this person: two statements, none for a visitor."""
        if not user.is_authenticated:
            return cls()
        # As the booking form does, also a school that has not said yet whether they work there.
        posts = Post.objects.held_by(user, PostState.APPROVED, PostState.CLAIMED)
        post = posts.select_related("school").order_by("state", "pk").first()
        return cls(
            is_known=True,
            school=post.school if post else None,
            origin=Point.of(post.school) if post else None,
            bookings=_places_of(user),
            user=user,
        )


def _places_of(user: User) -> Mapping[int, Mine]:
    """By run, the place that is theirs, else what they booked there for others. One statement."""
    theirs = Place.objects.counted().filter(Q(booking__booker=user) | Q(attendee__user=user))
    found: dict[int, Mine] = {}
    for place in theirs.select_related("booking", "attendee").order_by("pk"):
        if place.booking.is_lapsed():
            continue
        attendee, before = place.attendee, found.get(place.run_id)
        is_own = attendee is not None and user.pk == attendee.user_id
        is_own = is_own or (attendee is not None and attendee.email == user.email)
        number = before.number + 1 if before else 1
        if before and (before.is_own or not is_own):
            found[place.run_id] = replace(before, number=number)
        else:
            is_booker = place.booking.booker_id == user.pk
            found[place.run_id] = Mine(
                place=place, number=number, is_own=is_own, is_booker=is_booker
            )
    return found


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """What the runs of one list have beside themselves, fetched once for all."""

    sessions: Mapping[int, Sequence[Session]]
    tiers: Mapping[int, Sequence[PriceTier]]
    phases: Mapping[int, Sequence[str]]
    lapsed: Mapping[int, int]
    waiting: Mapping[int, int]

    @classmethod
    def of(cls, runs: Sequence[CourseRun], *, of_one_course: bool = False) -> Gathered:
        """Three statements, one more when a run is full; for the page of one course, one less.

        Its own list need not say again for which phases the course is.
        """
        ids = [run.pk for run in runs]
        sessions, tiers = defaultdict(list), defaultdict(list)
        for session in Session.objects.filter(run__in=ids).select_related("venue"):
            sessions[session.run_id].append(session)
        for tier in PriceTier.objects.filter(run__in=ids):
            tiers[tier.run_id].append(tier)
        lapsed, waiting = crowding([run.pk for run in runs if run.is_full])
        return cls(
            sessions=sessions,
            tiers=tiers,
            phases={} if of_one_course else _phases({run.page_id for run in runs}),
            lapsed=lapsed,
            waiting=waiting,
        )

    @classmethod
    def of_places(cls, run: CourseRun) -> Gathered:
        """Only what says how many places there are: no statement, or one when the run is full."""
        lapsed, waiting = crowding([run.pk] if run.is_full else [])
        return cls(sessions={}, tiers={}, phases={}, lapsed=lapsed, waiting=waiting)


def _phases(pages: Iterable[int]) -> Mapping[int, Sequence[str]]:
    names: dict[int, list[str]] = defaultdict(list)
    through = CoursePage.phases.through.objects.filter(coursepage_id__in=pages)
    pairs = through.order_by("phase__order").values_list("coursepage_id", "phase__name")
    for page, name in pairs:
        names[page].append(name)
    return names


def crowding(full: Sequence[int]) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """By full run, its lapsed places that nobody waits for, and how many places are waited for.

    A hold that has run out is counted until a job or the next booking frees it: whoever looks must
    not be kept out by a dead job. But what is free then goes to the line first. One statement,
    none without runs.
    """
    if not full:
        return {}, {}
    lapsed = Place.objects.counted().filter(booking__in=Booking.objects.lapsed())
    rows = CourseRun.objects.filter(pk__in=full).values_list(
        "pk",
        _number(lapsed, Count("pk")),
        _number(WaitingListEntry.objects.in_line(), Sum("quantity")),
    )
    counted = list(rows.order_by())
    free = {run: max(0, ended - line) for run, ended, line in counted}
    return free, {run: line for run, _, line in counted}


def _number(of_run: QuerySet[Any], counted: Aggregate) -> Coalesce:
    """What these rows of the run of the statement around them come to; 0 without any."""
    here = of_run.filter(run=OuterRef("pk")).order_by().values("run")
    return Coalesce(Subquery(here.values(number=counted)), 0)


def facts_of(viewer: Viewer, tiers: Mapping[int, Sequence[PriceTier]]) -> Facts:
    """What prices of these runs depend on for this person's school; no statement without one."""
    audiences = {tier.audience for group in tiers.values() for tier in group}
    return facts_for(audiences, viewer.school, asker=viewer.user)


def times(sessions: Sequence[Session]) -> str:
    """'3.45pm to 5.15pm, then 26 January and 9 February'."""
    if not sessions:
        return ""
    first, *later = sessions
    said = f"{clock(first.start_at)} to {clock(first.end_at)}"
    if not later:
        return said
    days = [_short_day(session) for session in later[:MOST_DATES]]
    if len(later) > MOST_DATES:
        days.append(f"{len(later) - MOST_DATES} more")
    listed = f"{', '.join(days[:-1])} and {days[-1]}" if len(days) > 1 else days[0]
    return f"{said}, then {listed}"


def _short_day(session: Session) -> str:
    local = timezone.localtime(session.start_at)
    return f"{local.day} {local:%B}"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One run, as `components/run.html` draws it."""

    url: str
    title: str
    weekday: str
    day: str
    month: str
    year: str
    when: str
    format: str
    format_label: str
    meta: str
    price: str
    price_note: str
    state: str
    state_text: str
    action_url: str
    action_label: str
    off: bool


def rows(
    runs: Iterable[CourseRun],
    *,
    viewer: Viewer,
    base_url: str = "/courses/",
    gathered: Gathered | None = None,
    linked: bool = True,
) -> list[Row]:
    """The runs as rows. They need `page` and `venue` loaded, as `upcoming()` does.

    `gathered` spares the statements where it is there already; `linked=False` is for the course's
    own page, where a cancelled date needs no way to the others.
    """
    listed = list(runs)
    known = gathered or Gathered.of(listed)
    facts = facts_of(viewer, known.tiers)
    return [_row(run, known, viewer, facts, base_url, linked=linked) for run in listed]


def _row(
    run: CourseRun,
    gathered: Gathered,
    viewer: Viewer,
    facts: Facts,
    base_url: str,
    *,
    linked: bool,
) -> Row:
    mine = viewer.bookings.get(run.pk)
    where = standing(
        run,
        mine=mine,
        lapsed=gathered.lapsed.get(run.pk, 0),
        waiting=gathered.waiting.get(run.pk, 0),
    )
    cost = deal(
        gathered.tiers.get(run.pk, ()),
        is_known=viewer.is_known,
        school=viewer.school,
        facts=facts,
    )
    begins = timezone.localtime(run.starts_at) if run.starts_at else None
    off = run.state == RunState.CANCELLED
    page_url = f"{base_url}{run.page.slug}/"
    action = (page_url, "Other dates") if off and linked else _way_on(run, mine, where)
    url = f"{page_url}?run={run.code}"
    return Row(
        url=url,
        title=run.page.title,
        weekday=f"{begins:%A}" if begins else "",
        day=str(begins.day) if begins else "",
        month=f"{begins:%B}" if begins else "",
        year=str(begins.year) if begins and begins.year != timezone.localdate().year else "",
        when=times(gathered.sessions.get(run.pk, ())) or run.any_time,
        format=run.format,
        format_label=Format(run.format).label,
        meta=" · ".join(_meta(run, gathered, viewer.origin)),
        price="" if off else cost.amount,
        price_note="" if off else cost.note,
        state=where.kind,
        state_text=where.text,
        action_url=action[0],
        action_label=action[1],
        off=off,
    )


def _way_on(run: CourseRun, mine: Mine | None, where: Standing) -> tuple[str, str]:
    """The address and the label of what a row offers beside its title; empty for none."""
    if mine:
        return mine.url, mine.label
    if where.kind == "full" and makes_offers(run):
        return run.get_waiting_url(), "Join the waiting list"
    return "", ""


def _meta(run: CourseRun, gathered: Gathered, origin: Point | None) -> list[str]:
    """How many sessions, for which phases, where, how far."""
    phases = gathered.phases.get(run.page_id, ())
    said = [f"{run.sessions_count} sessions"] if run.sessions_count > 1 else []
    if phases:
        said.append(" and ".join(phases) if len(phases) < 3 else f"{phases[0]} to {phases[-1]}")
    said.append(", ".join(filter(None, (place(run), distance(run, origin)))))
    return [part for part in said if part]


def distance(run: CourseRun, origin: Point | None) -> str:
    """'2.1 miles'; empty where one end is not known."""
    miles = origin.miles_to(run.venue) if origin else None
    return "" if miles is None else nearness.in_words(miles)


def place(run: CourseRun) -> str:
    """Where it is, in a few words."""
    if run.venue:
        return run.venue.name
    if run.format == Format.LIVE_ONLINE:
        return "Join from anywhere; the link comes to you"
    if run.format == Format.RECORDED:
        return "Online"
    return "" if run.format == Format.IN_SCHOOL else "Place to be announced"
