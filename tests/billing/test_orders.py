"""What is owed: orders, lines, the ledger, and VAT on each line."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User
from billing.actions import orders, payments
from billing.enums import EntryKind, PaymentStatus, Terms
from billing.exceptions import CreditTooHighError
from billing.models import LedgerEntry
from core.models.append_only import AppendOnly
from core.money import VatCode, vat_pence
from tests.cast import person
from tests.factories.billing import charge, event, open_order, start_payment

CODES = st.sampled_from(list(VatCode))
PENCE = st.integers(min_value=0, max_value=2_000_000)


@given(net=PENCE)
def test_standard_vat_is_a_fifth_rounded_half_up_and_the_rest_have_none(net: int) -> None:
    exact = Decimal(net) / 5

    assert vat_pence(net_pence=net, code=VatCode.STANDARD) == exact.quantize(
        Decimal(1), rounding=ROUND_HALF_UP
    )
    for code in (VatCode.EXEMPT, VatCode.ZERO, VatCode.OUTSIDE):
        assert vat_pence(net_pence=net, code=code) == 0


class Ledger(TestCase):
    """A class because hypothesis needs each example in a transaction of its own."""

    @settings(max_examples=30)
    @given(
        wanted=st.lists(st.tuples(PENCE, CODES), min_size=1, max_size=5),
        taken_back=st.lists(st.integers(min_value=0, max_value=4), max_size=6),
        pays=st.booleans(),
    )
    def test_the_ledger_always_adds_up_to_the_lines(
        self,
        wanted: list[tuple[int, str]],
        taken_back: list[int],
        pays: bool,  # noqa: FBT001 - drawn by hypothesis
    ) -> None:
        tariq = person("tariq")
        order, lines = orders.open(
            payer=tariq,
            school=None,
            terms=Terms.ONLINE,
            charges=[charge(net, code) for net, code in wanted],
            by=tariq,
        )
        gross = [line.gross_pence for line in lines]
        assert gross == [net + vat_pence(net_pence=net, code=code) for net, code in wanted]
        assert order.balance().pence == order.balance().charged_pence == sum(gross)

        paid = sum(gross) if pays else 0
        if paid:
            payments.settle(event=event(start_payment(order)))
        gone = {index for index in taken_back if index < len(lines)}
        for index in taken_back:
            if index < len(lines):
                orders.credit(line=lines[index], by=tariq)

        left = sum(amount for index, amount in enumerate(gross) if index not in gone)
        balance = order.balance()
        assert balance.charged_pence == left
        assert balance.pence == left - paid
        assert balance.refund_pence == max(0, paid - left)


@pytest.mark.django_db
def test_a_line_is_credited_in_parts_and_never_a_penny_more(tariq: User) -> None:
    line = open_order(tariq, [charge(1000)]).lines.get()

    orders.credit(line=line, by=tariq, pence=400)
    orders.credit(line=line, by=tariq, pence=600)

    with pytest.raises(CreditTooHighError, match="0 pence are left"):
        orders.credit(line=line, by=tariq, pence=1)
    assert orders.credit(line=line, by=tariq) == 0
    assert [entry.amount_pence for entry in line.entries.all()] == [1000, -400, -600]


@pytest.mark.django_db
def test_crediting_backwards_is_refused(tariq: User) -> None:
    line = open_order(tariq).lines.get()

    with pytest.raises(CreditTooHighError):
        orders.credit(line=line, by=tariq, pence=-1)


@pytest.mark.django_db
def test_an_order_goes_from_owed_to_paid_to_refund_due(tariq: User) -> None:
    order = open_order(tariq)
    assert order.balance().status is PaymentStatus.UNPAID

    payments.settle(event=event(start_payment(order)))
    assert order.balance().status is PaymentStatus.PAID

    orders.credit_all(lines=order.lines.all(), by=tariq)
    assert order.balance().status is PaymentStatus.REFUND_DUE
    assert order.balance().refund_pence == 4000


@pytest.mark.django_db
def test_a_line_can_be_charged_once_only(tariq: User) -> None:
    line = open_order(tariq).lines.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.create(
            order=line.order, line=line, kind=EntryKind.CHARGE, amount_pence=1
        )


@pytest.mark.django_db
def test_a_ledger_entry_is_neither_changed_nor_deleted(tariq: User) -> None:
    entry = open_order(tariq).entries.get()

    entry.amount_pence = 1
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()
    assert isinstance(entry, AppendOnly)


@pytest.mark.django_db
def test_a_person_cannot_be_invoiced_only_a_school_can(tariq: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        open_order(tariq, terms=Terms.INVOICE)
