"""What cancelling costs: every policy at every moment, to the minute and to the penny."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from billing.models.order import Balance
from core.money import VatCode
from courses import policies
from courses.enums import DayKind, Format, PolicyUse, RunState
from courses.models import CancellationPolicy, CourseRun, Place, PolicyStep

LONDON = ZoneInfo("Europe/London")
START = datetime(2026, 3, 31, 15, 45, tzinfo=LONDON)  # two days after the clocks went forward


def step(
    days: int, percent: int = 0, fixed_pence: int = 0, day_kind: DayKind = DayKind.WORKING
) -> dict[str, Any]:
    return {
        "days": days,
        "day_kind": str(day_kind),
        "percent": percent,
        "fixed_pence": fixed_pence,
    }


USUAL = {"steps": [step(10, 50), step(2, 100)], "swap_hours": 1, "waived_when_refilled": True}
FIXED = {"steps": [step(7, fixed_pence=2000, day_kind=DayKind.CALENDAR)]}
ODD = {"steps": [step(1, 33, 1)]}


def place(
    pence: int = 7500, terms: dict[str, Any] | None = None, starts_at: datetime | None = START
) -> Place:
    run = CourseRun(title="Example", starts_at=starts_at, state=RunState.OPEN, lowest_pence=pence)
    return Place(
        run=run,
        policy=terms or {},
        net_pence=pence,
        vat_code=VatCode.OUTSIDE,
        vat_pence=0,
        gross_pence=pence,
    )


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


HALF = "Less than 10 working days before the start: half the price."
WHOLE = "Less than 2 working days before the start: the whole price."


@pytest.mark.parametrize(
    ("terms", "now", "charge", "rule"),
    [
        (USUAL, "2026-03-01T12:00", 0, "10 working days or more before the start: free."),
        (USUAL, "2026-03-17T15:45", 0, "10 working days or more before the start: free."),
        (USUAL, "2026-03-17T15:45:59", 0, "10 working days or more before the start: free."),
        (USUAL, "2026-03-17T15:46", 3750, HALF),
        (USUAL, "2026-03-27T15:45", 3750, HALF),
        (USUAL, "2026-03-27T15:46", 7500, WHOLE),  # across the clock change
        (USUAL, "2026-03-31T15:44", 7500, WHOLE),
        (USUAL, "2026-03-31T15:45", 7500, policies.BEGUN),
        (FIXED, "2026-03-24T15:45", 0, "7 days or more before the start: free."),
        (FIXED, "2026-03-24T15:46", 2000, "Less than 7 days before the start: £20."),
        (
            ODD,
            "2026-03-30T15:46",
            2476,
            "Less than 1 working day before the start: 33% of the price and £0.01.",
        ),
        ({}, "2026-03-31T15:44", 0, policies.NO_TERMS),
        ({}, "2026-03-31T15:45", 7500, policies.BEGUN),
    ],
)
def test_each_policy_at_each_moment(
    terms: dict[str, Any], now: str, charge: int, rule: str
) -> None:
    quote = policies.quote(place(terms=terms), at(now))

    assert (quote.charge_pence, quote.rule) == (charge, rule)
    assert quote.charge_pence + quote.credit_pence == 7500


@pytest.mark.parametrize(
    ("now", "changes_at"),
    [
        ("2026-03-01T12:00", "2026-03-17T15:45"),
        ("2026-03-17T15:45", "2026-03-17T15:45"),
        ("2026-03-17T15:46", "2026-03-27T15:45"),
        ("2026-03-27T15:46", "2026-03-31T15:45"),
        ("2026-03-31T15:45", None),
    ],
)
def test_it_says_until_when_the_answer_holds(now: str, changes_at: str | None) -> None:
    quote = policies.quote(place(terms=USUAL), at(now))

    assert quote.next_change_at == (at(changes_at) if changes_at else None)


def test_nothing_is_charged_that_the_booker_does_not_pay() -> None:
    late = at("2026-03-31T15:44")
    funded = place(terms=USUAL)
    funded.fund_id = 1
    off = place(terms=USUAL)
    off.run.state = RunState.CANCELLED

    assert policies.quote(funded, late).charge_pence == 0
    assert policies.quote(funded, late).rule == policies.FUNDED
    assert policies.quote(place(0, FIXED), late).rule == policies.FREE_PLACE
    assert policies.quote(place(terms=USUAL, starts_at=None), late).rule == policies.UNDATED
    assert policies.quote(off, late).charge_pence == 0


@pytest.mark.parametrize(
    ("owed", "refund"), [(7500, 0), (5000, 0), (3750, 0), (2500, 1250), (0, 3750), (-100, 3750)]
)
def test_only_what_was_paid_goes_back(owed: int, refund: int) -> None:
    late = at("2026-03-20T12:00")
    balance = Balance(charged_pence=7500, pence=owed)

    assert policies.quote(place(terms=USUAL), late, balance=balance).refund_pence == refund


def test_places_that_go_together_share_what_was_paid() -> None:
    balance = Balance(charged_pence=15000, pence=5000)  # two at £75, £100 paid

    found = policies.quotes(
        [place(terms=USUAL), place(terms=USUAL)], at("2026-03-20T12:00"), balance=balance
    )

    assert [quote.credit_pence for quote in found] == [3750, 3750]
    assert [quote.refund_pence for quote in found] == [0, 2500]


STEPS = st.lists(
    st.builds(
        step,
        st.integers(0, 40),
        st.integers(0, 100),
        st.integers(0, 20_000),
        st.sampled_from(DayKind),
    ),
    max_size=4,
)


@given(
    steps=STEPS,
    pence=st.integers(0, 20_000),
    hours=st.integers(-100, 2000),
    owed=st.integers(-20_000, 20_000),
)
def test_never_more_than_the_price_and_every_penny_is_somewhere(
    steps: list[dict[str, Any]], pence: int, hours: int, owed: int
) -> None:
    quote = policies.quote(
        place(pence, {"steps": steps}),
        START - timedelta(hours=hours),
        balance=Balance(charged_pence=pence, pence=owed),
    )

    assert quote.charge_pence + quote.credit_pence == pence
    assert 0 <= quote.charge_pence <= pence
    assert 0 <= quote.refund_pence <= quote.credit_pence


@given(steps=STEPS, minutes=st.integers(1, 100_000))
def test_an_answer_holds_until_the_minute_it_names(
    steps: list[dict[str, Any]], minutes: int
) -> None:
    one = place(terms={"steps": steps})
    quote = policies.quote(one, START - timedelta(minutes=minutes))

    assert quote.next_change_at
    last = min(quote.next_change_at, START - timedelta(minutes=1))
    assert policies.quote(one, last).charge_pence == quote.charge_pence


@pytest.fixture
def kinds(db: None) -> dict[str, CancellationPolicy]:
    made: dict[str, CancellationPolicy] = {}
    for use in PolicyUse:
        made[use] = CancellationPolicy.objects.create(name=use.label, use_for=use, swap_hours=2)
    PolicyStep.objects.create(policy=made["PRICED"], days=10, percent=50)
    return made


@pytest.mark.parametrize(
    ("format_", "pence", "use"),
    [
        (Format.LIVE_ONLINE, 7500, "ONLINE"),
        (Format.RECORDED, 0, "ONLINE"),
        (Format.TWILIGHT, 0, "FREE"),
        (Format.TWILIGHT, 7500, "PRICED"),
        (Format.BLENDED, 7500, "PRICED"),
    ],
)
def test_a_run_without_its_own_policy_gets_that_of_its_kind(
    kinds: dict[str, CancellationPolicy], format_: Format, pence: int, use: str
) -> None:
    terms = policies.terms_of(CourseRun(format=format_, lowest_pence=pence))

    assert terms["name"] == kinds[use].name
    assert terms["swap_hours"] == 2


def test_a_runs_own_policy_comes_first_and_without_any_there_is_none(db: None) -> None:
    own = CancellationPolicy.objects.create(name="Its own")

    terms = policies.terms_of(CourseRun(format=Format.TWILIGHT, policy=own))

    assert (terms["name"], terms["steps"]) == ("Its own", [])
    assert policies.terms_of(CourseRun(format=Format.TWILIGHT)) == {}


@pytest.mark.parametrize("number", [0, 1, 5])
def test_a_policy_and_its_steps_are_read_in_one_statement_the_furthest_first(
    kinds: dict[str, CancellationPolicy],
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    PolicyStep.objects.all().delete()
    for days in range(1, number + 1):
        PolicyStep.objects.create(policy=kinds["PRICED"], days=days, percent=100 - days)

    with django_assert_num_queries(1):
        terms = policies.terms_of(CourseRun(format=Format.TWILIGHT, lowest_pence=7500))

    assert terms["steps"] == [step(days, 100 - days) for days in range(number, 0, -1)]


def test_frozen_terms_stay_when_the_policy_changes(kinds: dict[str, CancellationPolicy]) -> None:
    frozen = policies.terms_of(CourseRun(format=Format.TWILIGHT, lowest_pence=7500))
    PolicyStep.objects.update(percent=100)

    assert frozen["steps"] == [step(10, 50)]
    assert policies.quote(place(terms=frozen), at("2026-03-20T12:00")).charge_pence == 3750


@pytest.mark.parametrize(
    ("terms", "now", "words"),
    [
        (
            USUAL,
            "2026-03-01T12:00",
            (
                "Cancelling is free until Tuesday 17 March, 3.45pm. After that it costs half the "
                "price, after Friday 27 March, 3.45pm the whole price. If somebody on the waiting "
                "list takes the place, you pay nothing. Somebody else may come instead, free, "
                "until 1 hour before the start."
            ),
        ),
        (
            USUAL,
            "2026-03-20T12:00",
            (
                "Cancelling costs half the price, after Friday 27 March, 3.45pm the whole price. "
                "If somebody on the waiting list takes the place, you pay nothing. Somebody else "
                "may come instead, free, until 1 hour before the start."
            ),
        ),
        (
            FIXED,
            "2026-03-01T12:00",
            (
                "Cancelling is free until Tuesday 24 March, 3.45pm. After that it costs £20. "
                "Somebody else may come instead, free, until it begins."
            ),
        ),
        (
            {},
            "2026-03-01T12:00",
            "You can cancel until Tuesday 31 March, 3.45pm, when it begins. It costs nothing.",
        ),
    ],
)
def test_the_terms_are_said_with_their_days(terms: dict[str, Any], now: str, words: str) -> None:
    assert policies.sentence(terms, place().run, at(now), is_free=False) == words


def test_a_course_without_a_date_has_no_deadline() -> None:
    undated = place(terms=USUAL, starts_at=None).run

    assert "whenever you like" in policies.sentence(
        USUAL, undated, at("2026-03-01T12:00"), is_free=False
    )
