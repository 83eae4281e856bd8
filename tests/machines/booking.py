"""Everything that can happen to bookings, in any order; the audit and the oracle look after each.

Run by the suite on SQLite, and as a program on PostgreSQL: see `tests.machines.__main__`.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from courses import jobs
from courses.actions import bookings, changes, priorities, runs, transferring, waiting_list
from courses.actions.bookings import Seat as Wanted
from courses.exceptions import (
    AlreadyBookedError,
    AlreadyWaitingError,
    ApprovalGoneError,
    CannotBeMovedError,
    CapacityTooLowError,
    FundSpentError,
    HoldExpiredError,
    OfferGoneError,
    PaymentNeededError,
    PlacesAreFreeError,
    RunIsFullError,
)
from courses.models import Booking
from tests.machines.comparing import Comparing
from tests.machines.oracle import Booked, Seat, Wish
from tests.machines.world import CODE, RUNS_START

T = TypeVar("T")
GUESTS = tuple(f"guest-{number}@example.org" for number in range(4))
WHICH = st.integers(0, 5)
RUN = st.integers(0, 1)
BOOKER = st.integers(0, 4)
#: A basket: on which run, and which guest or nobody yet.
WANTED = st.lists(
    st.tuples(RUN, st.one_of(st.none(), st.sampled_from(GUESTS))),
    min_size=1,
    max_size=3,
    unique_by=lambda seat: seat if seat[1] else object(),
)


def pick(some: Sequence[T], which: int) -> T:
    return some[which % len(some)]


class BookingMachine(Comparing):
    """Every rule does one thing on the site and the same in the oracle, and compares."""

    # -- the rules -------------------------------------------------------------------------------

    @initialize(first=st.lists(st.tuples(BOOKER, WANTED), min_size=2, max_size=5))
    def begin_with_some(self, first: list[tuple[int, list[tuple[int, str | None]]]]) -> None:
        """An empty world has few surprises."""
        for booker, wanted in first:
            self.hold(booker=booker, wanted=wanted, help_with="")
            self.meet_new_rows()
            if self.some("HELD"):
                self.confirm(which=-1)
        for run in self.oracle.capacity:
            self.change_capacity(run=run, room=0)
            self.join(booker=run, which=run, quantity=run + 1, minimum=1)
            self.meet_new_rows()

    @rule(booker=BOOKER, wanted=WANTED, help_with=st.sampled_from(("", "", "fund", "voucher")))
    def hold(self, booker: int, wanted: list[tuple[int, str | None]], help_with: str) -> None:
        self.tick("hold")
        who = self.world.bookers[booker]
        school = self.world.school(who)
        seats = [
            Wanted(run=self.world.runs[run], name="A guest" if email else "", email=email or "")
            for run, email in wanted
        ]
        refusal = self.oracle.refuses(wanted)
        try:
            bookings.hold(
                seats=seats,
                school=school,
                by=who,
                submit_token=secrets.token_urlsafe(8),
                fund=self.world.fund if school and help_with == "fund" else None,
                voucher_code=CODE if help_with == "voucher" else "",
            )
        except RunIsFullError:
            assert refusal == "full"
        except AlreadyBookedError:
            assert refusal == "booked"
        except FundSpentError:
            assert refusal == ""
            assert help_with == "fund"
        else:
            assert refusal == ""
            self.oracle.hold(who.email, wanted)

    @precondition(lambda self: self.some("HELD"))
    @rule(which=WHICH)
    def confirm(self, which: int) -> None:
        self.tick("confirm")
        booked = pick(self.some("HELD"), which)
        row = self.row(booked)
        try:
            bookings.confirm(booking=row, by=row.booker, terms=self.world.terms(row.booker))
        except HoldExpiredError:
            assert self.oracle.is_over(booked)
        except PaymentNeededError:
            assert row.school is None
        else:
            booked.state = self.state_when_confirmed(row)
            assert not self.oracle.is_over(booked)

    def state_when_confirmed(self, row: Booking) -> str:
        needs_approval = getattr(row.school, "purchasing", None) is not None
        return "PENDING_APPROVAL" if needs_approval else "CONFIRMED"

    @precondition(lambda self: self.some("PENDING_APPROVAL"))
    @rule(which=WHICH, says_yes=st.booleans())
    def decide(self, which: int, says_yes: bool) -> None:  # noqa: FBT001 - drawn by name
        self.tick("decide")
        booked = pick(self.some("PENDING_APPROVAL"), which)
        if not says_yes:
            bookings.refuse(booking=self.row(booked), name="The head")
            self.oracle.end(booked, "CANCELLED")
            return
        try:
            bookings.approve(booking=self.row(booked), name="The head")
        except ApprovalGoneError:
            assert self.oracle.is_over(booked)
        else:
            assert not self.oracle.is_over(booked)
            booked.state = "CONFIRMED"

    @precondition(lambda self: self.some("HELD"))
    @rule(which=WHICH)
    def quit_hold(self, which: int) -> None:
        self.tick("quit")
        booked = pick(self.some("HELD"), which)
        row = self.row(booked)
        assert bookings.expire(booking=row, by=row.booker)
        self.oracle.end(booked, "EXPIRED", wish_to="DECLINED")

    @precondition(lambda self: self.some("CONFIRMED"))
    @rule(which=WHICH)
    def cancel(self, which: int) -> None:
        self.tick("cancel")
        booked = pick(self.some("CONFIRMED"), which)
        row = self.row(booked)
        bookings.cancel(booking=row, by=row.booker)
        self.oracle.end(booked, "CANCELLED")

    def standing(self) -> list[tuple[Booked, Seat]]:
        """Every confirmed place, with its booking."""
        return [(one, seat) for one in self.some("CONFIRMED") for seat in one.seats if seat.counted]

    @precondition(lambda self: self.standing())
    @rule(which=WHICH, also=st.booleans())
    def cancel_places(self, which: int, also: bool) -> None:  # noqa: FBT001 - drawn by name
        self.tick("cancel places")
        booked, seat = pick(self.standing(), which)
        seats = [seat]
        if also:
            others = [one for one in booked.seats if one.counted and one is not seat]
            seats += others[:1]
        chosen = [self.place(booked, one) for one in seats]
        freed = bookings.cancel_places(chosen=chosen, by=self.row(booked).booker)
        assert len(freed) == len(seats)
        self.oracle.give_up(booked, seats)

    @precondition(lambda self: self.standing())
    @rule(which=WHICH, guest=st.sampled_from(GUESTS))
    def swap(self, which: int, guest: str) -> None:
        self.tick("swap")
        booked, seat = pick(self.standing(), which)
        taken = guest != seat.person and guest in self.oracle.people(seat.run)
        place = self.place(booked, seat)
        try:
            changes.swap(place=place, name="A guest", email=guest, by=self.row(booked).booker)
        except AlreadyBookedError:
            assert taken
        else:
            assert not taken
            seat.person = guest

    @precondition(lambda self: self.standing())
    @rule(which=WHICH)
    def transfer(self, which: int) -> None:
        self.tick("transfer")
        booked, seat = pick(self.standing(), which)
        to, row = 1 - seat.run, self.row(booked)
        to_run, place = self.run(to), self.place(booked, seat)
        try:
            new = transferring.transfer(place=place, to_run=to_run, by=row.booker)
        except CannotBeMovedError:
            assert row.order is None  # nobody has said how the dearer date would be paid
            assert row.school is None
        except RunIsFullError:
            assert self.oracle.transfer(booked, seat, to) == "full"
        except AlreadyBookedError:
            assert self.oracle.transfer(booked, seat, to) == "booked"
        else:
            assert self.oracle.transfer(booked, seat, to) == ""
            assert new.transferred_from_id == place.pk

    def scarce(self) -> list[int]:
        return [run for run in self.oracle.capacity if self.oracle.free(run) < 2]

    @precondition(lambda self: self.scarce() and len(self.live()) < 5)
    @rule(booker=BOOKER, which=WHICH, quantity=st.integers(1, 3), minimum=st.integers(1, 2))
    def join(self, booker: int, which: int, quantity: int, minimum: int) -> None:
        self.tick("join")
        run = pick(self.scarce(), which)
        who = self.world.bookers[booker]
        minimum = min(quantity, minimum)
        said = self.oracle.join(who.email, run, quantity, minimum)
        try:
            waiting_list.join(
                run=self.run(run),
                quantity=quantity,
                min_quantity=minimum,
                school=self.world.school(who),
                by=who,
            )
        except PlacesAreFreeError:
            assert said == "free"
        except AlreadyWaitingError:
            assert said == "waiting"
        else:
            assert isinstance(said, Wish)

    def offered(self) -> list[Wish]:
        return [wish for wish in self.oracle.wishes if wish.state == "OFFERED"]

    @precondition(lambda self: self.offered())
    @rule(which=WHICH)
    def accept_too(self, which: int) -> None:
        """Twice as likely as other things: much follows from it."""
        self.accept(which=which)

    @precondition(lambda self: self.offered())
    @rule(which=WHICH)
    def accept(self, which: int) -> None:
        self.tick("accept")
        wish = pick(self.offered(), which)
        entry = self.entry(wish)
        expected = self.oracle.accept(wish)
        try:
            taken = waiting_list.accept(entry=entry, by=entry.booker)
        except OfferGoneError:
            assert not expected
        else:
            assert expected
            assert wish.offer is not None
            if not taken.payable_pence:  # what costs nothing is booked at once
                wish.offer.state = self.state_when_confirmed(taken)

    @precondition(lambda self: self.offered())
    @rule(which=WHICH)
    def decline(self, which: int) -> None:
        self.tick("decline")
        wish = pick(self.offered(), which)
        waiting_list.decline(entry=self.entry(wish), by=None)
        assert wish.offer is not None
        self.oracle.end(wish.offer, "EXPIRED", wish_to="DECLINED")

    def live(self) -> list[Wish]:
        return [wish for wish in self.oracle.wishes if wish.state in ("WAITING", "OFFERED")]

    @precondition(lambda self: self.live())
    @rule(which=WHICH)
    def leave(self, which: int) -> None:
        self.tick("leave")
        wish = pick(self.live(), which)
        waiting_list.leave(entry=self.entry(wish), by=None)
        if wish.offer is not None and wish.state == "OFFERED":
            self.oracle.end(wish.offer, "EXPIRED", wish_to="WITHDRAWN")
        wish.state = "WITHDRAWN"

    @precondition(lambda self: self.live())
    @rule(which=WHICH, priority=st.integers(-1, 2))
    def put_forward(self, which: int, priority: int) -> None:
        self.tick("put forward")
        wish = pick(self.live(), which)
        by = self.world.bookers[0]
        priorities.set_priority(
            entry=self.entry(wish), priority=priority, reason="They asked first.", by=by
        )
        wish.priority = priority

    @precondition(lambda self: not self.offered() or any(self.oracle.free(run) for run in (0, 1)))
    @rule(run=RUN, room=st.sampled_from((-1, 0, 0, 0, 1, 2)))
    def change_capacity(self, run: int, room: int) -> None:
        """Mostly to what is taken: a run with room to spare has no waiting list."""
        self.tick("capacity")
        capacity = max(1, self.oracle.taken(run) + room)
        try:
            runs.revise(run=self.run(run), capacity=capacity, by=None)
        except CapacityTooLowError:
            assert capacity < self.oracle.taken(run)
        else:
            assert capacity >= self.oracle.taken(run)
            if capacity != self.oracle.capacity[run]:
                self.oracle.capacity[run] = capacity
                self.oracle.offer(run)

    @rule(minutes=st.sampled_from((5, 41, 41, 60 * 9, 60 * 30, 60 * 50)), jobs_run=st.booleans())
    def wait(self, minutes: int, jobs_run: bool) -> None:  # noqa: FBT001 - drawn by name
        later = timedelta(minutes=minutes)
        if timezone.now() + later > RUNS_START - timedelta(days=1):
            later = timedelta(minutes=1)
        self.tick("wait", by=later)
        DBTaskResult.objects.all().delete()  # meanwhile a worker has done them
        if jobs_run:
            assert jobs.expire_holds() == self.oracle.lapse_all()
            jobs.refuse_undecided()
            self.oracle.refuse_undecided()
