"""Payments: started before the gateway is asked, settled once however often it is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import permutations

import pytest
from django.utils import timezone

from accounts.models import User
from billing.actions import orders, payments
from billing.enums import EntryKind, PaymentMethod, PaymentState, PaymentStatus
from billing.exceptions import (
    GatewayUnavailableError,
    NothingToPayError,
    PaymentClosedError,
    UnknownPaymentError,
)
from billing.gateways.demo import DemoGateway
from billing.gateways.port import HostedPage
from billing.models import Order, Payment
from billing.signals import order_settled
from tests.factories.billing import charge, event, open_order, start_payment

pytestmark = pytest.mark.django_db


class BrokenGateway(DemoGateway):
    """Notes what was stored when it was asked, and then fails."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[PaymentState] = []

    def open_page(self, payment: Payment) -> HostedPage:
        self.seen.append(PaymentState(Payment.objects.get(pk=payment.pk).state))
        raise GatewayUnavailableError("No answer.")


class RacingGateway(DemoGateway):
    """While it makes the page, something else happens to the payment."""

    def __init__(self, meanwhile: Callable[[Payment], object]) -> None:
        super().__init__()
        self.meanwhile = meanwhile

    def open_page(self, payment: Payment) -> HostedPage:
        page = super().open_page(payment)
        self.meanwhile(payment)
        return page


@pytest.fixture
def order(tariq: User) -> Order:
    return open_order(tariq)


@pytest.fixture
def settlings() -> list[Order]:
    """The orders of which `order_settled` has told."""
    return []


@pytest.fixture(autouse=True)
def _listen(settlings: list[Order]) -> object:
    def note(order: Order, **kwargs: object) -> None:
        settlings.append(order)

    order_settled.connect(note)
    yield
    order_settled.disconnect(note)


def test_the_attempt_is_stored_before_the_gateway_is_asked_and_used_again_after_its_fault(
    order: Order, tariq: User
) -> None:
    gateway = BrokenGateway()
    closes_at = timezone.now() + timedelta(minutes=40)
    for _ in range(2):
        with pytest.raises(GatewayUnavailableError):
            payments.start(
                order=order, return_path="/", closes_at=closes_at, by=tariq, gateway=gateway
            )

    assert gateway.seen == [PaymentState.CREATED, PaymentState.CREATED]
    assert start_payment(order).attempt == 1


def test_starting_twice_answers_with_the_same_page(order: Order) -> None:
    first, second = start_payment(order), start_payment(order)

    assert first.pk == second.pk
    assert first.page_url == second.page_url != ""
    assert first.method == PaymentMethod.DEMO


def test_a_closed_page_is_not_used_again(order: Order) -> None:
    first = start_payment(order)
    Payment.objects.filter(pk=first.pk).update(closes_at=timezone.now())

    second = start_payment(order)

    assert (first.attempt, second.attempt) == (1, 2)
    assert payments.lapse() == 1


def race_to_open(order: Order, meanwhile: Callable[[Payment], object]) -> Payment:
    return payments.start(
        order=order,
        return_path="/back/",
        closes_at=timezone.now() + timedelta(minutes=40),
        by=order.payer_user,
        gateway=RacingGateway(meanwhile),
    )


def test_a_page_given_up_in_another_tab_while_it_was_made_says_so(order: Order) -> None:
    with pytest.raises(PaymentClosedError, match="Try to pay again"):
        race_to_open(order, lambda payment: payments.close_pages(order=payment.order))

    assert start_payment(order).attempt == 2


def test_a_page_declined_while_it_was_made_says_so(order: Order) -> None:
    with pytest.raises(PaymentClosedError):
        race_to_open(
            order, lambda payment: payments.settle(event=event(payment, PaymentState.FAILED))
        )


def test_money_that_is_in_before_the_page_is_stored_leads_back(order: Order) -> None:
    payment = race_to_open(order, lambda payment: payments.settle(event=event(payment)))

    assert (payment.state, payment.next_url) == (PaymentState.SUCCEEDED, "/back/")


def test_a_page_made_in_two_tabs_at_once_is_one_page_for_both(order: Order) -> None:
    payment = race_to_open(order, lambda payment: start_payment(payment.order))

    assert (payment.state, payment.attempt) == (PaymentState.OPEN, 1)
    assert payment.next_url == payment.page_url == start_payment(order).next_url != ""


def test_an_attempt_of_which_no_page_was_made_lapses_too(order: Order, tariq: User) -> None:
    with pytest.raises(GatewayUnavailableError):
        payments.start(
            order=order,
            return_path="/",
            closes_at=timezone.now() + timedelta(minutes=40),
            by=tariq,
            gateway=BrokenGateway(),
        )
    assert payments.lapse() == 0

    order.payments.update(closes_at=timezone.now())

    assert payments.lapse() == 1
    assert order.payments.get().state == PaymentState.EXPIRED


