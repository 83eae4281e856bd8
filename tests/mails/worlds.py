"""Small worlds that mails are written in: an ordinary one, a hard one, a bare one, one undated.

Whatever a world holds is read anew each time, since every scene is rolled back after it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from billing.enums import Terms
from core.money import VatCode
from courses.actions import bookings
from courses.actions.bookings import Seat
from courses.actions.runs import PriceLine
from courses.enums import Audience, Format
from courses.models import Booking, CourseRun, Place, Session
from schools.enums import PurchaseOrderRule
from schools.models import Purchasing, School
from tests.factories import bookings as make
from tests.factories.accounts import make_user
from tests.factories.changes import evening
from tests.factories.courses import CoursePageFactory, CourseRunFactory, VenueFactory

LONG = "Wolfeschlegelsteinhausenbergerdorff".ljust(60, "x")
MARKUP = "<b>O’Shea</b> & “Sons”"


@dataclass(frozen=True, kw_only=True)
class World:
    """Who books what, for whom. The keys are those of rows; `people` are names, '' for nobody."""

    name: str
    booker_id: int
    school_id: int | None
    run_ids: tuple[int, ...]
    people: tuple[str, ...]
    reason: str

    @property
    def booker(self) -> User:
        return User.objects.get(pk=self.booker_id)

    @property
    def school(self) -> School | None:
        return School.objects.get(pk=self.school_id) if self.school_id else None

    @property
    def run(self) -> CourseRun:
        """What is booked first."""
        return CourseRun.objects.select_related("page", "venue").get(pk=self.run_ids[0])

    @property
    def other(self) -> CourseRun:
        """Another date of the same course."""
        return CourseRun.objects.get(pk=self.run_ids[1])

    @property
    def runs(self) -> list[CourseRun]:
        """All courses that one booking is for."""
        return [CourseRun.objects.get(pk=pk) for pk in (self.run_ids[0], *self.run_ids[2:])]

    def held(self) -> Booking:
        """Places for everybody on every course, not booked yet."""
        return bookings.hold(
            seats=[self._seat(run, name) for run in self.runs for name in self.people],
            school=self.school,
            by=self.booker,
            submit_token=secrets.token_urlsafe(12),
        )

    def booked(self) -> Booking:
        """The same, booked: on the school's invoice, or paid, or free."""
        held = self.held()
        if not held.payable_pence:
            return bookings.confirm(booking=held, by=self.booker)
        if self.school is None:
            return make.settle(held)
        return bookings.confirm(booking=held, by=self.booker, terms=Terms.INVOICE)

    def place(self, *, named: bool = True) -> Place:
        """A booked place: somebody else's where there is one, else the booker's own."""
        places = self.booked().places.filter(attendee__isnull=not named)
        return places.exclude(attendee__email=self.booker.email).first() or places[0]

    def _seat(self, run: CourseRun, name: str) -> Seat:
        if not name:
            return Seat(run=run)
        is_booker = name == self.booker.full_name or len(self.people) == 1
        email = self.booker.email if is_booker else f"{abs(hash(name))}@example.org"
        return Seat(run=run, name=name, email=email)


def ordinary() -> World:
    """A school's office books two teachers, three evenings in a hall, on invoice."""
    page = CoursePageFactory(title="First steps in whole-class singing", bring="A pencil.")
    hall = VenueFactory(
        name="Demo Hall",
        address="1 Example Street\nExampleton",
        postcode="EX1 1EX",
        arrival="Ring the bell at the side door.",
    )
    run = CourseRunFactory(page=page, is_open=True, sessions=3, venue=hall)
    run.sessions.update(room="Studio 2")
    other = CourseRunFactory(page=page, is_open=True, starts=evening(40), venue=hall)
    booker = make_user(email="olwen@example.org", full_name="Olwen Price")
    return World(
        name="ordinary",
        booker_id=booker.pk,
        school_id=_school(booker, "Demo Meadow Primary").pk,
        run_ids=(run.pk, other.pk),
        people=("Dilys Pretend", "Tariq Example"),
        reason="The trainer is ill.",
    )


