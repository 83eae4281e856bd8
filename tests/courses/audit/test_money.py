"""Damage to money, funds, vouchers and quotas, fault by fault."""

from __future__ import annotations

import pytest
from django.db import connection

from accounts.models import User
from billing.enums import EntryKind, PaymentState
from billing.models import LedgerEntry, Order, OrderLine, Payment
from core.money import VatCode
from courses.enums import BookingState, PlaceState, VoucherEffect
from courses.models import Booking, Fund, Place, PriceTier, Voucher
from tests.courses.audit.conftest import Finds, World, finds_names
from tests.damage import unguard
from tests.factories.billing import open_order

pytestmark = [pytest.mark.django_db, pytest.mark.promise(number=49)]


def order_of(booking: Booking) -> Order:
    order = Booking.objects.get(pk=booking.pk).order
    assert order is not None
    return order


def rewrite(entry: LedgerEntry, **values: object) -> None:
    """Change what is never changed."""
    LedgerEntry.objects.filter(pk=entry.pk).update(**values)


def test_a_place_that_costs_more_than_is_charged(world: World, finds: Finds) -> None:
    Place.objects.filter(booking=world.invoiced).update(net_pence=8000, gross_pence=8000)
    finds("I5", names=f"booking {world.invoiced.reference}: CONFIRMED, its places cost 8000p")


def test_a_booking_whose_order_was_lost(world: World, finds: Finds) -> None:
    order = order_of(world.invoiced)
    Place.objects.filter(booking=world.invoiced).update(order_line=None)
    Booking.objects.filter(pk=world.invoiced.pk).update(order=None)

    finds("I5", "I6", names="")
    finds_names(f"order {order.reference}: money and no booking")
    finds_names(f"booking {world.invoiced.reference}: CONFIRMED")


def test_a_cancelled_place_that_keeps_money_nobody_is_charged(world: World, finds: Finds) -> None:
    Place.objects.filter(booking=world.cancelled).update(kept_pence=1000)
    finds("I5", names=f"booking {world.cancelled.reference}: CANCELLED, its places cost 1000p")


def test_an_absence_that_was_noted_and_not_charged(world: World, finds: Finds) -> None:
    Place.objects.filter(booking=world.invoiced).update(absence_pence=2000)
    finds("I5", names=f"booking {world.invoiced.reference}")


def test_a_booking_that_a_fund_pays_for_and_the_school_as_well(world: World, finds: Finds) -> None:
    price = world.place(world.invoiced).gross_pence
    fund = Fund.objects.create(
        name="Demo fund", academic_year=2026, budget_pence=price, committed_pence=price
    )
    Place.objects.filter(booking=world.invoiced).update(fund=fund)
    finds("I5", names=f"booking {world.invoiced.reference}: CONFIRMED, its places cost 0p")


def test_a_place_that_is_charged_on_somebody_elses_order(world: World, finds: Finds) -> None:
    line = order_of(world.cancelled).lines.get()
    Place.objects.filter(booking=world.cancelled).update(order_line=None)
    Place.objects.filter(booking=world.invoiced).update(order_line=line)
    finds("M11", names=f"booking {world.invoiced.reference}")


def test_money_that_came_in_and_is_not_in_the_ledger(world: World, finds: Finds) -> None:
    order = order_of(world.paid)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM billing_ledgerentry WHERE order_id = %s AND kind = 'PAYMENT'", [order.pk]
        )
    finds("I6", names=f"order {order.reference}: attempt 1 is SUCCEEDED")


def test_money_in_the_ledger_that_never_came(world: World, finds: Finds) -> None:
    order = order_of(world.paid)
    Payment.objects.filter(order=order).update(state=PaymentState.FAILED)
    finds("I6", names=f"order {order.reference}: attempt 1 is FAILED")


def test_a_payment_for_a_place_that_was_never_confirmed(world: World, finds: Finds) -> None:
    Booking.objects.filter(pk=world.paid.pk).update(state=BookingState.HELD)
    Place.objects.filter(booking=world.paid).update(state=PlaceState.HELD)
    finds("I6", names=f"booking {world.paid.reference}: HELD although")


