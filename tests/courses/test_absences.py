"""Not coming costs what the frozen terms say, once, and is taken back where a mark was wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from accounts.models import User
from billing.enums import Terms
from billing.models import LedgerEntry, OrderLine
from core.contention import DatabaseBusyError
from core.models import AuditEvent
from courses.actions import absences, registers
from courses.enums import Mark
from courses.exceptions import NoAbsenceChargeError
from courses.models import Booking, CourseRun, Place
from tests.factories import after
from tests.factories import bookings as make
from tests.factories.after import THIRTY, free_seat

pytestmark = pytest.mark.django_db
Drain = Callable[[], list[EmailMessage]]
HERE, AWAY, SORRY = Mark.PRESENT, Mark.ABSENT, Mark.EXCUSED


@pytest.fixture
def run(tess: User) -> CourseRun:
    return after.past(tess, sessions=2, needed=1)


def charged(place: Place) -> int:
    place.refresh_from_db()
    return place.absence_pence


@pytest.mark.parametrize(
    ("price", "policy", "extra"),
    [
        (0, THIRTY, 3000),
        (0, {"no_show_percent": 100, "no_show_pence": 0}, 0),
        (7500, {"no_show_percent": 100, "no_show_pence": 0}, 0),
        (7500, {"no_show_percent": 100, "no_show_pence": 1500}, 1500),
        (7500, THIRTY, 0),
        (7500, {}, 0),
    ],
)
def test_the_price_that_is_owed_already_counts(
    price: int, policy: dict[str, int], extra: int
) -> None:
    assert absences.extra_pence(Place(gross_pence=price, policy=policy)) == extra


def test_who_never_came_is_charged_once_when_the_last_register_closes(
    run: CourseRun, tess: User, drain: Drain
) -> None:
    never, once, sorry = (free_seat(run, name=name) for name in ("Nev", "Once", "Sorry"))
    marks = {never: [AWAY, AWAY], once: [AWAY, HERE], sorry: [AWAY, SORRY]}
    after.mark(run, tess, marks)
    registers.close(session=after.sessions(run)[0], by=tess)
    assert charged(never) == 0
    after.close(run, tess)
    after.close(run, tess)
    assert [charged(place) for place in (never, once, sorry)] == [3000, 0, 0]
    order = Booking.objects.get(pk=never.booking_id).order
    assert order is not None
    assert (order.terms, order.balance().charged_pence) == (Terms.ONLINE, 3000)
    assert LedgerEntry.objects.count() == 1
    line = OrderLine.objects.get()
    assert (line.pk, line.description) == (never.absence_line_id, f"{run.title}: Nev did not come")
    told = [m for m in drain() if m.to == [never.booking.booker.email]]
    assert "£30 is charged" in told[0].body
    assert "Reply to this mail: we can take it back." in told[0].body
    assert len(told) == 1
    office = [mail for mail in drain() if mail.subject.startswith("To collect: £30")]
    assert len(office) == 1


def test_two_absent_on_a_schools_booking_are_one_invoice_and_one_mail(
    run: CourseRun, tess: User, drain: Drain
) -> None:
    first, second = free_seat(run, name="Ann"), free_seat(run, name="Bob")
    Booking.objects.filter(pk=first.booking_id).update(school=make.school())
    Place.objects.filter(pk=second.pk).update(booking=first.booking_id)
    after.mark(run, tess, {first: [AWAY, AWAY], second: [AWAY, AWAY]})
    after.close(run, tess)
    order = Booking.objects.get(pk=first.booking_id).order
    assert order is not None
    assert (order.terms, order.payer_name) == (Terms.INVOICE, "Demo Meadow Primary")
    assert order.balance().charged_pence == 6000
    told = [mail for mail in drain() if mail.to == [first.booking.booker.email]]
    assert len(told) == 1
    assert "Demo Meadow Primary" in told[0].body


def test_a_priced_place_gets_the_rest_on_its_own_order(
    run: CourseRun, tess: User, tariq: User
) -> None:
    place = free_seat(run)
    after.mark(run, tess, {place: [AWAY, AWAY]})
    after.close(run, tess)
    order = Booking.objects.get(pk=place.booking_id).order
    other = free_seat(run)
    Place.objects.filter(pk=other.pk).update(booking=place.booking_id)
    after.mark(run, tess, {other: [AWAY, AWAY]})
    other.refresh_from_db()
    assert other.absence_line is not None
    assert other.absence_line.order == order


def test_a_corrected_mark_takes_it_back_and_a_second_correction_charges_again(
    run: CourseRun, tess: User, drain: Drain
) -> None:
    place = free_seat(run)
    after.mark(run, tess, {place: [AWAY, AWAY]})
    after.close(run, tess)
    last = after.sessions(run)[1]
    registers.mark(session=last, marks={place: HERE}, by=tess)
    assert charged(place) == 0
    order = Booking.objects.get(pk=place.booking_id).order
    assert order is not None
    assert order.balance().charged_pence == 0
    credited = [mail for mail in drain() if mail.subject.startswith("Nothing to pay after all")]
    assert len(credited) == 1
    registers.mark(session=last, marks={place: AWAY}, by=tess)
    assert charged(place) == 3000
    assert order.balance().charged_pence == 3000


def test_the_hub_lets_somebody_off_for_a_reason_and_for_good(
    run: CourseRun, tess: User, hannah: User, client_for: Callable[[User], Client], drain: Drain
) -> None:
    place = free_seat(run, name="Nev")
    after.mark(run, tess, {place: [AWAY, AWAY]})
    after.close(run, tess)
    hub = client_for(hannah)
    page = hub.get("/office/absences/").content.decode()
    assert "Nev: £30" in page
    empty = hub.post(f"/office/absences/{place.pk}/waive/", {"reason": " "})
    assert empty.status_code == 422
    assert f'href="#reason-{place.pk}"' in empty.content.decode()
    assert f'aria-describedby="reason-{place.pk}-error"' in empty.content.decode()
    assert charged(place) == 3000
    hub.post(f"/office/absences/{place.pk}/waive/", {"reason": "A burst pipe at school"})
    assert charged(place) == 0
    assert AuditEvent.objects.get(verb="absence.waive").data["reason"] == "A burst pipe at school"
    assert drain()[-1].subject.startswith("Nothing to pay after all")
    after.close(run, tess)
    registers.mark(session=after.sessions(run)[0], marks={place: SORRY}, by=tess)
    registers.mark(session=after.sessions(run)[0], marks={place: AWAY}, by=tess)
    assert charged(place) == 0
    assert "Nothing is charged" in hub.get("/office/absences/").content.decode()


def test_a_reason_is_not_lost_when_all_is_busy(
    run: CourseRun,
    tess: User,
    hannah: User,
    client_for: Callable[[User], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def busy(**_: object) -> None:
        raise DatabaseBusyError

    place = free_seat(run)
    after.mark(run, tess, {place: [AWAY, AWAY]})
    after.close(run, tess)
    monkeypatch.setattr(absences, "waive", busy)
    reason = {"reason": "A burst pipe at school"}
    answer = client_for(hannah).post(f"/office/absences/{place.pk}/waive/", reason)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert 'value="A burst pipe at school"' in answer.content.decode()


def test_only_the_hub_lets_off(run: CourseRun, tess: User) -> None:
    place = free_seat(run)
    after.mark(run, tess, {place: [AWAY, AWAY]})
    after.close(run, tess)
    with pytest.raises(NoAbsenceChargeError):
        absences.waive(place=place, reason="Kind", by=tess)
    assert charged(place) == 3000