def hard() -> World:
    """Sixty letters without a break, markup, two courses, six sessions, links, nobody named."""
    title = f"{MARKUP}: {LONG}"
    page = CoursePageFactory(title=title, slug="hard", bring=f"{LONG}\n{MARKUP}")
    run = CourseRunFactory(page=page, format=Format.LIVE_ONLINE, is_open=True, sessions=6)
    link = f"https://meet.example.org/{'room' * 20}"
    run.sessions.update(joining_link=link, joining_hours=24 * 16)
    elsewhere = VenueFactory(name=LONG, address=f"{LONG}\n{MARKUP}")
    Session.objects.filter(run=run, order=2).update(
        venue=elsewhere, room=f"Room {LONG}"[:60], title=MARKUP
    )
    other = CourseRunFactory(page=page, is_open=True, starts=evening(60))
    second = CourseRunFactory(
        is_open=True,
        page=CoursePageFactory(title="A second course"),
        starts=evening(10),
        venue=elsewhere,
        prices=(PriceLine(audience=Audience.SCHOOL, net_pence=7501, vat_code=VatCode.STANDARD),),
    )
    booker = make_user(email=f"{'w' * 50}@school.example", full_name=LONG)
    return World(
        name="hard",
        booker_id=booker.pk,
        school_id=_school(booker, f"{MARKUP} {LONG}").pk,
        run_ids=(run.pk, other.pk, second.pk),
        people=(LONG, f"Second {LONG}"[:60], "", ""),
        reason=f"{MARKUP} {LONG} " * 2,
    )


def bare() -> World:
    """One person without a school books one free evening online, with no link yet."""
    run = CourseRunFactory(is_open=True, is_free=True, format=Format.LIVE_ONLINE)
    other = CourseRunFactory(page=run.page, is_open=True, is_free=True, starts=evening(40))
    booker = make_user(email="nobody@example.org", full_name="Nobody Example")
    return World(
        name="bare",
        booker_id=booker.pk,
        school_id=None,
        run_ids=(run.pk, other.pk),
        people=("Nobody Example",),
        reason="",
    )


def undated() -> World:
    """A recording for one, who pays, and a visit to a school that the office arranges."""
    recorded = CourseRunFactory(
        is_undated=True, is_open=True, recording_link="https://watch.example.org/one"
    )
    visit = CourseRunFactory(is_undated=True, is_open=True, format=Format.IN_SCHOOL, any_time="")
    booker = make_user(email="tariq@example.org", full_name="Tariq Aziz")
    return World(
        name="undated",
        booker_id=booker.pk,
        school_id=None,
        run_ids=(recorded.pk, recorded.pk, visit.pk),
        people=("Tariq Aziz",),
        reason="",
    )


#: Each world by its name. The undated one is only for mails about bookings as such.
WORLDS: dict[str, Callable[[], World]] = {
    "ordinary": ordinary,
    "hard": hard,
    "bare": bare,
    "undated": undated,
}


def _school(booker: User, name: str) -> School:
    school = make.school(name=name)
    make.post(booker, school)
    Purchasing.objects.create(
        school=school,
        purchase_order_rule=PurchaseOrderRule.MAY_FOLLOW,
        finance_email="finance@school.example",
        approver_name=f"Helena {LONG}" if LONG in name else "Helena Example",
        approver_email="helena.head@school.example",
    )
    return school


def begin_in(run: CourseRun, *, days: int) -> None:
    """The run begins in so many days."""
    shift = timezone.now() + timedelta(days=days) - (run.starts_at or timezone.now())
    for session in run.sessions.all():
        session.start_at, session.end_at = session.start_at + shift, session.end_at + shift
        session.save(update_fields=("start_at", "end_at"))
    if run.starts_at and run.ends_at:
        starts, ends = run.starts_at + shift, run.ends_at + shift
        CourseRun.objects.filter(pk=run.pk).update(starts_at=starts, ends_at=ends)
