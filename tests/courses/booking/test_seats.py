"""Places for several people: what each costs, and what can be used up but not overdrawn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from billing.enums import Terms
from core.dates import academic_year
from core.money import VatCode
from courses import vouchers
from courses.actions import bookings, extras, runs
from courses.actions.bookings import Seat
from courses.actions.runs import PriceLine
from courses.enums import Audience, PlaceState, VoucherEffect
from courses.exceptions import (
    AlreadyBookedError,
    FundNotForThemError,
    FundSpentError,
    VoucherUnknownError,
    VoucherUsedError,
)
from courses.models import Booking, CourseRun, Fund, PriceTier, Voucher
from schools.enums import PostState, StandingKind
from schools.models import Area, School, Standing
from tests.factories import bookings as make
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db


def line(audience: Audience, pence: int, **more: Any) -> PriceLine:
    return PriceLine(audience=audience, net_pence=pence, **more)


@pytest.fixture
def meadow(olwen: User) -> School:
    """Where Olwen keeps the office."""
    school = make.school()
    make.post(olwen, school)
    return school


@pytest.fixture
def run() -> CourseRun:
    return CourseRunFactory(is_open=True, capacity=6)


def seats(run: CourseRun, *names: str) -> list[Seat]:
    """A seat for each name; an empty one is to be named later."""
    return [
        Seat(run=run, name=name, email=f"{name.lower()}@school.example" if name else "")
        for name in names
    ]


def hold(wanted: list[Seat], by: User, school: School | None, **more: Any) -> Booking:
    return bookings.hold(seats=wanted, school=school, by=by, submit_token="", **more)


def prices(booking: Booking) -> list[int]:
    return [place.gross_pence for place in booking.places.order_by("pk")]


def test_several_people_some_to_be_named_later(run: CourseRun, olwen: User, meadow: School) -> None:
    booking = hold(seats(run, "Ann", "Bea", ""), olwen, meadow)

    run.refresh_from_db()
    assert run.places_taken == 3
    ann, bea, later = booking.places.order_by("pk")
    assert (str(ann.attendee), str(bea.attendee), later.attendee) == ("Ann", "Bea", None)
    assert run.starts_at is not None
    assert (ann.name_by, later.name_by) == (None, run.starts_at - timedelta(days=2))


def test_one_person_twice_in_one_booking_is_refused(
    run: CourseRun, olwen: User, meadow: School
) -> None:
    twice = [*seats(run, "Ann"), Seat(run=run, name="Ann too", email="ANN@School.example")]

    with pytest.raises(AlreadyBookedError, match=r"ann@school\.example"):
        hold(twice, olwen, meadow)

    assert not Booking.objects.exists()


def test_the_same_form_again_is_the_same_booking_and_another_basket_is_not(
    run: CourseRun, olwen: User
) -> None:
    def press(*names: str) -> Booking:
        return bookings.hold(
            seats=seats(run, *names), school=None, by=olwen, submit_token="pressed-twice"
        )

    one = press("Ann", "")

    assert press("Ann", "") == one
    assert press("Bea") != one


def test_a_second_person_from_the_school_pays_the_second_price(
    run: CourseRun, olwen: User, meadow: School
) -> None:
    wanted = [line(Audience.SCHOOL, 7500), line(Audience.SECOND_DELEGATE, 4000)]
    runs.set_tiers(run=run, prices=wanted, by=None)

    assert prices(hold(seats(run, "Ann", "Bea"), olwen, meadow)) == [7500, 4000]
    assert prices(hold(seats(run, "Cat"), olwen, meadow)) == [4000]


def test_a_lead_school_has_one_place_at_its_price_and_members_theirs(
    run: CourseRun, olwen: User, meadow: School
) -> None:
    wanted = [
        line(Audience.SCHOOL, 7500),
        line(Audience.MEMBER_SCHOOL, 6000),
        line(Audience.LEAD_SCHOOL, 0),
    ]
    runs.set_tiers(run=run, prices=wanted, by=None)
    for kind in StandingKind:
        Standing.objects.create(school=meadow, kind=kind)

    assert prices(hold(seats(run, "Ann", "Bea"), olwen, meadow)) == [0, 6000]


def test_who_only_names_a_school_gets_none_of_what_it_has_by_its_standing(
    run: CourseRun, sam: User, meadow: School
) -> None:
    wanted = [
        line(Audience.SCHOOL, 7500),
        line(Audience.LEAD_SCHOOL, 0),
        line(Audience.SECOND_DELEGATE, 4000),
    ]
    runs.set_tiers(run=run, prices=wanted, by=None)
    Standing.objects.create(school=meadow, kind=StandingKind.LEAD)
    make.post(sam, meadow, PostState.CLAIMED)

    assert prices(hold(seats(run, "Ann", "Bea"), sam, meadow)) == [7500, 7500]


def test_a_standing_that_is_over_gives_no_price(
    run: CourseRun, olwen: User, meadow: School
) -> None:
    wanted = [line(Audience.SCHOOL, 7500), line(Audience.MEMBER_SCHOOL, 6000)]
    runs.set_tiers(run=run, prices=wanted, by=None)
    day = timezone.localdate()
    Standing.objects.create(
        school=meadow,
        kind=StandingKind.MEMBER,
        start_date=day - timedelta(days=9),
        end_date=day - timedelta(days=1),
    )

    assert prices(hold(seats(run, "Ann"), olwen, meadow)) == [7500]


def test_a_school_outside_every_area_pays_the_price_for_that(
    run: CourseRun, olwen: User, meadow: School
) -> None:
    wanted = [line(Audience.SCHOOL, 7500), line(Audience.OUT_OF_AREA, 9000)]
    runs.set_tiers(run=run, prices=wanted, by=None)
    assert prices(hold(seats(run, "Ann"), olwen, meadow)) == [7500]  # the hub has no area yet

    Area.objects.create(name="Where nobody is")

    assert prices(hold(seats(run, "Bea"), olwen, meadow)) == [9000]


def test_a_price_with_a_quota_goes_to_the_first_and_comes_back(
    run: CourseRun, olwen: User, meadow: School
) -> None:
    early = line(Audience.SCHOOL, 5000, name="Early", quota=2)
    runs.set_tiers(run=run, prices=[line(Audience.SCHOOL, 7500), early], by=None)

    booking = hold(seats(run, "Ann", "Bea", "Cat"), olwen, meadow)

    assert prices(booking) == [5000, 5000, 7500]
    assert PriceTier.objects.get(name="Early").taken == 2
    bookings.expire(booking=booking, by=olwen)
    assert PriceTier.objects.get(name="Early").taken == 0


def test_a_price_with_dates_holds_on_those_days_only(
    run: CourseRun, olwen: User, meadow: School
) -> None:
    day = timezone.localdate()
    wanted = [
        line(Audience.SCHOOL, 7500),
        line(Audience.SCHOOL, 5000, name="Early", valid_until=day - timedelta(days=1)),
        line(Audience.SCHOOL, 6000, name="Late", valid_from=day + timedelta(days=1)),
    ]
    runs.set_tiers(run=run, prices=wanted, by=None)

    assert prices(hold(seats(run, "Ann"), olwen, meadow)) == [7500]


def fund(run: CourseRun, pence: int, **more: Any) -> Fund:
    year = academic_year(timezone.localtime(run.starts_at).date())
    return Fund.objects.create(name="Bursary", academic_year=year, budget_pence=pence, **more)


def test_a_fund_pays_whole_places_and_gets_back_what_is_given_up(
    run: CourseRun, olwen: User, meadow: School
) -> None:
    bursary = fund(run, 15000)

    booking = hold(seats(run, "Ann", "Bea"), olwen, meadow, fund=bursary)
    booking = bookings.confirm(booking=booking, by=olwen)

    bursary.refresh_from_db()
    assert (bursary.committed_pence, bursary.left_pence) == (15000, 0)
    assert (booking.payable_pence, booking.order) == (0, None)
    assert booking.places.filter(state=PlaceState.CONFIRMED).count() == 2
    bookings.cancel(booking=booking, by=olwen)
    bursary.refresh_from_db()
    assert bursary.committed_pence == 0


def test_a_fund_is_never_overspent_and_the_refusal_says_what_is_left(
    run: CourseRun, olwen: User, meadow: School
) -> None:
    bursary = fund(run, 14999)

    with pytest.raises(FundSpentError, match=r"£149\.99 left, and these places cost £150"):
        hold(seats(run, "Ann", "Bea"), olwen, meadow, fund=bursary)

    run.refresh_from_db()
    assert (run.places_taken, Booking.objects.count()) == (0, 0)


def test_a_fund_pays_only_for_its_own_schools_runs_and_year(
    run: CourseRun, olwen: User, meadow: School
) -> None:
    for_others = fund(run, 20000)
    for_others.schools.add(make.school(999002, "Another"))
    last_year = Fund.objects.create(name="Old", academic_year=2001, budget_pence=20000)
    closed = Fund.objects.create(
        name="Shut", academic_year=for_others.academic_year, budget_pence=20000, is_open=False
    )

    for wrong in (for_others, last_year, closed):
        with pytest.raises(FundNotForThemError):
            hold(seats(run, "Ann"), olwen, meadow, fund=wrong)
    with pytest.raises(FundNotForThemError):
        hold(seats(run, "Ann"), olwen, None, fund=for_others)


def test_a_fund_is_drawn_only_by_somebody_whom_the_school_has_approved(
    run: CourseRun, sam: User, meadow: School
) -> None:
    bursary = fund(run, 20000)

    with pytest.raises(FundNotForThemError):
        hold(seats(run, "Ann"), sam, meadow, fund=bursary)
    make.post(sam, meadow, PostState.CLAIMED)
    with pytest.raises(FundNotForThemError):
        hold(seats(run, "Ann"), sam, meadow, fund=bursary)


def voucher(effect: VoucherEffect, value: int, **more: Any) -> Voucher:
    return Voucher.objects.create(
        name="Demonstration",
        code_hash=vouchers.hash_code("CHORD-7"),
        effect=effect,
        value=value,
        **more,
    )


@pytest.mark.parametrize(
    ("effect", "value", "net", "vat"),
    [
        (VoucherEffect.PERCENT, 50, 3750, 750),
        (VoucherEffect.PERCENT, 33, 5025, 1005),
        (VoucherEffect.PERCENT, 100, 0, 0),
        (VoucherEffect.AMOUNT, 2500, 5000, 1000),
        (VoucherEffect.AMOUNT, 99999, 0, 0),
    ],
)
def test_a_voucher_lowers_the_net_price_and_the_vat_with_it(
    run: CourseRun, olwen: User, effect: VoucherEffect, value: int, net: int, vat: int
) -> None:
    runs.set_tiers(
        run=run, prices=[line(Audience.SCHOOL, 7500, vat_code=VatCode.STANDARD)], by=None
    )
    given = voucher(effect, value)

    booking = hold(seats(run, "Ann"), olwen, None, voucher_code="chord 7")

    place = booking.places.get()
    assert (place.net_pence, place.vat_pence, place.gross_pence) == (net, vat, net + vat)
    assert place.discount_pence == 7500 - net
    given.refresh_from_db()
    assert given.used == 1


def test_a_voucher_is_used_for_as_many_places_as_it_has_uses(run: CourseRun, olwen: User) -> None:
    given = voucher(VoucherEffect.AMOUNT, 1000, max_uses=2)

    booking = hold(seats(run, "Ann", "Bea", "Cat"), olwen, None, voucher_code="CHORD7")

    assert prices(booking) == [3000, 3000, 4000]
    given.refresh_from_db()
    assert given.used == 2
    bookings.expire(booking=booking, by=olwen)
    given.refresh_from_db()
    assert given.used == 0


def test_a_voucher_for_one_course_lowers_no_other_in_the_same_basket(
    run: CourseRun, olwen: User
) -> None:
    other = CourseRunFactory(is_open=True)
    voucher(VoucherEffect.AMOUNT, 1000, max_uses=9).runs.add(run)

    booking = hold([*seats(other, "Ann"), *seats(run, "Ann")], olwen, None, voucher_code="CHORD7")

    assert prices(booking) == [4000, 3000]


def test_a_voucher_that_is_used_up_is_said_and_nothing_is_booked_at_the_full_price(
    run: CourseRun, olwen: User
) -> None:
    voucher(VoucherEffect.AMOUNT, 1000, max_uses=1)
    first = hold(seats(run, "Ann"), olwen, None, voucher_code="CHORD7")

    with pytest.raises(VoucherUsedError):
        hold(seats(run, "Bea"), olwen, None, voucher_code="CHORD7")
    amended = bookings.amend(
        booking=first, school=None, seats=seats(run, "Cat"), by=olwen, voucher_code="CHORD7"
    )

    assert prices(amended) == [3000]  # the use is its own


def test_a_wrong_or_stale_code_is_refused_and_nothing_stored(run: CourseRun, olwen: User) -> None:
    voucher(VoucherEffect.PERCENT, 50, valid_until=timezone.localdate() - timedelta(days=1))

    for code in ("CHORD-7", "NONSENSE", "'; DROP TABLE"):
        with pytest.raises(VoucherUnknownError):
            hold(seats(run, "Ann"), olwen, None, voucher_code=code)
    assert not Booking.objects.exists()


def test_the_last_use_that_is_lost_in_a_race_is_said(
    run: CourseRun, olwen: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody takes the last use after this form has looked: the guard says no."""
    given = voucher(VoucherEffect.PERCENT, 50, max_uses=1)
    really = extras.take

    def slow(places: Any) -> None:
        Voucher.objects.filter(pk=given.pk).update(used=1)
        really(places)

    monkeypatch.setattr(extras, "take", slow)

    with pytest.raises(VoucherUsedError):
        hold(seats(run, "Ann"), olwen, None, voucher_code="CHORD-7")
    assert not Booking.objects.exists()


