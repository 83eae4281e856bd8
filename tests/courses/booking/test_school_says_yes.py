"""A school that wants to approve: who is asked, what they answer, and what follows each answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from accounts.models import User
from core.models import AuditEvent
from courses import emails_approval, jobs
from courses.actions import bookings, settling
from courses.enums import BookingState
from courses.exceptions import ApprovalGoneError, ApprovalNeededError
from courses.models import Approval, Booking, CourseRun
from schools.actions import purchasing
from schools.actions.purchasing import Rules
from schools.enums import PostRole, PurchaseOrderRule
from schools.models import Purchasing, School
from tests.courses.booking.group import LATER, NIA, hold
from tests.courses.booking.pages import Drain, SignIn, check_url, html_of, sent_to, taken, text
from tests.factories import bookings as make
from tests.factories.accounts import make_user
from tests.factories.courses import CourseRunFactory
from tests.factories.schools import PostFactory

pytestmark = pytest.mark.django_db
HEAD = "helena.head@example.org"
FINANCE = "finance@meadow.example"


@pytest.fixture
def drain(drain: Drain) -> Drain:
    """Only what was sent since the last time."""
    seen: list[EmailMessage] = []

    def fresh() -> list[EmailMessage]:
        new = [mail for mail in drain() if mail not in seen]
        seen.extend(new)
        return new

    return fresh


@pytest.fixture
def asking(school: School, tariq: User) -> School:
    """A school whose head approves, with a finance office and numbers that may follow."""
    rules = Rules(
        needs_approval=True,
        approver_name="Helena Example",
        approver_email=HEAD,
        finance_email=FINANCE,
        purchase_order_rule=PurchaseOrderRule.MAY_FOLLOW,
    )
    purchasing.set_rules(school=school, rules=rules, by=tariq)
    return school


@pytest.fixture
def asked(client: Client, run: CourseRun, asking: School) -> Booking:
    """Two places, one without a name, that wait for the head."""
    booking = hold(client, {run: [NIA, LATER]}, at=asking)
    client.post(check_url(booking), {"terms": "INVOICE"})
    booking.refresh_from_db()
    assert booking.state == BookingState.PENDING_APPROVAL
    return booking


def link(booking: Booking) -> str:
    return "/" + emails_approval.link(booking).split("/", 3)[3]


def to(mails: list[EmailMessage], address: str, words: str) -> EmailMessage:
    found = [mail for mail in sent_to(mails, address) if words in mail.subject]
    assert len(found) == 1, [mail.subject for mail in mails]
    return found[0]


def test_the_check_page_asks_the_approver_and_offers_no_card(
    client: Client, run: CourseRun, asking: School, tariq: User
) -> None:
    booking = hold(client, {run: [NIA, LATER]}, at=asking)

    page = text(client.get(check_url(booking)))

    assert "Ask Helena Example to approve" in page
    assert FINANCE in page
    assert "Pay now" not in page
    assert client.post(check_url(booking), {"terms": "ONLINE"}).status_code == 422
    booking.refresh_from_db()
    with pytest.raises(ApprovalNeededError):
        settling.start_payment(booking=booking, by=tariq)
    assert booking.order is None


def test_the_approver_is_told_all_of_it_and_says_yes_without_signing_in(
    asked: Booking, run: CourseRun, drain: Drain
) -> None:
    mail = to(drain(), HEAD, "Please approve: 2 places")
    for words in ("Tariq Aziz", "£150", "Nia Bowen", "somebody to be named", run.title):
        assert words in mail.body
        assert words in html_of(mail)
    visitor = Client()
    page = text(visitor.get(link(asked)))
    assert "Shall we book this?" in page
    assert "In all, by invoice to Demo Meadow Primary £150" in page

    answer = visitor.post(link(asked), {"answer": "yes", "note": "Enjoy it"}, follow=True)

    assert "Yes: it is booked" in text(answer)
    asked.refresh_from_db()
    assert asked.state == BookingState.CONFIRMED
    mails = drain()
    summary = to(mails, "tariq@example.org", "Booked")
    assert "Helena Example has approved it." in summary.body
    assert "Say who comes on 1 place" in summary.body
    assert len(sent_to(mails, NIA[1])) == 1
    money = to(mails, FINANCE, "An invoice follows: £150")
    assert asked.reference in money.body
    again = visitor.post(link(asked), {"answer": "yes"}, follow=True)
    assert "Yes: it is booked" in text(again)
    assert drain() == []


def test_a_no_frees_the_places_and_tells_the_booker_the_words(
    asked: Booking, run: CourseRun, client: Client, drain: Drain
) -> None:
    drain()

    answer = Client().post(link(asked), {"answer": "no", "note": "Next <b>term</b>"}, follow=True)

    assert "No: nothing is booked" in text(answer)
    assert taken(run) == 0
    mail = to(drain(), "tariq@example.org", "Not approved")
    assert "They say: “Next <b>term</b>”" in mail.body
    assert "<b>term" not in html_of(mail)
    late = Client().post(link(asked), {"answer": "yes"})
    assert late.status_code == 409
    assert "not waiting for your approval any more" in text(late)


def test_after_the_deadline_nobody_can_say_yes(asked: Booking, run: CourseRun) -> None:
    make.run_out(asked)

    assert "The time to decide is over" in text(Client().get(link(asked)))
    assert Client().post(link(asked), {"answer": "yes"}).status_code == 409
    jobs.refuse_undecided()
    assert taken(run) == 0
    assert "The time to decide is over" in text(Client().get(link(asked)))


def test_the_booker_sees_who_is_asked_and_can_withdraw(
    asked: Booking, client: Client, run: CourseRun, client_for: SignIn, sam: User
) -> None:
    page = text(client.get(asked.get_absolute_url()))
    assert "Helena Example at Demo Meadow Primary" in page
    url = f"/bookings/{asked.reference}/withdraw/"
    assert client_for(sam).post(url).status_code == 404

    client.post(url)

    asked.refresh_from_db()
    assert asked.state == BookingState.CANCELLED
    assert taken(run) == 0
    assert "Nobody asks for this any more" in text(Client().get(link(asked)))
    assert client.post(url).status_code == 302


def test_who_answers_for_the_school_decides_signed_in_but_nobody_for_themselves(
    asked: Booking, asking: School, client: Client, client_for: SignIn, olwen: User, tariq: User
) -> None:
    url = f"/my-school/approvals/{asked.reference}/"
    PostFactory(user=olwen, school=asking, role=PostRole.OFFICE)
    olwens = client_for(olwen)
    assert "Bookings that wait for a yes" in text(olwens.get("/my-school/"))
    assert client.get(url).status_code == 404
    PostFactory(user=tariq, school=asking, role=PostRole.HEAD)
    assert client.get(url).status_code == 404

    answer = olwens.post(url, {"answer": "yes"}, follow=True)

    assert "Yes: it is booked" in text(answer)
    assert Approval.objects.get().decided_name == olwen.full_name
    assert "Bookings that wait for a yes" not in text(olwens.get("/my-school/"))


def test_the_approver_is_reminded_after_two_days_and_on_the_last_day_once_each(
    asked: Booking, drain: Drain
) -> None:
    drain()
    jobs.remind_approvers()
    assert drain() == []
    now = timezone.now()
    Approval.objects.update(asked_at=now - timedelta(days=2, minutes=1))
    for _ in range(2):
        jobs.remind_approvers()
    assert len(sent_to(drain(), HEAD)) == 1
    Booking.objects.update(hold_expires_at=now + timedelta(hours=20))
    for _ in range(2):
        jobs.remind_approvers()

    assert "Still waiting for your answer" in to(drain(), HEAD, "Still").subject


def test_what_the_approver_books_needs_nobody(
    run: CourseRun, asking: School, client_for: SignIn
) -> None:
    head = make_user(email=HEAD)
    make.post(head, asking)

    booking = hold(client_for(head), {run: [NIA]}, at=asking)
    client_for(head).post(check_url(booking), {"terms": "INVOICE"})

    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED


def test_a_school_that_wants_numbers_gets_none_without(
    client: Client, run: CourseRun, school: School, tariq: User
) -> None:
    rules = Rules(purchase_order_rule=PurchaseOrderRule.REQUIRED)
    purchasing.set_rules(school=school, rules=rules, by=tariq)
    booking = hold(client, {run: [NIA]}, at=school)

    answer = client.post(check_url(booking), {"terms": "INVOICE"})

    assert answer.status_code == 422
    assert "Enter the purchase order number: your school wants one" in text(answer)
    client.post(check_url(booking), {"terms": "INVOICE", "purchase_order_number": "PO 1"})
    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED


@pytest.mark.promise(number=17)
def test_a_number_may_follow_is_chased_and_entered_later(
    client: Client, run: CourseRun, school: School, tariq: User, drain: Drain
) -> None:
    rules = Rules(purchase_order_rule=PurchaseOrderRule.MAY_FOLLOW)
    purchasing.set_rules(school=school, rules=rules, by=tariq)
    booking = hold(client, {run: [NIA]}, at=school)
    client.post(check_url(booking), {"terms": "INVOICE"})
    assert "purchase order number is to follow" in sent_to(drain(), tariq.email)[0].body
    Booking.objects.update(confirmed_at=timezone.now() - timedelta(days=8))
    for _ in range(2):
        jobs.chase_numbers()
    to(drain(), tariq.email, "Purchase order number wanted")

    url = f"/bookings/{booking.reference}/number/"
    page = client.get(booking.get_absolute_url())
    assert "Purchase order To follow: enter the number" in text(page)
    assert url in page.content.decode()
    assert client.post(url, {"number": "x\r\ny" * 80}).status_code == 422
    page = client.post(url, {"number": '<script>"7"'}, follow=True)

    assert "&lt;script&gt;&quot;7&quot;" in page.content.decode()
    Booking.objects.update(confirmed_at=timezone.now() - timedelta(days=22))
    jobs.chase_numbers()
    assert drain() == []


@pytest.mark.promise(number=13)
def test_names_are_chased_at_14_7_and_2_days_once_for_a_booking(
    client: Client, tariq: User, school: School, drain: Drain
) -> None:
    start = timezone.now() + timedelta(days=30)
    one, two = (CourseRunFactory(is_open=True, starts=start, is_free=True) for _ in range(2))
    booking = hold(client, {one: [LATER, LATER], two: [LATER, NIA]}, at=school)
    client.post(check_url(booking))
    drain()
    found = []
    for days in range(29, -1, -1):
        with time_machine.travel(start - timedelta(days=days, minutes=-5), tick=False):
            for _ in range(2):
                jobs.chase_names()
        mails = sent_to(drain(), tariq.email)
        found += [days] * len(mails)
        assert all("3 places of your booking" in mail.body for mail in mails)
    assert found == [14, 7, 2]


def test_a_booking_made_after_a_wave_is_not_chased_in_it(
    client: Client, tariq: User, school: School, drain: Drain
) -> None:
    run = CourseRunFactory(is_open=True, is_free=True, starts=timezone.now() + timedelta(days=10))
    booking = hold(client, {run: [LATER]}, at=school)
    client.post(check_url(booking))
    drain()

    jobs.chase_names()

    assert drain() == []


def test_all_names_are_given_on_one_page_and_each_gets_the_way_in(
    client: Client, run: CourseRun, school: School, drain: Drain
) -> None:
    booking = hold(client, {run: [NIA, LATER, LATER]}, at=school)
    client.post(check_url(booking), {"terms": "INVOICE"})
    drain()
    url = f"/bookings/{booking.reference}/names/"
    assert "2 places without a name" in text(client.get(url))
    first = f"{run.code}-0"
    twice = client.post(url, {f"{first}-name": "Nia", f"{first}-email": NIA[1].upper()})
    assert twice.status_code == 422

    later = {f"{run.code}-1-later": "on"}
    sent = {f"{first}-name": "Pip", f"{first}-email": "pip@example.org", **later}
    page = client.post(url, sent, follow=True)

    assert "1 person now has a place, and the way in by mail." in text(page)
    assert [mail.to for mail in drain()] == [["pip@example.org"]]
    assert booking.places.filter(attendee=None).count() == 1


def test_a_schools_rules_are_set_by_who_answers_for_it_and_audited(
    asking: School, client: Client, client_for: SignIn, olwen: User, sam: User, hannah: User
) -> None:
    url = f"/my-school/{asking.urn}/buying/"
    PostFactory(user=olwen, school=asking, role=PostRole.OFFICE)
    for who in (client, client_for(sam)):
        assert who.get(url).status_code == 404
    assert client_for(hannah).get(url).status_code == 200
    assert FINANCE in text(client_for(hannah).get(f"/my-school/{asking.urn}/"))
    olwens = client_for(olwen)
    sent = {"needs_approval": "on", "purchase_order_rule": "REQUIRED"}
    bad = olwens.post(url, sent)
    assert bad.status_code == 422
    assert "Enter the address of whoever says yes." in text(bad)

    before = AuditEvent.objects.count()
    for _ in range(2):
        olwens.post(url, {**sent, "approver_email": "New.Head@Example.org"})

    kept = Purchasing.objects.get(school=asking)
    assert (kept.approver_email, kept.finance_email) == ("new.head@example.org", "")
    assert AuditEvent.objects.count() == before + 1


def test_approving_twice_from_two_pages_changes_nothing_more(asked: Booking) -> None:
    for _ in range(2):
        bookings.approve(booking=asked, name="Helena Example")

    assert Approval.objects.get().is_approved


def test_what_the_hub_has_kept_longer_meanwhile_is_not_refused_for_being_late(
    run: CourseRun, tariq: User, school: School
) -> None:
    late = make.run_out(make.asked(run, tariq, at=school))
    Booking.objects.filter(pk=late.pk).update(hold_expires_at=timezone.now() + timedelta(days=1))

    with pytest.raises(ApprovalGoneError):
        bookings.refuse(booking=late, name="", note="Nobody decided in time.")

    late.refresh_from_db()
    assert late.state == BookingState.PENDING_APPROVAL