def test_part_of_what_is_owed_settles_nothing_and_closes_the_other_page(
    order: Order, settlings: list[Order]
) -> None:
    part = start_payment(order)
    orders.charge(order=order, charges=[charge(3500)])
    whole = start_payment(order)
    assert (part.amount_pence, whole.amount_pence) == (4000, 7500)

    payments.settle(event=event(part))

    whole.refresh_from_db()
    assert (settlings, order.balance().pence) == ([], 3500)
    assert not whole.is_payable()
    assert start_payment(order).amount_pence == 3500


def test_money_through_a_page_that_was_closed_is_entered_and_due_back(
    order: Order, settlings: list[Order]
) -> None:
    first = start_payment(order)
    orders.charge(order=order, charges=[charge(3500)])
    second = start_payment(order)

    payments.settle(event=event(first))
    payments.settle(event=event(second))

    assert order.balance().refund_pence == 4000
    assert settlings == [order]


def test_nothing_is_started_when_nothing_is_owed(order: Order, tariq: User) -> None:
    orders.credit_all(lines=order.lines.all(), by=tariq)

    with pytest.raises(NothingToPayError):
        start_payment(order)


def test_money_is_entered_once_however_often_it_is_said(
    order: Order, settlings: list[Order]
) -> None:
    payment = start_payment(order)

    for _ in range(3):
        payments.settle(event=event(payment))

    assert order.entries.filter(kind=EntryKind.PAYMENT).count() == 1
    assert order.balance().status is PaymentStatus.PAID
    assert settlings == [order]


@pytest.mark.parametrize(("amount", "currency"), [(3999, "GBP"), (4001, "GBP"), (4000, "EUR")])
def test_a_wrong_amount_or_currency_settles_nothing_and_asks_for_a_person(
    order: Order, settlings: list[Order], amount: int, currency: str
) -> None:
    payment = payments.settle(
        event=event(start_payment(order), amount_pence=amount, currency=currency)
    )

    assert payment.state == PaymentState.ATTENTION
    assert order.balance().pence == 4000
    assert settlings == []


def test_a_wrong_amount_after_the_right_one_changes_nothing(order: Order) -> None:
    payment = start_payment(order)
    payments.settle(event=event(payment))
    payments.settle(event=event(payment, amount_pence=1))

    assert Payment.objects.get(pk=payment.pk).state == PaymentState.SUCCEEDED
    assert order.balance().status is PaymentStatus.PAID


def test_a_payment_nobody_stored_is_not_invented(order: Order) -> None:
    payment = start_payment(order)
    payment.idempotency_key = "SOMEBODY-1"

    with pytest.raises(UnknownPaymentError):
        payments.settle(event=event(payment))
    assert order.balance().status is PaymentStatus.UNPAID


def test_money_is_taken_even_when_the_page_was_never_stored(order: Order) -> None:
    payment = start_payment(order)
    told = event(payment)
    Payment.objects.filter(pk=payment.pk).update(state=PaymentState.CREATED, session_id="")

    settled = payments.settle(event=told)

    assert (settled.state, settled.session_id) == (PaymentState.SUCCEEDED, told.session_id)


STORY = (PaymentState.FAILED, PaymentState.EXPIRED, PaymentState.SUCCEEDED, PaymentState.SUCCEEDED)


@pytest.mark.parametrize("story", sorted(set(permutations(STORY))))
def test_events_in_any_order_and_repeated_end_the_same(
    order: Order, settlings: list[Order], story: tuple[PaymentState, ...]
) -> None:
    payment = start_payment(order)
    for state in story:
        payments.settle(event=event(payment, state))

    assert Payment.objects.get(pk=payment.pk).state == PaymentState.SUCCEEDED
    assert order.balance().status is PaymentStatus.PAID
    assert len(settlings) == 1


def test_a_second_payment_is_a_refund_due_and_told(tariq: User, settlings: list[Order]) -> None:
    order = open_order(tariq, [charge(1000)])
    first = start_payment(order)
    Payment.objects.filter(pk=first.pk).update(closes_at=timezone.now())
    second = start_payment(order)

    payments.settle(event=event(first))
    payments.settle(event=event(second))

    assert order.balance().status is PaymentStatus.REFUND_DUE
    assert order.balance().refund_pence == 1000
    assert settlings == [order, order]


@pytest.mark.parametrize("before", list(PaymentState))
@pytest.mark.parametrize("after", list(PaymentState))
def test_a_payment_moves_only_where_the_table_lets_it(
    order: Order, before: PaymentState, after: PaymentState
) -> None:
    from billing.enums import PAYMENT_TRANSITIONS

    payment = start_payment(order)
    now = timezone.now()
    Payment.objects.filter(pk=payment.pk).update(state=before, succeeded_at=now)

    moved = payment.move(after)

    assert moved == (after in PAYMENT_TRANSITIONS[before])
    assert Payment.objects.get(pk=payment.pk).state == (after if moved else before)
