"""Who is coming? The first page holds the place, once, and loses nothing typed."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.models import User
from billing.models import Order
from courses.enums import BookingState
from courses.models import Attendee, Booking, CourseRun
from schools.enums import PostState
from schools.models import Post, School
from tests.courses.booking.pages import (
    SCRIPT,
    Drain,
    SignIn,
    html_of,
    nothing_stored,
    text,
    token_of,
    who,
)
from tests.factories import bookings as make
from tests.factories.courses import CourseRunFactory
from tests.factories.schools import SchoolFactory

pytestmark = pytest.mark.django_db


def test_a_visitor_signs_in_first_and_comes_back(run: CourseRun) -> None:
    answer = Client().get(run.get_booking_url())

    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/login/?next={run.get_booking_url()}"


def test_the_form_knows_the_name_the_school_and_its_price(
    run: CourseRun, client: Client, school: School
) -> None:
    page = text(client.get(run.get_booking_url()))

    assert "Demo Meadow Primary: £75, the price for schools" in page
    assert "No school: I book for myself: £40" in page
    assert "go to tariq@example.org" in page


def test_submitting_holds_the_place_until_a_time_that_is_shown(
    run: CourseRun, client: Client, school: School
) -> None:
    answer = client.post(run.get_booking_url(), who(school), follow=True)

    booking = Booking.objects.get()
    assert (booking.school, booking.state) == (school, BookingState.HELD)
    assert answer.redirect_chain == [(f"/bookings/{booking.reference}/check/", 302)]
    assert re.search(r"We hold this place until \d+(\.\d\d)?[ap]m", text(answer))
    assert "the price for schools £75 You pay in all, no VAT to add £75" in text(answer)


@pytest.mark.promise(number=8)
def test_pressing_twice_reloading_and_going_back_book_once(
    run: CourseRun, client: Client, school: School
) -> None:
    token = token_of(client.get(run.get_booking_url()))
    sent = who(school, submit_token=token)

    first, second = (client.post(run.get_booking_url(), sent) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert Booking.objects.count() == 1
    back = client.get(run.get_booking_url())
    assert back["Location"] == Booking.objects.get().get_absolute_url()


def test_going_back_and_sending_other_answers_changes_the_held_booking(
    run: CourseRun, client: Client, school: School
) -> None:
    token = token_of(client.get(run.get_booking_url()))
    client.post(run.get_booking_url(), who(school, submit_token=token))
    client.post(run.get_booking_url(), who(None, submit_token=token, name="T. Aziz"))

    booking = Booking.objects.get()
    assert (booking.school, booking.gross_pence) == (None, 4000)
    assert Attendee.objects.get().name == "T. Aziz"


def test_a_token_that_somebody_else_used_books_anew(
    run: CourseRun, client: Client, sam: User, client_for: SignIn
) -> None:
    token = token_of(client.get(run.get_booking_url()))
    client.post(run.get_booking_url(), who(submit_token=token))
    client_for(sam).post(run.get_booking_url(), who(submit_token=token, name="Sam"))

    assert {booking.booker.email for booking in Booking.objects.all()} == {
        "tariq@example.org",
        "sam@example.org",
    }


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": ""}, "Enter your full name."),
        ({"name": "x" * 5000}, "Shorten the name to 150 characters. It has 5000."),
        ({"name": "Ta\u202eriq"}, "Use letters, numbers and ordinary signs, on one line."),
        ({"name": "Ta\nriq"}, "Use letters, numbers and ordinary signs, on one line."),
        ({"come_from": ""}, "Choose your school, or say that you book for yourself."),
        ({"name": "Ta\x00riq"}, "Use letters, numbers and ordinary signs, on one line."),
        ({"come_from": "\x00"}, "Choose one of the schools below, or look yours up."),
        ({"come_from": "999999"}, "Choose one of the schools below, or look yours up."),
        ({"come_from": "other"}, "Type your school’s name, town, postcode or URN."),
        ({"come_from": "other", "other_school": "zzzzzz"}, "zzzzzz"),
    ],
)
def test_each_mistake_is_a_sentence_and_nothing_typed_is_lost(
    run: CourseRun, client: Client, school: School, sent: dict[str, str], said: str
) -> None:
    answer = client.post(run.get_booking_url(), {**who(school), **sent})

    assert answer.status_code == 422
    assert said in text(answer)
    assert "One thing to put right" in text(answer)
    html = answer.content.decode()
    for field, value in sent.items():
        if field != "come_from" and len(value) < 200 and value:
            assert value in html
    assert nothing_stored(run)


def test_no_browser_cuts_a_long_name(run: CourseRun, client: Client) -> None:
    html = client.get(run.get_booking_url()).content.decode()

    found = re.search(r'<input[^>]* name="name"[^>]*>', html)
    assert found
    assert "maxlength" not in found[0]


def test_a_script_for_a_name_is_only_ever_text(
    run: CourseRun, client: Client, drain: Drain
) -> None:
    free = CourseRunFactory(is_open=True, is_free=True)
    check = client.post(free.get_booking_url(), who(name=SCRIPT), follow=True)
    booking = Booking.objects.get()
    booked = client.post(f"/bookings/{booking.reference}/check/", follow=True)

    for answer in (check, booked, client.get("/bookings/"), client.get("/account/")):
        assert SCRIPT not in answer.content.decode()
    mail = drain()[0]
    assert SCRIPT not in html_of(mail)


def test_any_open_school_may_be_named_and_is_then_claimed(
    run: CourseRun, client: Client, tariq: User
) -> None:
    school = SchoolFactory(is_little=True)
    sent = who(None, come_from="other", other_school=school.label)

    answer = client.post(run.get_booking_url(), sent, follow=True)

    post = Post.objects.get(user=tariq)
    assert (post.school, post.state) == (school, PostState.CLAIMED)
    assert Booking.objects.get().gross_pence == 4000
    assert f"We can send {school.name} an invoice once it has confirmed" in text(answer)


def test_naming_ones_own_school_claims_nothing(
    run: CourseRun, client: Client, school: School
) -> None:
    client.post(run.get_booking_url(), who(school))

    assert Post.objects.count() == 1


def test_a_closed_school_is_refused_with_a_sentence(run: CourseRun, client: Client) -> None:
    school = SchoolFactory(is_shut=True)
    sent = who(None, come_from="other", other_school=school.label)

    answer = client.post(run.get_booking_url(), sent)

    assert answer.status_code == 422
    assert "has closed" in text(answer)
    assert nothing_stored(run)


def test_another_school_cannot_be_slipped_in_as_ones_own(
    run: CourseRun, client: Client, school: School
) -> None:
    other = SchoolFactory()

    answer = client.post(run.get_booking_url(), who(other))

    assert answer.status_code == 422
    assert nothing_stored(run)


@pytest.mark.parametrize("state", [PostState.CLAIMED, None])
def test_a_crafted_invoice_for_a_school_that_has_not_approved_one_is_refused(
    run: CourseRun, client: Client, tariq: User, state: PostState | None
) -> None:
    school = SchoolFactory()
    if state:
        make.post(tariq, school, state)
    booking = make.hold(run, tariq, at=school)
    before = Order.objects.count()

    answer = client.post(
        f"/bookings/{booking.reference}/check/",
        {"terms": "INVOICE", "purchase_order_number": "1"},
    )

    assert answer.status_code == 422
    assert "An invoice is only for schools that have confirmed that you work there" in text(answer)
    booking.refresh_from_db()
    assert booking.state == BookingState.HELD
    assert Order.objects.count() == before
