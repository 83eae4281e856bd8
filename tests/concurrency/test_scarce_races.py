"""Funds, vouchers, offers and changed minds, raced on PostgreSQL; the audit is clean after each."""

import pytest

from tests.concurrency.conftest import Race, Shown

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


def test_eight_want_the_last_place_at_a_price_and_one_pays_it(race: Race) -> None:
    """The others are told no price that is gone: theirs is looked up again."""
    report = race("price")
    assert report["answers"] == {"2000": 1, "4000": 7}
    assert report["taken"] == report["counted"] == 1
    assert report["audit"] == []


def test_the_same_price_without_its_guard_is_paid_too_often(race: Race) -> None:
    assert race("price_added_up")["counted"] > 1


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


def test_the_same_offer_without_compare_and_set_has_two_outcomes(shown: Shown) -> None:
    """It ends more than once, or is accepted by one and ended by another."""
    assert shown(
        "lapsing_unguarded",
        lambda report: report["answers"].get("lapsed", 0) > 1 or bool(report["audit"]),
    )


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


def test_eight_move_to_a_date_with_two_places_and_two_do(race: Race) -> None:
    report = race("moved")
    assert report["answers"] == {"moved": 2, "full": 6}
    assert report["taken"] == report["counted"] == 2
    assert report["audit"] == []


def test_the_same_moves_without_the_guard_oversell_the_other_date(race: Race) -> None:
    assert race("moved_unguarded")["counted"] > 2


def test_eight_presses_cancel_one_place_of_two_once(race: Race) -> None:
    report = race("cancelled")
    assert report["answers"] == {"0": 7, "1": 1}
    assert (report["taken"], report["state"]) == (1, "CONFIRMED")
    assert report["audit"] == []


def test_the_same_presses_without_the_lock_free_one_place_again(race: Race) -> None:
    report = race("cancelled_unlocked")
    assert report["answers"]["1"] > 1
    assert any(fault.startswith("I1 ") for fault in report["audit"])


@pytest.mark.promise(number=10)
def test_capacity_lowered_while_people_book_is_never_below_what_is_taken(race: Race) -> None:
    report = race("shrunk")
    held = report["answers"].get("held", 0)
    assert report["taken"] == held <= report["capacity"]
    was_lowered = "lowered" in report["answers"]
    assert report["capacity"] == (4 if was_lowered else 12)
    assert report["audit"] == []


def test_the_same_capacity_without_the_guard_is_below_what_is_taken(race: Race) -> None:
    report = race("shrunk_unguarded")
    assert report["answers"]["lowered"] == 1
    assert report["taken"] > report["capacity"]


@pytest.mark.promise(number=9)
def test_one_person_named_on_eight_places_of_a_full_run_has_one(race: Race) -> None:
    report = race("swapped")
    assert report["answers"] == {"has a place": 7, "swapped": 1}
    assert report["taken"] == 8
    assert report["audit"] == []


def test_the_same_names_without_the_databases_word_sit_on_several_chairs(race: Race) -> None:
    assert race("swapped_unguarded")["answers"]["swapped"] > 1
