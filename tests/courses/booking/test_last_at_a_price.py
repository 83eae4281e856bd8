"""The last place at a price goes while somebody acts: they pay the price that is left."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from accounts.models import User
from courses import frozen_terms
from courses.actions import extras, runs, transferring
from courses.actions.runs import PriceLine
from courses.enums import Audience, BookingState
from courses.exceptions import QuotaUsedError, QuoteChangedError
from courses.models import Booking, CourseRun, Place, PriceTier
from schools.models import School
from tests.courses.booking.pages import taken
from tests.factories import bookings as make
from tests.factories import changes as scene
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db
EARLY = (
    PriceLine(audience=Audience.SCHOOL, net_pence=7500),
    PriceLine(audience=Audience.SCHOOL, net_pence=5000, name="Early", quota=1),
    PriceLine(audience=Audience.INDIVIDUAL, net_pence=4000),
)


@pytest.fixture
def early(run: CourseRun) -> PriceTier:
    """One place of the run is cheaper."""
    runs.set_tiers(run=run, prices=EARLY, by=None)
    return PriceTier.objects.get(run=run, name="Early")


@pytest.fixture
def goes(early: PriceTier, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lower price is there to be seen, and gone when it is taken; how often it was taken.

    What somebody else does meanwhile is not rolled back with ours: the list remembers it.
    """
    really, tried = extras.change, list[int]()

    def change(*, taken: Iterable[Place] = (), freed: Iterable[Place] = ()) -> None:
        tried.append(len(tried))
        if len(tried) == 1 and any(place.tier_id == early.pk for place in taken):
            raise QuotaUsedError
        really(taken=taken, freed=freed)

    def look(**kwargs: Any) -> list[dict[str, Any]]:
        if tried:
            PriceTier.objects.filter(pk=early.pk).update(quota=0)
        return place_values(**kwargs)

    place_values = frozen_terms.place_values
    monkeypatch.setattr(extras, "change", change)
    monkeypatch.setattr(frozen_terms, "place_values", look)
    return tried


def prices(booking: Booking) -> list[int]:
    return [place.gross_pence for place in booking.places.order_by("pk")]


@pytest.mark.usefixtures("goes")
def test_who_books_pays_the_price_that_is_left(run: CourseRun, tariq: User, school: School) -> None:
    assert prices(make.hold(run, tariq, at=school)) == [7500]
    assert taken(run) == 1


def test_who_names_another_school_pays_the_price_that_is_left(
    run: CourseRun, early: PriceTier, tariq: User, school: School, request: pytest.FixtureRequest
) -> None:
    booking = make.hold(run, tariq)
    assert prices(booking) == [4000]
    tried = request.getfixturevalue("goes")

    make.amend(booking, tariq, at=school, name="Tariq")

    assert len(tried) == 2
    assert prices(booking) == [7500]
    assert taken(run) == 1


def test_who_moves_to_another_date_pays_the_price_that_is_left_if_they_agree(
    run: CourseRun, early: PriceTier, tariq: User, school: School, request: pytest.FixtureRequest
) -> None:
    other = CourseRunFactory(page=run.page, is_open=True, capacity=1)
    booking = scene.booked(other, by=tariq, people=("ann",), at=school)
    place = booking.places.get()
    tried = request.getfixturevalue("goes")

    with pytest.raises(QuoteChangedError):
        transferring.transfer(place=place, to_run=run, by=tariq, agreed_pence=-2500)
    assert (len(tried), taken(run), taken(other)) == (1, 0, 1)
    tried.clear()
    new = transferring.transfer(place=place, to_run=run, by=tariq)

    assert new.gross_pence == 7500
    assert (len(tried), taken(run), taken(other)) == (2, 1, 0)


def test_amending_keeps_the_lower_price_that_one_has(
    run: CourseRun, early: PriceTier, tariq: User, school: School
) -> None:
    """Its own place is not in its way, although the quota is used up by it."""
    booking = make.hold(run, tariq, at=school)
    assert prices(booking) == [5000]

    make.amend(booking, tariq, at=school, name="Theo")

    assert prices(booking) == [5000]
    early.refresh_from_db()
    assert (early.taken, booking.state) == (1, BookingState.HELD)
