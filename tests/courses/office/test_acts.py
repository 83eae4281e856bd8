"""What the office does about a booking for somebody, each time with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from accounts.models import User
from billing.enums import Terms
from core.models import AuditEvent
from courses.actions import on_behalf
from courses.enums import BookingState
from courses.exceptions import HoldExpiredError, NotYoursToChangeError, ReasonNeededError
from courses.models import Approval, Booking, CourseRun, Place
from schools.models import Purchasing
from tests.factories import bookings as people
from tests.factories import office as make
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
Drain = Callable[[], list[EmailMessage]]
REASON = "The school rang: their web filter blocks us."


@pytest.fixture
def office(client_for: ClientFor, hannah: User) -> Client:
    return client_for(hannah)


@pytest.fixture
def run() -> CourseRun:
    return CourseRunFactory(is_open=True, title="Singing")


@pytest.fixture
def held(run: CourseRun) -> Booking:
    booking = make.booking(BookingState.HELD, school=people.school())
    Place.objects.filter(pk=make.place(run, of=booking).pk).update(net_pence=4000, gross_pence=4000)
    return booking


def at(booking: Booking, verb: str = "") -> str:
    return f"/office/bookings/{booking.reference}/{f'{verb}/' if verb else ''}"


def now_in(booking: Booking) -> Booking:
    return Booking.objects.get(pk=booking.pk)


def test_held_places_are_booked_on_the_schools_invoice(
    office: Client, held: Booking, hannah: User, drain: Drain
) -> None:
    answer = office.post(at(held, "confirm"), {"reason": REASON, "number": "PO 7"}, follow=True)
    html = answer.content.decode()
    stored = Booking.objects.select_related("order").get(pk=held.pk)
    assert stored.state == BookingState.CONFIRMED
    assert stored.order
    assert (stored.order.terms, stored.order.purchase_order_number) == (Terms.INVOICE, "PO 7")
    assert f"<strong>{hannah}</strong> booked for somebody else" in html
    assert REASON in html
    assert [held.booker.email] in [mail.to for mail in drain()]


def test_a_school_that_approves_is_asked_then_too(office: Client, held: Booking) -> None:
    Purchasing.objects.create(
        school=people.school(), needs_approval=True, approver_email="head@example.org"
    )
    office.post(at(held, "confirm"), {"reason": REASON})
    assert now_in(held).state == BookingState.PENDING_APPROVAL


def test_a_school_is_approved_for_when_it_said_so_otherwise(
    office: Client, run: CourseRun, hannah: User
) -> None:
    waiting = make.booking(BookingState.PENDING_APPROVAL, school=people.school())
    make.place(run, of=waiting)
    approval = Approval.objects.create(booking=waiting, asked_email="head@example.org")
    office.post(at(waiting, "approve"), {"reason": REASON})
    approval.refresh_from_db()
    assert now_in(waiting).state == BookingState.CONFIRMED
    assert (approval.decided_name, approval.note) == (f"The hub’s office, {hannah}", REASON)


@pytest.mark.parametrize(
    "state", [BookingState.HELD, BookingState.OFFERED, BookingState.PENDING_APPROVAL]
)
def test_places_are_kept_longer_but_not_beyond_the_start(
    office: Client, run: CourseRun, state: BookingState
) -> None:
    soon = timezone.now() + timedelta(minutes=30)
    booking = make.booking(state, ends=soon)
    make.place(run, of=booking)
    office.post(at(booking, "extend"), {"reason": REASON, "days": "3"})
    kept = now_in(booking).hold_expires_at
    assert kept
    assert kept - timezone.now() > timedelta(days=2, hours=23)
    CourseRun.objects.update(starts_at=kept + timedelta(days=1))
    office.post(at(booking, "extend"), {"reason": REASON, "days": "7"})
    assert now_in(booking).hold_expires_at == kept + timedelta(days=1)


def test_a_hold_never_gets_shorter(office: Client, held: Booking) -> None:
    before = now_in(held).hold_expires_at
    office.post(at(held, "extend"), {"reason": REASON, "days": "1"})
    assert now_in(held).hold_expires_at == before
    assert not AuditEvent.objects.filter(verb="booking.extend_hold").exists()


def test_a_hold_that_has_run_out_is_not_brought_back(held: Booking, hannah: User) -> None:
    people.run_out(held)
    with pytest.raises(HoldExpiredError):
        on_behalf.extend_hold(booking=held, by=hannah, reason=REASON, longer=timedelta(days=1))


def test_the_mails_of_a_booking_are_sent_again(
    office: Client, run: CourseRun, drain: Drain
) -> None:
    booking = make.booking(school=people.school())
    named = make.place(run, of=booking)
    make.place(run, of=booking, name="")
    office.post(at(booking, "send"), {"reason": REASON})
    assert named.attendee
    assert {mail.to[0] for mail in drain()} == {booking.booker.email, named.attendee.email}
    event = AuditEvent.objects.get(verb="booking.send_again")
    assert event.data == {"mails": 2, "reason": REASON}


def test_the_approver_is_asked_again(office: Client, run: CourseRun, drain: Drain) -> None:
    waiting = make.booking(BookingState.PENDING_APPROVAL, school=people.school())
    make.place(run, of=waiting)
    Approval.objects.create(booking=waiting, asked_email="head@example.org")
    office.post(at(waiting, "send"), {"reason": REASON})
    assert [mail.to for mail in drain()] == [["head@example.org"]]


@pytest.mark.parametrize("verb", ["confirm", "extend"])
@pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
def test_without_a_reason_nothing_is_done(
    office: Client, held: Booking, verb: str, reason: str
) -> None:
    before = now_in(held).hold_expires_at
    answer = office.post(at(held, verb), {"reason": reason, "days": "7"})
    assert answer.status_code == 422
    after = now_in(held)
    assert (after.state, after.hold_expires_at) == (BookingState.HELD, before)


@pytest.mark.parametrize(
    ("by", "reason", "error"),
    [("olwen", REASON, NotYoursToChangeError), ("hannah", " ", ReasonNeededError)],
)
def test_the_actions_themselves_ask_who_and_why(
    held: Booking,
    by: str,
    reason: str,
    error: type[Exception],
    request: pytest.FixtureRequest,
) -> None:
    somebody: User = request.getfixturevalue(by)
    for act in (on_behalf.confirm, on_behalf.approve, on_behalf.send_again):
        with pytest.raises(error):
            act(booking=held, by=somebody, reason=reason)
    with pytest.raises(error):
        on_behalf.extend_hold(booking=held, by=somebody, reason=reason, longer=timedelta(days=1))


def test_why_it_cannot_be_done_is_said(office: Client, held: Booking) -> None:
    CourseRun.objects.update(state="CANCELLED", cancelled_at=timezone.now())
    answer = office.post(at(held, "confirm"), {"reason": REASON})
    assert answer.status_code == 422
    assert "Singing" in answer.content.decode()
    assert not AuditEvent.objects.filter(verb="booking.confirm_on_behalf").exists()


@pytest.mark.parametrize(
    ("state", "verbs"),
    [
        (BookingState.HELD, {"confirm", "extend"}),
        (BookingState.OFFERED, {"extend"}),
        (BookingState.PENDING_APPROVAL, {"approve", "extend", "send"}),
        (BookingState.CONFIRMED, {"send"}),
        (BookingState.CANCELLED, set()),
        (BookingState.EXPIRED, set()),
    ],
)
def test_only_what_can_be_done_is_offered(
    office: Client, run: CourseRun, state: BookingState, verbs: set[str]
) -> None:
    booking = make.booking(state, school=people.school())
    make.place(run, of=booking)
    html = office.get(at(booking)).content.decode()
    for verb in ("confirm", "approve", "extend", "send"):
        assert (f'href="{at(booking, verb)}"' in html) is (verb in verbs)
        answer = office.get(at(booking, verb))
        assert answer.status_code == (200 if verb in verbs else 302)


def test_a_booked_place_leads_to_where_it_is_changed(office: Client, run: CourseRun) -> None:
    booking = make.booking()
    named, unnamed = make.place(run, of=booking), make.place(run, of=booking, name="")
    html = " ".join(office.get(at(booking)).content.decode().split())
    here = f"/bookings/{booking.reference}"
    assert f'<a href="{here}/places/{named.pk}/swap/">Swap</a>' in html
    assert f'<a href="{here}/places/{unnamed.pk}/swap/">Name somebody</a>' in html
    assert f'<a href="{here}/places/{named.pk}/move/">Move</a>' in html
    assert f'<a href="{here}/cancel/?place={named.pk}">Cancel</a>' in html
    Booking.objects.filter(pk=booking.pk).update(state="CANCELLED", cancelled_at=timezone.now())
    Place.objects.update(state="CANCELLED", is_counted=False, cancelled_at=timezone.now())
    assert f"{here}/cancel/" not in office.get(at(booking)).content.decode()
