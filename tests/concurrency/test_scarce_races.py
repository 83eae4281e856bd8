"""Funds, vouchers, offers and changed minds, raced on PostgreSQL; the audit is clean after each."""

import pytest

from tests.concurrency.conftest import Race

pytestmark = pytest.mark.xdist_group("races")


def test_eight_draw_on_a_fund_for_three_and_three_get_it(race: Race) -> None:
    report = race("fund")
    assert report["answers"] == {"held": 3, "used up": 5}
    assert report["spent"] == report["committed"] == 22500
    assert report["audit"] == []


def test_the_same_fund_without_its_guard_is_overspent(race: Race) -> None:
    """The negative control; and the audit sees it."""
    report = race("fund_added_up")
    assert report["spent"] > 22500
    assert any(fault.startswith("I10 fund") for fault in report["audit"])


def test_eight_use_a_code_that_is_good_once_and_one_has(race: Race) -> None:
    """Who looks once it is used up holds a place at the full price, which the next page says."""
    report = race("voucher")
    assert set(report["answers"]) <= {"held", "used up"}
    assert report["used"] == report["counted"] == 1
    assert report["audit"] == []


def test_the_same_code_without_its_guard_is_used_too_often(race: Race) -> None:
    report = race("voucher_added_up")
    assert report["counted"] > 1
    assert any(fault.startswith("I10 voucher") for fault in report["audit"])


def test_four_cancel_at_once_and_each_of_four_who_wait_is_offered_one(race: Race) -> None:
    report = race("offered")
    assert report["answers"] == {"CANCELLED": 4}
    assert report["taken"] == report["counted"] == 4
    assert (report["offers"], report["offered"], report["astray"]) == (4, 4, 0)
    assert report["audit"] == []


@pytest.mark.promise(number=40)
def test_an_offer_accepted_by_eight_presses_is_one_booking_and_one_mail(race: Race) -> None:
    report = race("accepted")
    assert report["answers"] == {"CONFIRMED": 8}
    assert (report["taken"], report["accepted"], report["mails"]) == (1, 1, 1)
    assert report["audit"] == []


@pytest.mark.promise(number=40)
def test_the_same_offer_without_compare_and_set_is_accepted_again(race: Race) -> None:
    assert race("accepted_unguarded")["accepted"] > 1


@pytest.mark.promise(number=40)
def test_an_offer_accepted_while_it_lapses_has_one_outcome(race: Race) -> None:
    report = race("lapsing")
    answers = report["answers"]
    assert set(answers) <= {"accepted", "gone", "lapsed", "not lapsed"}
    assert answers.get("lapsed", 0) <= 1
    was_accepted = "accepted" in answers
    assert report["confirmed"] == int(was_accepted)
    assert (report["entry"] == "ACCEPTED") == was_accepted
    assert report["taken"] == report["counted"] == 1
    assert report["audit"] == []


@pytest.mark.promise(number=39)
def test_a_freed_place_goes_to_who_waits_and_the_public_still_finds_it_full(race: Race) -> None:
    report = race("freed_with_a_line")
    assert report["answers"] == {"CANCELLED": 1, "full": 20}
    assert report["entry"] == "OFFERED"
    assert report["audit"] == []


@pytest.mark.promise(number=39)
def test_without_offers_in_the_freeing_transaction_somebody_jumps_the_queue(race: Race) -> None:
    report = race("freed_without_offers")
    assert report["answers"]["held"] == 1
    assert report["entry"] == "WAITING"


def test_transfers_in_opposite_directions_all_finish(race: Race) -> None:
    report = race("transferred")
    assert report["answers"] == {"moved": 12}
    assert report["counted"] == [6, 6]
    assert report["audit"] == []


def test_eight_presses_cancel_one_place_of_two_once(race: Race) -> None:
    report = race("cancelled")
    assert report["answers"] == {"0": 7, "1": 1}
    assert (report["taken"], report["state"]) == (1, "CONFIRMED")
    assert report["audit"] == []


@pytest.mark.promise(number=10)
def test_capacity_lowered_while_people_book_is_never_below_what_is_taken(race: Race) -> None:
    report = race("shrunk")
    held = report["answers"].get("held", 0)
    assert report["taken"] == held <= report["capacity"]
    was_lowered = "lowered" in report["answers"]
    assert report["capacity"] == (4 if was_lowered else 12)
    assert report["audit"] == []


@pytest.mark.promise(number=9)
def test_one_person_named_on_eight_places_of_a_full_run_has_one(race: Race) -> None:
    report = race("swapped")
    assert report["answers"] == {"has a place": 7, "swapped": 1}
    assert report["taken"] == 8
    assert report["audit"] == []
