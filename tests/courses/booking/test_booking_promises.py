"""What bookers are promised, somebody is told to do; and nothing is promised that nobody does."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from courses.actions import bookings, runs
from courses.actions.runs import PriceLine
from courses.enums import Audience, Format
from courses.models import CourseRun, Place
from schools.models import School
from tests.courses.booking.pages import Drain, check_url, html_of, sent_to, text
from tests.factories import bookings as make
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db
OFFICE, TARIQ = "hub@example.org", "tariq@example.org"
LINK = "https://watch.example.org/one"


def test_the_office_hears_of_money_to_pay_back_once(
    run: CourseRun, tariq: User, drain: Drain
) -> None:
    booking = make.paid(run, tariq)
    assert not sent_to(drain(), OFFICE)

    for _ in range(2):
        bookings.cancel(booking=booking, by=tariq)

    subjects = [mail.subject for mail in sent_to(drain(), OFFICE)]
    assert subjects == ["To pay back: £40 to Tariq Aziz"]


def test_the_office_hears_of_an_invoice_that_is_asked_for(
    client: Client, run: CourseRun, tariq: User, school: School, drain: Drain
) -> None:
    booking = make.hold(run, tariq, at=school)
    for _ in range(2):
        client.post(check_url(booking), {"terms": "INVOICE", "purchase_order_number": "PO 17"})

    mails = sent_to(drain(), OFFICE)
    assert [mail.subject for mail in mails] == ["To invoice: Demo Meadow Primary, £75"]
    assert "PO 17" in mails[0].body


def test_nobody_at_the_office_hears_of_what_needs_nothing(
    free_run: CourseRun, tariq: User, drain: Drain
) -> None:
    booking = make.free(free_run, tariq)
    bookings.cancel(booking=booking, by=tariq)

    assert not sent_to(drain(), OFFICE)


def test_a_recording_is_one_press_away_for_who_has_a_place(
    client: Client, tariq: User, drain: Drain
) -> None:
    run = CourseRunFactory(is_open=True, is_free=True, is_undated=True, recording_link=LINK)
    booking = make.hold(run, tariq)
    before = [run.get_absolute_url(), run.get_booking_url(), check_url(booking), "/courses/"]
    for url in before:
        assert LINK not in client.get(url, follow=True).content.decode()
    bookings.confirm(booking=booking, by=tariq)

    page = client.get(booking.get_absolute_url())
    mail = sent_to(drain(), TARIQ)[0]

    assert f'href="{LINK}"' in page.content.decode()
    assert "Watch it whenever it suits you." in text(page)
    assert LINK in mail.body
    assert LINK in html_of(mail)
    assert not sent_to(drain(), OFFICE)
    bookings.cancel(booking=booking, by=tariq)
    assert LINK not in client.get(booking.get_absolute_url()).content.decode()


def test_a_recording_without_a_link_is_sent_by_the_office_which_is_told(
    client: Client, tariq: User, drain: Drain
) -> None:
    run = CourseRunFactory(is_open=True, is_free=True, is_undated=True)
    booking = make.free(run, tariq)
    words = "The hub office sends you the link to the recording within 5 working days."

    assert words in text(client.get(booking.get_absolute_url()))
    assert words in sent_to(drain(), TARIQ)[0].body
    (mail,) = sent_to(drain(), OFFICE)
    assert mail.reply_to == [TARIQ]
    assert booking.reference in mail.body


def test_a_visit_without_a_date_is_agreed_with_the_office_which_is_told(
    client: Client, tariq: User, school: School, drain: Drain
) -> None:
    price = PriceLine(audience=Audience.SCHOOL, net_pence=0)
    run = CourseRunFactory(
        is_open=True, format=Format.IN_SCHOOL, sessions=0, any_time="Any day", prices=(price,)
    )
    booking = make.hold(run, tariq, at=school)
    bookings.confirm(booking=booking, by=tariq)
    words = "The hub office rings you or writes to you within 5 working days, to agree on a day."

    assert words in text(client.get(booking.get_absolute_url()))
    assert words in sent_to(drain(), TARIQ)[0].body
    (mail,) = sent_to(drain(), OFFICE)
    assert mail.subject == f"Agree on a day: {run.title}"
    for fact in ("Tariq Aziz", "tariq@example.org", "Demo Meadow Primary", booking.reference):
        assert fact in mail.body
        assert fact in html_of(mail)


def test_a_course_that_is_called_off_promises_nothing(
    client: Client, free_run: CourseRun, tariq: User
) -> None:
    booking = make.free(free_run, tariq)
    runs.cancel(run=free_run, reason="The trainer is ill.", by=None)

    page = text(client.get(booking.get_absolute_url()))

    assert "The trainer is ill." in page
    assert "Come along" not in page


def test_the_reason_for_a_price_is_kept_with_the_place(
    client: Client, run: CourseRun, tariq: User
) -> None:
    booking = make.invoiced(run, tariq)
    runs.set_tiers(
        run=run, prices=[PriceLine(audience=Audience.INDIVIDUAL, net_pence=9900)], by=None
    )

    page = text(client.get(booking.get_absolute_url()))

    assert Place.objects.get().price_reason == "the price for schools"
    assert "£75, the price for schools" in page