def test_an_order_that_belongs_to_no_booking(world: World, finds: Finds, sam: User) -> None:
    order = open_order(sam)
    finds("I6", names=f"order {order.reference}: money and no booking")


def test_more_paid_back_than_came_in(world: World, finds: Finds) -> None:
    order = order_of(world.invoiced)
    LedgerEntry.objects.create(order=order, kind=EntryKind.REFUND, amount_pence=100)
    finds("I7", names=f"order {order.reference}: 100p paid back of 0p")


def test_a_line_that_is_charged_for_more_than_it_says(world: World, finds: Finds) -> None:
    order = order_of(world.invoiced)
    rewrite(order.entries.get(), amount_pence=7600)
    finds("I9", "I5", names="")
    finds_names(f"order {order.reference}, line {order.lines.get().pk}: says 7500p")


def test_a_line_that_nothing_charges(world: World, finds: Finds) -> None:
    order = order_of(world.invoiced)
    order.lines.create(
        description="A place",
        net_pence=100,
        vat_code=VatCode.OUTSIDE,
        vat_pence=0,
        gross_pence=100,
    )
    finds("I9", names=f"order {order.reference}")


def test_more_of_a_line_taken_back_than_was_charged(world: World, finds: Finds) -> None:
    order = order_of(world.cancelled)
    LedgerEntry.objects.create(
        order=order, line=order.lines.get(), kind=EntryKind.CREDIT, amount_pence=-1
    )
    finds("I9", "I5", names="")
    finds_names("1p too much taken back")


def test_a_charge_for_another_orders_line(world: World, finds: Finds) -> None:
    order, other = order_of(world.invoiced), order_of(world.paid)
    rewrite(order.entries.get(), order=other)
    finds("I5", "I9", names="")
    finds_names(f"order {other.reference}: entry")


def test_a_line_that_does_not_add_up(world: World, finds: Finds) -> None:
    unguard(OrderLine, "net_and_vat_is_gross")
    order = order_of(world.invoiced)
    OrderLine.objects.filter(order=order).update(net_pence=1)
    finds("M1", names=f"order {order.reference}")


def test_a_fund_that_committed_what_no_place_costs(world: World, finds: Finds) -> None:
    Fund.objects.create(
        name="Demo fund", academic_year=2026, budget_pence=9000, committed_pence=7500
    )
    finds("I10", names="7500p committed, places cost 0p")


def test_a_fund_that_pays_beyond_its_budget(world: World, finds: Finds) -> None:
    fund = Fund.objects.create(name="Demo fund", academic_year=2026, budget_pence=100)
    Place.objects.filter(booking=world.held).update(fund=fund)
    finds("I10", names=f"fund {fund.pk}")


def voucher(**values: object) -> Voucher:
    return Voucher.objects.create(
        name="Demo voucher", code_hash="0" * 64, effect=VoucherEffect.PERCENT, value=10, **values
    )


def test_a_voucher_that_was_used_for_nothing(world: World, finds: Finds) -> None:
    one = voucher(used=1)
    finds("I10", names=f"voucher {one.pk} (Demo voucher): used 1 times, counted for 0")


def test_a_voucher_that_was_used_too_often(world: World, finds: Finds) -> None:
    one = voucher(used=1)
    Place.objects.filter(run=world.run, is_counted=True).update(voucher=one)
    finds("I10", names=f"voucher {one.pk} (Demo voucher): used 1 times, counted for 3")


def test_a_price_that_counts_a_place_too_few(world: World, finds: Finds) -> None:
    tier = PriceTier.objects.create(run=world.run, name="Early", audience="SCHOOL", net_pence=1)
    PriceTier.objects.filter(pk=tier.pk).update(taken=2)
    finds("I10", names=f"run {world.run.code}, price “Early”: 2 taken, 0 counted")


def test_a_quota_that_is_oversold(world: World, finds: Finds) -> None:
    tier = PriceTier.objects.create(
        run=world.run, name="Early", audience="SCHOOL", net_pence=1, quota=1, taken=1
    )
    places = Place.objects.filter(booking__in=(world.paid, world.held))
    PriceTier.objects.filter(pk__in=places.values("tier")).update(taken=1)
    places.update(tier=tier)
    finds("I10", names="price “Early”: 1 taken, 2 counted, quota 1")
