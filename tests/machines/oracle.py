"""What bookings should do, in plain Python: how many places each run has taken, and whose turn it
is. It knows nothing of the database, and is small enough to be seen to be right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

HOLD = timedelta(minutes=40)
EXPIRING = ("HELD", "OFFERED")
KEEPING = (*EXPIRING, "PENDING_APPROVAL", "CONFIRMED")


@dataclass(eq=False)
class Seat:
    """One place: on which run, for whom (None: to be named later), and whether it counts."""

    run: int
    person: str | None
    counted: bool = True


@dataclass(eq=False)
class Booked:
    """A booking. `expires` is what the site said, when it was made or last changed."""

    number: int
    booker: str
    state: str
    seats: list[Seat]
    made: datetime
    expires: datetime | None = None
    wish: Wish | None = None

    def on(self, run: int) -> list[Seat]:
        return [seat for seat in self.seats if seat.counted and seat.run == run]

    @property
    def runs(self) -> list[int]:
        return sorted({seat.run for seat in self.seats if seat.counted})


@dataclass(eq=False)
class Wish:
    """An entry on the waiting list. `turn` is its place in line; ties by `number`."""

    number: int
    booker: str
    run: int
    quantity: int
    minimum: int
    turn: datetime
    priority: int = 0
    state: str = "WAITING"
    lapses: int = 0
    offer: Booked | None = None
    for_booker: bool = False


@dataclass
class Oracle:
    """The whole world, by the numbers of runs."""

    capacity: dict[int, int]
    now: datetime
    bookings: list[Booked] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)

    def taken(self, run: int) -> int:
        return sum(len(booked.on(run)) for booked in self.bookings)

    def free(self, run: int) -> int:
        return self.capacity[run] - self.taken(run)

    def people(self, run: int) -> set[str]:
        """Everybody who is named on a counted place."""
        seats = (seat for booked in self.bookings for seat in booked.on(run))
        return {seat.person for seat in seats if seat.person}

    def line(self, run: int) -> list[Wish]:
        """Who waits, whose turn is next first."""
        waiting = [w for w in self.wishes if w.run == run and w.state == "WAITING"]
        return sorted(waiting, key=lambda w: (-w.priority, w.turn, w.number))

    def is_over(self, booked: Booked) -> bool:
        return booked.expires is not None and booked.expires <= self.now

    # -- holding ---------------------------------------------------------------------------------

    def refuses(self, wanted: Sequence[tuple[int, str | None]]) -> str:
        """Why these places cannot be had, "full" or "booked"; empty when they can.

        What has run out on these runs is ended first, where that may help.
        """
        problem = self._problem(wanted)
        if problem and self.lapse_on({run for run, _ in wanted}):
            problem = self._problem(wanted)
        return problem

    def hold(self, booker: str, wanted: Sequence[tuple[int, str | None]]) -> Booked:
        seats = [Seat(run, person) for run, person in wanted]
        booked = Booked(len(self.bookings), booker, "HELD", seats, self.now, self.now + HOLD)
        self.bookings.append(booked)
        return booked

    def _problem(self, wanted: Sequence[tuple[int, str | None]]) -> str:
        if any(n > self.free(run) for run, n in Counter(run for run, _ in wanted).items()):
            return "full"
        if any(person and person in self.people(run) for run, person in wanted):
            return "booked"
        return ""

    def lapse_on(self, runs: Iterable[int]) -> int:
        """End what has run out on these runs, the oldest first; how many."""
        here = [
            booked
            for booked in self.bookings
            if booked.state in EXPIRING and self.is_over(booked) and set(runs) & set(booked.runs)
        ]
        for booked in sorted(here, key=lambda one: (one.expires, one.number)):
            self.end(booked, "EXPIRED", wish_to="LAPSED")
        return len(here)

    def lapse_all(self) -> int:
        """What the job does each minute."""
        over = [one for one in self.bookings if one.state in EXPIRING and self.is_over(one)]
        for booked in over:
            self.end(booked, "EXPIRED", wish_to="LAPSED")
        return len(over)

    def refuse_undecided(self) -> None:
        """What the other job does: a school that has not answered has said no."""
        asked = [one for one in self.bookings if one.state == "PENDING_APPROVAL"]
        for booked in sorted(asked, key=lambda one: (one.made, one.number), reverse=True):
            if self.is_over(booked):
                self.end(booked, "CANCELLED")

    def end(self, booked: Booked, state: str, *, wish_to: str = "LAPSED") -> None:
        """All its places are free; what becomes of the wish; then those in line."""
        runs = booked.runs
        booked.state = state
        for seat in booked.seats:
            seat.counted = False
        if booked.wish and booked.wish.offer is booked and booked.wish.state == "OFFERED":
            self._end_wish(booked.wish, wish_to)
        for run in runs:
            self.offer(run)

    def _end_wish(self, wish: Wish, to: str) -> None:
        wish.state = to
        if to == "LAPSED" and wish.lapses == 0:
            wish.state, wish.lapses, wish.turn, wish.offer = "WAITING", 1, self.now, None

    def give_up(self, booked: Booked, seats: Sequence[Seat]) -> None:
        """Some places of a confirmed booking."""
        for seat in seats:
            seat.counted = False
        if not any(seat.counted for seat in booked.seats):
            booked.state = "CANCELLED"
        for run in sorted({seat.run for seat in seats}):
            self.offer(run)

    def transfer(self, booked: Booked, seat: Seat, to: int) -> str:
        """To another date; "full" or "booked" when it cannot be had."""
        if self.free(to) < 1 and (not self.lapse_on([to]) or self.free(to) < 1):
            return "full"
        if seat.person and seat.person in self.people(to):
            return "booked"
        booked.seats.append(Seat(to, seat.person))
        self.give_up(booked, [seat])
        return ""

    # -- the waiting list ------------------------------------------------------------------------

    def offer(self, run: int) -> None:
        """Who is first and can be met with what is free gets it; a wish too big is passed over."""
        for wish in self.line(run):
            number = min(wish.quantity, self.free(run))
            if number < max(1, wish.minimum):
                continue
            alone = wish.for_booker and number == wish.quantity == 1
            person = wish.booker if alone and wish.booker not in self.people(run) else None
            seats = [Seat(run, person), *(Seat(run, None) for _ in range(number - 1))]
            booked = Booked(len(self.bookings), wish.booker, "OFFERED", seats, self.now, wish=wish)
            self.bookings.append(booked)
            wish.state, wish.offer = "OFFERED", booked

    def join(self, booker: str, run: int, quantity: int, minimum: int) -> Wish | str:
        """The wish, or why not: "free" or "waiting"."""
        self.lapse_on([run])
        if self.free(run) >= minimum:
            return "free"
        mine = [w for w in self.wishes if w.booker == booker and w.run == run]
        if any(w.state in ("WAITING", "OFFERED") for w in mine):
            return "waiting"
        wish = Wish(len(self.wishes), booker, run, quantity, minimum, self.now)
        wish.for_booker = quantity == 1
        self.wishes.append(wish)
        return wish

    def accept(self, wish: Wish) -> bool:
        """Whether the offer was still there; what was not offered yet waits on, in its turn."""
        booked = wish.offer
        if booked is None or wish.state != "OFFERED" or self.is_over(booked):
            return False
        booked.state, booked.made = "HELD", self.now
        booked.expires = max(booked.expires or self.now, self.now + HOLD)
        wish.state = "ACCEPTED"
        if rest := wish.quantity - len(booked.on(wish.run)):
            again = Wish(len(self.wishes), wish.booker, wish.run, rest, 1, wish.turn)
            again.priority = wish.priority
            self.wishes.append(again)
            self.offer(wish.run)
        return True
