"""Where the machine stands: its clock, its rows, and what must be true after each step."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any, ClassVar

import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis.stateful import RuleBasedStateMachine, invariant

from courses.actions import offers
from courses.enums import EntryState
from courses.models import Booking, CourseRun, Place, WaitingListEntry
from tests.machines.oracle import KEEPING, Booked, Oracle, Seat, Wish
from tests.machines.quick_audit import QuickAudit
from tests.machines.world import CAPACITY, START, World


class Comparing(RuleBasedStateMachine):
    """`world` is set by whoever runs it, with the database ready."""

    world: ClassVar[World]
    audit: ClassVar[QuickAudit]
    steps: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.clock = time_machine.travel(START, tick=False)
        self.now = self.clock.start()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.oracle = Oracle(capacity=dict(enumerate(CAPACITY)), now=START)
        self.rows: list[int] = []  # the booking of each of the oracle's, by number
        self.lines: list[int] = []  # and the entry of each of its wishes

    def teardown(self) -> None:
        # Jobs are stopped here for as long as the machine likes: that alone is no fault.
        late = [says for says in self.audit.late() if "ran out at" not in says]
        self.take_back()
        assert not late, late

    def take_back(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)
        self.clock.stop()

    # -- what stands where -----------------------------------------------------------------------

    def row(self, booked: Booked) -> Booking:
        return Booking.objects.select_related("booker", "school", "order").get(
            pk=self.rows[booked.number]
        )

    def place(self, booked: Booked, seat: Seat) -> Place:
        """The stored place of this seat: bookings keep theirs in the order in which they came."""
        stored = Place.objects.filter(booking=self.rows[booked.number]).order_by("pk")
        return stored.select_related("booking", "run")[booked.seats.index(seat)]

    def entry(self, wish: Wish) -> WaitingListEntry:
        return WaitingListEntry.objects.get(pk=self.lines[wish.number])

    def some(self, *states: str) -> list[Booked]:
        return [booked for booked in self.oracle.bookings if booked.state in states]

    def run(self, index: int) -> CourseRun:
        return CourseRun.objects.get(pk=self.world.runs[index].pk)

    def tick(self, what: str, by: timedelta = timedelta(seconds=1)) -> None:
        """No two things happen at the same moment."""
        self.now.shift(by)
        self.oracle.now = timezone.now()
        Comparing.steps[what] += 1

    # -- what must be true after each ------------------------------------------------------------

    @invariant()
    def everything_is_right(self) -> None:
        self.the_site_is_where_the_oracle_is()
        self.every_run_has_the_places_it_should()
        self.those_in_line_are_in_their_order()
        found = self.audit.faults()
        assert not found, found

    def the_site_is_where_the_oracle_is(self) -> None:
        rows = {row.pk: row for row in Booking.objects.all()}
        entries = {entry.pk: entry for entry in WaitingListEntry.objects.all()}
        self.meet_new_rows()
        assert len(self.rows) == len(self.oracle.bookings)
        assert len(self.lines) == len(self.oracle.wishes)
        for booked, pk in zip(self.oracle.bookings, self.rows, strict=True):
            self.compare(booked, rows[pk])
        for wish, pk in zip(self.oracle.wishes, self.lines, strict=True):
            entry = entries[pk]
            assert (entry.state, entry.quantity) == (wish.state, wish.quantity)
            assert entry.offer_id == (self.rows[wish.offer.number] if wish.offer else None)

    def meet_new_rows(self) -> None:
        """The oracle's new bookings and wishes are the stored ones, in the same order."""
        bookings = Booking.objects.exclude(pk__in=self.rows).order_by("pk")
        self.rows += bookings.values_list("pk", flat=True)
        entries = WaitingListEntry.objects.exclude(pk__in=self.lines).order_by("pk")
        self.lines += entries.values_list("pk", flat=True)

    def compare(self, booked: Booked, row: Booking) -> None:
        assert row.state == booked.state, row
        if booked.state == "HELD":
            assert row.hold_expires_at == booked.expires
        elif booked.state in KEEPING:
            if booked.state != "CONFIRMED":
                assert row.hold_expires_at is not None
            booked.expires = None if booked.state == "CONFIRMED" else row.hold_expires_at
            if booked.state == "OFFERED" and row.hold_expires_at:
                end = timezone.localtime(row.hold_expires_at).time()
                assert offers.NIGHT_ENDS <= end <= offers.NIGHT_BEGINS

    def every_run_has_the_places_it_should(self) -> None:
        numbers = {run.pk: index for index, run in enumerate(self.world.runs)}
        counted = Place.objects.counted().values_list("booking", "run", "attendee__email")
        found: Counter[Any] = Counter(
            (self.rows.index(row), numbers[run], email) for row, run, email in counted
        )
        expected = Counter(
            (booked.number, seat.run, seat.person)
            for booked in self.oracle.bookings
            for seat in booked.seats
            if seat.counted
        )
        assert found == expected
        for row in CourseRun.objects.filter(pk__in=numbers):
            assert row.places_taken == self.oracle.taken(numbers[row.pk])

    def those_in_line_are_in_their_order(self) -> None:
        for index, row in enumerate(self.world.runs):
            line = WaitingListEntry.objects.in_line().filter(run=row)
            expected = [self.lines[wish.number] for wish in self.oracle.line(index)]
            assert [entry.pk for entry in line] == expected
        assert not WaitingListEntry.objects.filter(state=EntryState.LAPSED, lapses=0).exists()
