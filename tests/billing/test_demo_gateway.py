"""The demonstration's gateway: signed like a real one, and never outside the demonstration."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from billing import gateways
from billing.enums import EntryKind, PaymentState, PaymentStatus
from billing.gateways import demo
from billing.models import LedgerEntry, Order, Payment
from tests.factories.billing import open_order, start_payment

pytestmark = pytest.mark.django_db
WEBHOOK = "/webhooks/demo/"
SignIn = Callable[[User], Client]


@pytest.fixture
def order(tariq: User) -> Order:
    return open_order(tariq)


@pytest.fixture
def payment(order: Order) -> Payment:
    return start_payment(order)


def send(body: bytes, signature: str) -> int:
    answer = Client().post(
        WEBHOOK, body, content_type="application/json", headers={demo.HEADER: signature}
    )
    return answer.status_code


def money_in() -> int:
    return LedgerEntry.objects.filter(kind=EntryKind.PAYMENT).count()


def test_a_signed_webhook_settles_the_payment_once(payment: Payment, order: Order) -> None:
    body = demo.event_body(payment, PaymentState.SUCCEEDED)

    answers = [send(body, demo.sign(body)) for _ in range(2)]

    assert answers == [200, 200]
    assert order.balance().status is PaymentStatus.PAID
    assert money_in() == 1


@pytest.mark.parametrize(
    "signature",
    ["", "nonsense", "t=abc,v1=def", "t=1", "t=now,v1=" + "0" * 64, "t=²,v1=x"],
)
def test_a_bad_signature_is_refused_and_nothing_stored(payment: Payment, signature: str) -> None:
    signature = signature.replace("now", str(int(time.time())))
    body = demo.event_body(payment, PaymentState.SUCCEEDED)

    assert send(body, signature) == 400
    assert money_in() == 0


def test_a_signature_ten_minutes_old_is_refused(payment: Payment) -> None:
    body = demo.event_body(payment, PaymentState.SUCCEEDED)

    assert send(body, demo.sign(body, at=time.time() - 600)) == 400
    assert money_in() == 0


def test_a_changed_body_is_refused(payment: Payment) -> None:
    signature = demo.sign(demo.event_body(payment, PaymentState.SUCCEEDED))

    cheaper = demo.event_body(payment, PaymentState.SUCCEEDED, amount_pence=1)
    assert send(cheaper, signature) == 400
    assert money_in() == 0


def test_a_body_that_is_no_event_is_refused_even_when_signed(payment: Payment) -> None:
    for body in (b"", b"[1]", b"{}", b"\xff\xfe", b'{"state": "WON"}'):
        assert send(body, demo.sign(body)) == 400
    assert money_in() == 0


def test_a_large_body_is_refused(payment: Payment) -> None:
    body = b"x" * 2_000_000

    assert send(body, demo.sign(body)) == 413


@pytest.mark.parametrize("method", ["get", "put", "delete", "head", "patch"])
def test_only_a_post_is_a_webhook(method: str) -> None:
    assert getattr(Client(), method)(WEBHOOK).status_code == 405


def test_a_payment_not_stored_yet_is_asked_for_again_later(payment: Payment) -> None:
    payment.idempotency_key = "NOTYET-1"
    body = demo.event_body(payment, PaymentState.SUCCEEDED)

    assert send(body, demo.sign(body)) == 409


def test_the_page_says_that_no_money_is_taken(
    payment: Payment, tariq: User, client_for: SignIn
) -> None:
    page = client_for(tariq).get(payment.page_url).content.decode()

    assert "No money is taken here." in page
    assert "Pay £40" in page


@pytest.mark.parametrize(
    ("outcome", "state", "paid"),
    [
        ("pay", PaymentState.SUCCEEDED, True),
        ("decline", PaymentState.FAILED, False),
        ("abandon", PaymentState.OPEN, False),
        ("", PaymentState.OPEN, False),
    ],
)
def test_each_button_does_what_it_says(
    payment: Payment,
    tariq: User,
    client_for: SignIn,
    outcome: str,
    state: PaymentState,
    *,
    paid: bool,
) -> None:
    answer = client_for(tariq).post(payment.page_url, {"outcome": outcome})

    assert answer.status_code == 302
    assert answer["Location"].startswith("/back/")
    payment.refresh_from_db()
    assert payment.state == state
    assert bool(money_in()) is paid


def test_declined_then_paid_is_one_payment(
    payment: Payment, tariq: User, order: Order, client_for: SignIn
) -> None:
    client = client_for(tariq)
    client.post(payment.page_url, {"outcome": "decline"})
    again = start_payment(order)
    client.post(again.page_url, {"outcome": "pay"})

    assert (again.attempt, money_in()) == (2, 1)
    assert order.balance().status is PaymentStatus.PAID


def test_paying_too_late_sends_the_webhook_after_the_page_has_closed(
    payment: Payment, tariq: User, client_for: SignIn, drain: Callable[[], object]
) -> None:
    client_for(tariq).post(payment.page_url, {"outcome": "late"})
    drain()
    assert money_in() == 0

    task = DBTaskResult.objects.get(task_path="billing.jobs.deliver_demo_event")
    assert task.run_after > payment.closes_at
    with time_machine.travel(payment.closes_at + timedelta(minutes=2)):
        drain()
    assert money_in() == 1


def test_a_closed_page_takes_nothing(payment: Payment, tariq: User, client_for: SignIn) -> None:
    Payment.objects.filter(pk=payment.pk).update(closes_at=timezone.now())
    client = client_for(tariq)

    assert "This page is closed" in client.get(payment.page_url).content.decode()
    for outcome in ("pay", "late"):
        client.post(payment.page_url, {"outcome": outcome})
    assert money_in() == 0
    assert not DBTaskResult.objects.exists()


def test_somebody_elses_page_is_as_absent_as_none(
    payment: Payment, sam: User, client_for: SignIn
) -> None:
    client = client_for(sam)
    for method in (client.get, client.post):
        theirs, none = method(payment.page_url), method("/pay/demo/demo-0/")
        assert theirs.status_code == none.status_code == 404
    assert money_in() == 0


def test_what_the_browser_brings_back_is_believed_only_when_signed(payment: Payment) -> None:
    gateway = demo.DemoGateway()
    query = demo.return_query(demo.event_body(payment, PaymentState.SUCCEEDED))

    event = gateway.read_return(query)
    assert event is not None
    assert event.payment_key == payment.idempotency_key
    for forged in ({}, {**query, "signature": "t=1,v1=0"}, {**query, "event": "§§"}):
        assert gateway.read_return(forged) is None


@override_settings(DEMONSTRATION=False)
def test_it_refuses_to_work_where_money_is_real(payment: Payment) -> None:
    with pytest.raises(ImproperlyConfigured):
        gateways.current()
    assert "billing.E001" in [message.id for message in run_checks()]


def test_the_demonstration_passes_its_own_check() -> None:
    assert "billing.E001" not in [message.id for message in run_checks()]


@override_settings(PAYMENT_GATEWAY="")
def test_without_a_gateway_its_addresses_are_not_there(
    payment: Payment, tariq: User, client_for: SignIn
) -> None:
    body = demo.event_body(payment, PaymentState.SUCCEEDED)
    assert send(body, demo.sign(body)) == 404
    assert client_for(tariq).get(payment.page_url).status_code == 404
