"""Progress as pure arithmetic over facts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification import drawing, progress
from certification.enums import LeafState, Outcome, Rag
from certification.progress import Claim, Ruling

START = datetime(2026, 1, 1, tzinfo=UTC)


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


@pytest.mark.parametrize(
    ("gap", "colour"),
    [
        (30, Rag.GREEN),
        (0, Rag.GREEN),
        (-9, Rag.GREEN),
        (-10, Rag.GREEN),
        (-11, Rag.AMBER),
        (-25, Rag.AMBER),
        (-26, Rag.RED),
        (-60, Rag.RED),
    ],
)
def test_the_colour_follows_how_far_met_is_behind_the_time(gap: int, colour: Rag) -> None:
    assert progress.rag(met=60 + gap, time=60) is colour


def test_seven_of_eight_is_87_and_only_all_is_100() -> None:
    assert progress.share(range(7), range(8)) == 87
    assert progress.share(range(999), range(1000)) == 99
    assert progress.share(range(8), range(8)) == 100
    assert progress.share([], []) == 0


@pytest.mark.parametrize(
    ("today", "used"),
    [
        (date(2026, 2, 9), 0),
        (date(2026, 2, 8), 0),
        (date(2027, 2, 8), 50),
        (date(2028, 2, 7), 99),
        (date(2028, 2, 8), 100),
        (date(2030, 1, 1), 100),
        (date(2025, 1, 1), 0),
    ],
)
def test_time_used_counts_whole_days_and_is_full_after_the_last_one(today: date, used: int) -> None:
    start, limit = date(2026, 2, 8), date(2028, 2, 7)
    assert progress.time_used(start=start, limit=limit, today=today) == used


@pytest.mark.parametrize(
    ("claimed", "ruling", "state"),
    [
        (None, None, LeafState.NOT_STARTED),
        (1, None, LeafState.EVIDENCED),
        (None, (Outcome.NOT_YET_MET, 2), LeafState.NOT_YET_MET),
        (1, (Outcome.NOT_YET_MET, 2), LeafState.NOT_YET_MET),
        (3, (Outcome.NOT_YET_MET, 2), LeafState.EVIDENCED),
        (None, (Outcome.MET, 2), LeafState.MET),
        (3, (Outcome.MET, 2), LeafState.MET),
    ],
)
def test_a_leaf_is_what_the_facts_say(
    claimed: int | None, ruling: tuple[Outcome, int] | None, state: LeafState
) -> None:
    claims = [Claim(1, at(claimed))] if claimed else []
    rulings = [Ruling(1, ruling[0], at(ruling[1]))] if ruling else []
    assert progress.leaf_states([1], claims, rulings) == {1: state}


LEAVES = st.dictionaries(st.integers(1, 12), st.booleans(), max_size=12)
CLAIMS = st.lists(st.builds(Claim, st.integers(1, 15), st.integers(0, 99).map(at)), max_size=30)
RULINGS = st.lists(
    st.builds(
        Ruling,
        st.integers(1, 15),
        st.sampled_from([Outcome.MET, Outcome.NOT_YET_MET]),
        st.integers(0, 99).map(at),
    ),
    max_size=15,
    unique_by=lambda ruling: ruling.leaf,
)


@given(LEAVES, CLAIMS, RULINGS, st.integers(0, 100))
def test_any_facts_give_shares_that_agree_with_counting_by_hand(
    leaves: dict[int, bool], claims: list[Claim], rulings: list[Ruling], time: int
) -> None:
    found = progress.of(leaves, claims, rulings, time=time)
    met = evidenced = total = 0
    for leaf, is_mandatory in leaves.items():
        is_met = any(r.leaf == leaf and r.outcome == "MET" for r in rulings)
        is_claimed = any(c.leaf == leaf for c in claims)
        assert (found.states[leaf] == LeafState.MET) is is_met
        if not is_mandatory:
            continue
        total += 1
        met += is_met
        evidenced += is_met or is_claimed
    assert (len(found.met), len(found.evidenced), found.total) == (met, evidenced, total)
    for share, part in ((found.met_share, met), (found.evidenced_share, evidenced)):
        assert 0 <= share <= 100
        assert (share == 100) is (total > 0 and part == total)
        if total:
            assert share <= 100 * part / total < share + 1
    assert found.met_share <= found.evidenced_share
    assert found.met <= found.evidenced <= found.counted


@given(st.integers(1, 80), st.integers(0, 80), st.integers(0, 100))
def test_as_many_more_as_it_says_turn_it_green_and_one_fewer_does_not(
    total: int, met: int, time: int
) -> None:
    met = min(met, total)
    more = progress.needed_for_green(met=met, total=total, time=time)
    assert progress.rag(met=100 * (met + more) // total, time=time) is Rag.GREEN
    if more:
        fewer = 100 * (met + more - 1) // total
        assert progress.rag(met=fewer, time=time) is not Rag.GREEN


def test_next_is_what_was_asked_for_again_then_the_unit_under_way_then_the_first() -> None:
    units = [[1, 2], [3, 4]]
    none, met = LeafState.NOT_STARTED, LeafState.MET
    assert progress.next_leaf(units, dict.fromkeys((1, 2, 3, 4), none)) == (1, none)
    under_way = {1: none, 2: none, 3: LeafState.EVIDENCED, 4: none}
    assert progress.next_leaf(units, under_way) == (4, none)
    again = {1: met, 2: none, 3: none, 4: LeafState.NOT_YET_MET}
    assert progress.next_leaf(units, again) == (4, LeafState.NOT_YET_MET)
    assert progress.next_leaf(units, dict.fromkeys((1, 2, 3, 4), met)) is None
    waiting = {1: met, 2: met, 3: met, 4: LeafState.EVIDENCED}
    assert progress.next_leaf(units, waiting) is None


def test_amber_says_how_far_behind_and_what_would_do() -> None:
    leaves = dict.fromkeys(range(61), True)
    rulings = [Ruling(leaf, Outcome.MET, START) for leaf in range(15)]
    words = drawing.rag_words(progress.of(leaves, [], rulings, time=39))
    assert words.title == "Amber: a little behind"
    assert words.reason == (
        "Met is 15 points behind the time used. Green starts at 10 or fewer: "
        "3 more criteria met would do it."
    )
