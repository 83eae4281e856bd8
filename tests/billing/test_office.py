"""What the hub's office sees and is told about money: promises need somebody who keeps them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from billing import emails
from billing.actions import orders, payments
from billing.enums import Terms
from billing.models import Order
from tests.factories.billing import charge, event, open_order, start_payment
from tests.factories.bookings import school

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
Drain = Callable[[], list[EmailMessage]]


def overpaid(payer: User, pence: int = 4000) -> Order:
    """Paid, and then given up."""
    order = open_order(payer, [charge(pence)])
    payments.settle(event=event(start_payment(order)))
    orders.credit_all(lines=order.lines.all(), by=payer)
    return order


def invoiced(payer: User, *, number: str = "") -> Order:
    order = open_order(payer, school=school(), terms=Terms.INVOICE)
    Order.objects.filter(pk=order.pk).update(purchase_order_number=number)
    order.refresh_from_db()
    return order


def office(client: Client) -> str:
    return client.get("/office/").content.decode()


def test_what_is_due_back_stands_in_the_office_until_it_is_not(
    client_for: ClientFor, hannah: User, tariq: User
) -> None:
    order = overpaid(tariq, 4250)
    open_order(tariq, [charge(9900)])

    page = office(client_for(hannah))

    listed = page.partition('id="to-pay-back"')[2].partition("</section>")[0]
    assert order.reference in listed
    assert "£42.50" in listed
    assert "tariq@example.org" in listed
    assert "£99" not in listed


def test_what_a_school_asked_to_be_invoiced_for_stands_in_the_office(
    client_for: ClientFor, hannah: User, tariq: User
) -> None:
    numbered, bare = invoiced(tariq, number="PO 17"), invoiced(tariq)
    given_up = invoiced(tariq)
    orders.credit_all(lines=given_up.lines.all(), by=tariq)

    page = office(client_for(hannah))

    for words in (numbered.reference, "PO 17", bare.reference, "to follow", "Demo Meadow Primary"):
        assert words in page
    assert given_up.reference not in page
    assert page.index(numbered.reference) < page.index(bare.reference)


def test_ten_are_shown_and_all_are_counted(
    client_for: ClientFor, hannah: User, tariq: User
) -> None:
    owed = [invoiced(tariq) for _ in range(12)]

    page = office(client_for(hannah))

    assert "The 10 oldest of 12." in page
    assert owed[9].reference in page
    assert owed[10].reference not in page


def test_the_office_takes_as_many_statements_for_much_money_as_for_little(
    client_for: ClientFor,
    hannah: User,
    tariq: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_for(hannah)
    overpaid(tariq)
    invoiced(tariq)
    with django_assert_max_num_queries(25) as few:
        office(client)
    for _ in range(5):
        overpaid(tariq)
        invoiced(tariq)
    with django_assert_max_num_queries(25) as many:
        office(client)
    assert len(few) == len(many)


def test_the_office_is_written_to_about_a_refund(tariq: User, drain: Drain) -> None:
    order = overpaid(tariq)
    emails.office_refund_due(order, balance=order.balance())

    mail = drain()[0]
    assert mail.to == ["hub@example.org"]
    assert mail.reply_to == ["tariq@example.org"]
    assert mail.subject == "To pay back: £40 to Tariq Aziz"
    for words in (order.reference, "£40", "10 working days", "/office/#to-pay-back"):
        assert words in mail.body


def test_the_office_is_written_to_about_an_invoice(tariq: User, drain: Drain) -> None:
    order = invoiced(tariq, number="PO 17")
    emails.office_invoice_wanted(order, balance=order.balance())

    mail = drain()[0]
    assert mail.to == ["hub@example.org"]
    assert mail.subject == "To invoice: Demo Meadow Primary, £40"
    for words in ("PO 17", "tariq@example.org", "/office/#to-invoice"):
        assert words in mail.body