def test_amending_changes_people_school_and_price_and_counts_stay_right(
    run: CourseRun, olwen: User, meadow: School
) -> None:
    early = line(Audience.SCHOOL, 5000, name="Early", quota=1)
    individual = line(Audience.INDIVIDUAL, 4000)
    runs.set_tiers(run=run, prices=[line(Audience.SCHOOL, 7500), early, individual], by=None)
    booking = hold(seats(run, "Ann", ""), olwen, meadow)
    assert prices(booking) == [5000, 7500]

    bookings.amend(booking=booking, school=None, seats=seats(run, "", "Ann"), by=olwen)

    first, second = booking.places.order_by("pk")
    assert (first.attendee, str(second.attendee)) == (None, "Ann")
    assert prices(booking) == [4000, 4000]
    assert PriceTier.objects.get(name="Early").taken == 0
    bookings.amend(booking=booking, school=meadow, seats=seats(run, "Bea", "Ann"), by=olwen)
    assert prices(booking) == [5000, 7500]
    assert PriceTier.objects.get(name="Early").taken == 1


@pytest.mark.promise(number=16)
def test_editing_a_price_changes_no_place_that_is_taken(
    run: CourseRun, olwen: User, meadow: School
) -> None:
    booking = hold(seats(run, "Ann"), olwen, meadow)

    runs.set_tiers(run=run, prices=[line(Audience.SCHOOL, 100)], by=None)
    bookings.confirm(booking=booking, by=olwen, terms=Terms.INVOICE)

    assert prices(booking) == [7500]
    assert booking.balance().pence == 7500
