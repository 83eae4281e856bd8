"""Locks are taken in one order, so nobody waits in a circle; each race with one that is not.

And one order is not both invoiced and paid online.
"""

import pytest

from tests.concurrency.conftest import Race, Shown

pytestmark = pytest.mark.xdist_group("races")


def test_who_did_not_come_is_charged_while_their_places_are_cancelled(race: Race) -> None:
    report = race("absent")
    assert report["answers"] == {"marked": 1, "1": 7}
    assert report["audit"] == []


def test_lines_are_joined_while_a_basket_of_both_courses_runs_out(race: Race) -> None:
    report = race("joined")
    assert report["answers"] == {"WAITING": 8}
    assert report["taken"] == [0, 0]
    assert report["audit"] == []


def test_bookings_change_from_fund_to_fund_both_ways(race: Race) -> None:
    report = race("amended")
    assert report["answers"] == {"amended": 8}
    assert report["committed"] == [30_000, 30_000]
    assert report["audit"] == []


def test_transfers_in_opposite_directions_all_finish(race: Race) -> None:
    report = race("turned")
    assert report["answers"] == {"moved": 8}
    assert report["counted"] == [4, 4]
    assert report["audit"] == []


@pytest.mark.parametrize(
    "name", ["absent_unlocked", "joined_in_one", "amended_twice", "turned_as_they_come"]
)
def test_the_same_in_another_order_is_a_circle(shown: Shown, name: str) -> None:
    """The negative controls: nobody tries again here, so a deadlock is an answer."""
    assert shown(name, lambda report: "DatabaseBusyError" in report["answers"])


def test_what_is_put_on_an_invoice_is_not_asked_for_online(race: Race) -> None:
    report = race("invoiced")
    assert report["answers"]["invoiced"] == report["invoiced"] == 6
    assert report["twice"] == 0
    assert report["audit"] == []


def test_without_looking_at_the_terms_it_would_be_paid_twice(shown: Shown) -> None:
    assert shown("invoiced_unguarded", lambda report: report["twice"] > 0)
