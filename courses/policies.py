"""What cancelling costs at which moment, from the terms that were frozen with the place.

Pure but for `terms_of`, which finds the policy of a run. A place without terms follows the plain
rule: free until its course begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from billing.models.order import Balance
from core.dates import clock, day
from core.money import pounds
from courses import working_days
from courses.enums import ONLINE_FORMATS, DayKind, Format, PolicyUse, RunState
from courses.models import CancellationPolicy, CourseRun, Place

SHARES = {25: "a quarter of the price", 50: "half the price", 100: "the whole price"}
CALLED_OFF = "The course is cancelled, so you pay nothing."
BEGUN = "The course has begun: the whole price."
MOVED = "We have changed the date since you booked, so it is free until the course begins."
NO_TERMS = "Free until the course begins."
UNDATED = "The course has no date, so it is free."
WATCHED = "The recording has been watched: the whole price."
FUNDED = "A fund pays for this place, so cancelling it costs you nothing."
FREE_PLACE = "The place is free, and so is cancelling it."
#: What is frozen of a policy, and of each of its steps.
TERMS = ("name", "swap_hours", "no_show_percent", "no_show_pence", "waived_when_refilled")
OF_A_STEP = ("days", "day_kind", "percent", "fixed_pence")


@dataclass(frozen=True, kw_only=True)
class Step:
    """From this deadline on, cancelling costs so much."""

    days: int
    day_kind: DayKind
    percent: int
    fixed_pence: int

    def deadline(self, starts_at: datetime) -> datetime:
        """The last minute at which this step does not count yet."""
        if self.day_kind is DayKind.WORKING:
            return working_days.before(starts_at, self.days)
        return working_days.calendar_before(starts_at, self.days)

    def charge_pence(self, price_pence: int) -> int:
        """Of this price; odd pence are the payer's, and never more than the price."""
        return min(price_pence, price_pence * self.percent // 100 + self.fixed_pence)

    @property
    def cost(self) -> str:
        """'half the price', '£20', 'a quarter of the price and £5' or 'free'."""
        share = SHARES.get(self.percent, f"{self.percent}% of the price") if self.percent else ""
        fixed = pounds(self.fixed_pence) if self.fixed_pence else ""
        return " and ".join(filter(None, (share, fixed))) or "free"

    @property
    def length(self) -> str:
        """'10 working days' or '1 day'."""
        return _count(self.days, "working day" if self.day_kind is DayKind.WORKING else "day")


@dataclass(frozen=True, kw_only=True)
class Quote:
    """What cancelling one place means for its booker at one moment.

    `charge_pence` stays charged and `credit_pence` is taken back, which together are the price;
    `refund_pence` is what of that has been paid and goes back. `rule` is the sentence that says
    why. `next_change_at` is the last minute at which this still holds; None when it will not
    change.
    """

    charge_pence: int
    credit_pence: int
    refund_pence: int
    rule: str
    next_change_at: datetime | None = None


def terms_of(run: CourseRun, *, is_free: bool | None = None) -> dict[str, Any]:
    """The policy of a place booked now, as it is frozen with it: plain data, in one statement.

    The run's own policy, else the one for places of its kind; empty when the hub has none.
    `is_free`: of a place whose price is known; else the lowest price of the run counts.
    """
    policy = CancellationPolicy.objects.filter(_policy_of(run, is_free=is_free))
    joined = policy.order_by("-steps__days", "steps__pk")
    rows = list(joined.values(*TERMS, *(f"steps__{name}" for name in OF_A_STEP)))
    if not rows:
        return {}
    steps = [{name: row[f"steps__{name}"] for name in OF_A_STEP} for row in rows]
    return {
        **{name: rows[0][name] for name in TERMS},
        "steps": [step for step in steps if step["days"] is not None],  # none: the join's empty row
    }


def _policy_of(run: CourseRun, *, is_free: bool | None) -> Q:
    if run.policy_id:
        return Q(pk=run.policy_id)
    if run.format in ONLINE_FORMATS:
        return Q(use_for=PolicyUse.ONLINE)
    costs_nothing = not run.lowest_pence if is_free is None else is_free
    return Q(use_for=PolicyUse.FREE if costs_nothing else PolicyUse.PRICED)


def steps_of(terms: Mapping[str, Any]) -> list[Step]:
    """The steps of frozen terms, in no order."""
    return [
        Step(
            days=step["days"],
            day_kind=DayKind(step["day_kind"]),
            percent=step["percent"],
            fixed_pence=step["fixed_pence"],
        )
        for step in terms.get("steps", ())
    ]


def quote(place: Place, now: datetime, *, balance: Balance | None = None) -> Quote:
    """What cancelling this place now costs, and why. Reads `place.run`; makes no statement.

    `balance` is the booking's, as it stands before: what has not been paid is not paid back.
    Without one, everything counts as paid.
    """
    price = place.payable_pence
    charge, rule, changes_at = _charged(place, _minute(now))
    credit = price - charge
    owed = balance.pence if balance else 0
    refund = max(0, credit - max(0, owed))
    return Quote(
        charge_pence=charge,
        credit_pence=credit,
        refund_pence=refund,
        rule=rule,
        next_change_at=changes_at,
    )


def quotes(chosen: Iterable[Place], now: datetime, *, balance: Balance) -> list[Quote]:
    """A quote for each of these places of one booking, when they are all cancelled together."""
    left, found = balance, []
    for place in chosen:
        one = quote(place, now, balance=left)
        found.append(one)
        left = Balance(
            charged_pence=left.charged_pence - one.credit_pence, pence=left.pence - one.credit_pence
        )
    return found


def _charged(place: Place, now: datetime) -> tuple[int, str, datetime | None]:
    price, starts_at = place.payable_pence, place.run.starts_at
    if not price:
        return 0, FUNDED if place.fund_id else FREE_PLACE, None
    if place.run.state == RunState.CANCELLED:
        return 0, CALLED_OFF, None
    if starts_at is None:
        return (price, WATCHED, None) if place.watched_at else (0, UNDATED, None)
    if now >= starts_at:
        return price, BEGUN, None
    if has_been_moved(place):
        return 0, MOVED, starts_at
    due = _timed(steps_of(place.policy), starts_at)
    if not due:
        return 0, NO_TERMS, starts_at
    passed = [step for deadline, step in due if deadline < now]
    coming = [(deadline, step) for deadline, step in due if deadline >= now]
    changes_at = coming[0][0] if coming else starts_at
    if passed:
        step = passed[-1]
        rule = f"Less than {step.length} before the start: {step.cost}."
        return step.charge_pence(price), rule, changes_at
    return 0, f"{coming[0][1].length} or more before the start: free.", changes_at


def has_been_moved(place: Place) -> bool:
    """Whether the hub has moved a session of its run since the place was booked.

    Whoever booked another date may give it up: it costs nothing until the course begins.
    """
    booked_at = place.booking.confirmed_at if place.pk else None
    return booked_at is not None and any(
        session.moved_at is not None and session.moved_at > booked_at
        for session in place.run.sessions.all()
    )


def _timed(steps: list[Step], starts_at: datetime) -> list[tuple[datetime, Step]]:
    """Each step after its deadline, the earliest first: the last one passed is the one in force.

    Where two have the same deadline, the dearer is the later.
    """
    timed = [(_minute(step.deadline(starts_at)), step) for step in steps]
    return sorted(timed, key=lambda pair: (pair[0], pair[1].percent, pair[1].fixed_pence))


def waived_when_refilled(terms: Mapping[str, Any]) -> bool:
    """Whether nothing is kept for a place that somebody else has taken since."""
    return bool(terms.get("waived_when_refilled"))


def sentence_for(run: CourseRun, now: datetime | None = None, *, is_free: bool) -> str:
    """The terms of a place that is booked now, in a sentence or two with their days.

    `is_free`: nobody pays anything. Of a run that costs some people something, the terms of those.
    """
    terms = terms_of(run, is_free=is_free)
    return sentence(terms, run, _minute(now or timezone.now()), is_free=is_free)


def sentence(terms: Mapping[str, Any], run: CourseRun, now: datetime, *, is_free: bool) -> str:
    """Frozen terms as somebody reads them who may cancel from now on."""
    if run.starts_at is None:
        is_watched = run.format == Format.RECORDED and not is_free
        until = " until you say that you have watched it" if is_watched else ""
        return f"You can cancel whenever you like. It costs nothing{until}."
    if is_free or not (due := _timed(steps_of(terms), run.starts_at)):
        return f"You can cancel until {_when(run.starts_at)}, when it begins. It costs nothing."
    words = [_costs(due, now)]
    if any(step.percent or step.fixed_pence for _, step in due) and waived_when_refilled(terms):
        words.append("If somebody on the waiting list takes the place, you pay nothing.")
    words.append(swap_sentence(terms, run))
    return " ".join(words)


def _costs(due: list[tuple[datetime, Step]], now: datetime) -> str:
    parts = []
    passed = [step for deadline, step in due if deadline < now]
    coming = [(deadline, step) for deadline, step in due if deadline >= now]
    if passed:
        cost = passed[-1].cost
        parts.append("Cancelling is free" if cost == "free" else f"Cancelling costs {cost}")
    for number, (deadline, step) in enumerate(coming):
        if number == 0 and not passed:
            parts.append(f"Cancelling is free until {_when(deadline)}. After that it costs")
            parts[-1] += f" {step.cost}" if step.cost != "free" else " nothing"
        else:
            parts.append(f"after {_when(deadline)} {step.cost}")
    return ", ".join(parts) + "."


def swap_until(place: Place) -> datetime | None:
    """Until when another person may come in its attendee's stead; None without a date."""
    if place.run.starts_at is None:
        return None
    return place.run.starts_at - timedelta(hours=int(place.policy.get("swap_hours", 0)))


def swap_sentence(terms: Mapping[str, Any], run: CourseRun) -> str:
    """Until when another person may come instead."""
    hours = int(terms.get("swap_hours", 0))
    until = f"until {_count(hours, 'hour')} before the start" if hours else "until it begins"
    return f"Somebody else may come instead, free, {until}."


def _when(moment: datetime) -> str:
    return f"{day(moment)}, {clock(moment)}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _minute(moment: datetime) -> datetime:
    """Deadlines are to the minute: somebody who acts within the last one is in time."""
    return moment.replace(second=0, microsecond=0)
