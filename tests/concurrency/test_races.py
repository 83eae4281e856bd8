"""Races on PostgreSQL, in processes: SQLite's one writer would hide every fault."""

import pytest

from tests.concurrency.conftest import Race
from tests.concurrency.racers import PLACES, RACERS

# One worker holds every race once: the races need both cores, and so does the migration before.
pytestmark = pytest.mark.xdist_group("races")


@pytest.mark.promise(number=2)
def test_fifty_race_for_five_places_and_five_get_one(race: Race) -> None:
    report = race("guarded")

    assert report["answers"] == {"held": PLACES, "full": RACERS - PLACES}
    assert report["taken"] == report["counted"] == PLACES


@pytest.mark.promise(number=2)
def test_the_same_race_without_the_guard_oversells(race: Race) -> None:
    """The negative control: a harness that cannot see the race proves nothing."""
    report = race("naive")

    assert report["counted"] > PLACES
    assert report["answers"]["held"] == report["counted"]


@pytest.mark.promise(number=1)
@pytest.mark.promise(number=6)
def test_a_hold_that_ran_out_goes_to_one_of_fifty_who_find_it_at_once(race: Race) -> None:
    report = race("lapsed")

    assert report["answers"] == {"held": 1, "full": RACERS - 1}
    assert report["taken"] == report["counted"] == 1


@pytest.mark.promise(number=5)
def test_baskets_in_opposite_order_all_finish(race: Race) -> None:
    report = race("opposite")

    assert report["answers"] == {"finished": 16}
    for run in (report, report["other"]):
        assert run["taken"] == run["counted"] == 0


def test_one_payment_told_by_twelve_at_once_is_one_confirmation_and_one_mail(race: Race) -> None:
    report = race("settled")

    assert report["answers"] == {"SUCCEEDED": 12}
    assert report["balance"] == 0
    assert (report["confirmations"], report["mails"]) == (1, 1)
    assert report["taken"] == report["counted"] == 1


def test_twelve_cancel_one_booking_at_once_and_one_place_is_freed(race: Race) -> None:
    report = race("freed")

    assert report["answers"] == {"CANCELLED": 12}
    assert report["taken"] == report["counted"] == 1


def test_registers_of_one_course_marked_at_once_offer_evidence_once(race: Race) -> None:
    report = race("marked")

    assert report["answers"] == {"8": 4}
    assert report["evidence"] == report["learners"] == 8


def test_the_same_registers_without_the_lock_offer_it_twice(race: Race) -> None:
    """The negative control again."""
    report = race("marked_unlocked")

    assert report["answers"] == {"8": 4}
    assert report["evidence"] > report["learners"]


def test_eight_judge_one_leaf_at_once_and_one_decides(race: Race) -> None:
    report = race("decided")

    assert report["answers"] == {"decided": 1, "meanwhile": 7}
    assert (report["decisions"], report["current"]) == (1, 1)


def test_four_credit_one_line_at_once_and_it_is_credited_once(race: Race) -> None:
    report = race("credited")

    assert report["answers"] == {"4000": 1, "0": 3}
    assert (report["credits"], report["balance"]) == (1, 0)


def test_the_same_credits_without_the_lock_take_back_more_than_was_charged(race: Race) -> None:
    """The negative control of the race above."""
    report = race("credited_unlocked")

    assert report["credits"] > 1
    assert report["balance"] < 0


@pytest.mark.promise(number=2)
@pytest.mark.parametrize("name", ["guarded", "lapsed", "opposite", "settled", "freed"])
def test_the_audit_finds_nothing_new_after_a_race(race: Race, name: str) -> None:
    assert race(name)["audit"] == []


def test_the_audit_sees_what_the_race_without_the_guard_has_done(race: Race) -> None:
    assert any(fault.startswith("I1 ") for fault in race("naive")["audit"])
