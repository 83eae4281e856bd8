"""What makes the site write its mails: each scene acts in a world and so promises some.

A scene is rolled back after it. The undated world is only for what needs no date.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from accounts import emails as accounts_emails
from billing.actions import payments
from billing.enums import Terms
from certification.enums import Outcome
from core.invariants import Fault
from courses import (
    emails,
    emails_absence,
    emails_after,
    emails_approval,
    emails_changes,
    emails_group,
    emails_interests,
    emails_joining,
    emails_runs,
    nightly,
)
from courses.actions import (
    bookings,
    cancelling,
    changes,
    on_behalf,
    runs,
    transferring,
    waiting_list,
    winding_up,
)
from courses.actions.runs import Meeting
from courses.enums import Wave
from courses.listing import Viewer
from courses.models import Booking, CertificateOfAttendance, CourseRun, Place, Session
from home import emails as home_emails
from schools.actions import posts
from schools.enums import PostRole
from schools.models import Purchasing
from tests.cast import person
from tests.certification.test_assessments import complete, decide
from tests.factories import bookings as make
from tests.factories import certification as route
from tests.factories.accounts import make_user
from tests.factories.billing import event
from tests.mails.worlds import LONG, World, begin_in

Scene = Callable[[World], None]
SCENES: list[Scene] = []
DATED: list[Scene] = []


def of(world: World) -> list[Scene]:
    """What can happen in this world."""
    return SCENES if world.name == "undated" else [*SCENES, *DATED]


def scene(act: Scene) -> Scene:
    SCENES.append(act)
    return act


def dated(act: Scene) -> Scene:
    DATED.append(act)
    return act


@scene
def accounts(world: World) -> None:
    about = {
        "code": "1234-5678",
        "ip": "127.0.0.1",
        "user_agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/130.0",
        "timestamp": timezone.now(),
        "from_email": world.booker.email,
        "to_email": "new@example.org",
        "deleted_email": world.booker.email,
    }
    for message in accounts_emails.MESSAGES:
        accounts_emails.send(message, to=world.booker.email, context=about)


@dated
def somebody_says_where_they_work(world: World) -> None:
    school = world.school or make.school()
    hannah = person("hannah")
    for role in (PostRole.TEACHER, PostRole.MUSIC_LEAD):
        new = make_user(full_name=world.people[0])
        post = posts.claim(user=new, school=school, role=role, by=new)
        decide_it = posts.approve if role == PostRole.TEACHER else posts.decline
        decide_it(post=post, by=hannah)


@dated
def criteria_are_judged(world: World) -> None:
    tess = person("tess")
    cohort = route.cohort(tutor=tess)
    mine = route.learner(cohort, world.booker)
    unit = route.unit(cohort.specification, "2")
    decide(mine, tess, l213=Outcome.MET, l214=Outcome.NOT_YET_MET)
    complete([mine], unit, tess)


@scene
def places_are_booked(world: World) -> None:
    world.booked()


@scene
def the_confirmation_is_sent_again(world: World) -> None:
    on_behalf.send_again(booking=world.booked(), by=person("hannah"), reason="Asked for it")


@scene
def a_place_is_given_up(world: World) -> None:
    booking = world.booked()
    cancelling.cancel_places(chosen=list(booking.places.all())[:1], by=booking.booker)


@scene
def all_is_cancelled_by_the_hub(world: World) -> None:
    cancelling.cancel(booking=world.booked(), by=person("hannah"), reason=world.reason or "Snow.")


@dated
def the_school_is_asked_and_reminded(world: World) -> None:
    school = world.school or make.school()
    Purchasing.objects.filter(school=school).update(needs_approval=True)
    if world.school is None:
        return
    held = world.held()
    terms = Terms.INVOICE if held.payable_pence else None
    waiting = bookings.confirm(
        booking=held, by=world.booker, terms=terms, purchase_order_number="PO 1 <2> & 3"
    )
    waiting.approval.__class__.objects.update(asked_at=timezone.now() - timedelta(days=3))
    emails_approval.remind_due()
    if "O’Shea" in world.reason:
        bookings.refuse(booking=waiting, name=LONG, note=world.reason)
    else:
        bookings.approve(booking=waiting, name="Helena Example")


@dated
def the_school_does_not_answer(world: World) -> None:
    if world.school is None:
        return
    Purchasing.objects.update(needs_approval=True)
    terms = Terms.INVOICE
    waiting = bookings.confirm(booking=world.held(), by=world.booker, terms=terms)
    make.run_out(waiting)
    bookings.refuse(booking=waiting, name="")


@scene
def money_comes_too_late(world: World) -> None:
    booking = world.booked()
    cancelling.cancel_places(
        chosen=list(booking.places.all()), by=person("hannah"), reason="Test", waive=True
    )
    if booking.balance().refund_pence:
        emails.refund_due(booking)


@scene
def the_rest_is_not_paid_in_time(world: World) -> None:
    booker, school = world.booker, world.school or make.school()
    held = make.hold(world.run, booker)
    if not held.payable_pence:
        return
    page = make.start_paying(held)
    make.post(booker, school)
    make.amend(held, booker, at=school, name=booker.full_name)
    payments.settle(event=event(page))
    make.run_out(held)
    bookings.expire_lapsed()


@dated
def names_and_numbers_are_wanted(world: World) -> None:
    booking = world.booked()
    Booking.objects.update(confirmed_at=timezone.now() - timedelta(days=8))
    begin_in(world.run, days=5)
    emails_group.chase_names()
    booking.places.filter(attendee__isnull=False).exclude(attendee=None).update(attendee=None)
    emails_group.chase_numbers()


@dated
def somebody_else_comes(world: World) -> None:
    place, tariq = world.place(), world.people[-1] or "Tariq Example"
    changes.swap(
        place=place,
        name=f"New {tariq}"[:60],
        email="new@example.org",
        by=person("hannah"),
        reason=world.reason or "They asked.",
    )


@dated
def somebody_cannot_come(world: World) -> None:
    changes.hand_back(place=world.place(), by=None)


@dated
def a_place_moves(world: World) -> None:
    place = world.place()
    hannah = person("hannah")
    reason = world.reason or "They asked."
    transferring.transfer(place=place, to_run=world.other, by=hannah, reason=reason)


@dated
def reminders_go_out(world: World) -> None:
    world.booked()
    Booking.objects.update(confirmed_at=timezone.now() - timedelta(days=8))
    begin_in(world.run, days=1)
    emails_joining.remind_due()


@dated
def a_session_is_another_day(world: World) -> None:
    world.booked()
    session, day = world.run.sessions.all()[0], timedelta(days=1)
    runs.reschedule(
        session=session, start_at=session.start_at + day, end_at=session.end_at + day, by=None
    )


@dated
def all_sessions_are_other_ones(world: World) -> None:
    world.booked()
    first = world.run.sessions.all()[0]
    meetings = [
        Meeting(
            session_id=first.pk if number == 0 else None,
            start_at=first.start_at + timedelta(days=2 + number),
            end_at=first.end_at + timedelta(days=2 + number),
            room=f"Room {number}",
        )
        for number in range(2)
    ]
    runs.set_sessions(run=world.run, meetings=meetings, by=None)


@dated
def a_course_is_called_off(world: World) -> None:
    world.booked()
    other = make_user(full_name="Held Example")
    make.hold(world.run, other)
    runs.cancel(run=world.run, reason=world.reason or "The trainer is ill.", by=None)
    winding_up.wind_up(run=world.run)


@dated
def a_course_is_called_off_and_there_is_no_other(world: World) -> None:
    CourseRun.objects.filter(pk=world.other.pk).update(state="CLOSED")
    a_course_is_called_off(world)


@dated
def too_few_have_booked(world: World) -> None:
    world.booked()
    CourseRun.objects.filter(pk=world.run.pk).update(minimum_to_run=12)
    for days in (1, -1):
        begin_in(world.run, days=10 - days)
        emails_runs.office_below_minimum(world.run, decide_by=timezone.now() + timedelta(days=days))


@dated
def people_wait(world: World) -> None:
    run, hannah = world.run, person("hannah")
    full = world.booked()
    CourseRun.objects.filter(pk=run.pk).update(
        capacity=CourseRun.objects.get(pk=run.pk).places_taken
    )
    first, second = (make_user(full_name=f"{world.people[0]} {n}"[:60]) for n in range(2))
    entry = make.wish(world.run, first)
    many = make.wish(world.run, second, quantity=2)
    mine = list(full.places.filter(run=run))
    cancelling.cancel_places(chosen=mine[:1], by=hannah, reason="Test")
    entry.refresh_from_db()
    waiting_list.accept(entry=entry, by=first)
    if len(mine) > 2:
        cancelling.cancel_places(chosen=mine[1:3], by=hannah, reason="Test")
        many.refresh_from_db()
    if many.offer:
        make.run_out(many.offer)
        bookings.expire_lapsed()
    waiting_list.close(run=world.run, by=None)


@dated
def a_course_with_a_waiting_list_is_called_off(world: World) -> None:
    CourseRun.objects.filter(pk=world.run.pk).update(places_taken=24)
    make.wish(world.run, world.booker)
    runs.cancel(run=world.run, reason=world.reason or "Snow.", by=None)
    waiting_list.close(run=world.run, by=None)


@dated
def a_late_place_is_taken_after_all(world: World) -> None:
    emails_changes.charge_waived(world.place(), pence=7500)


@dated
def nobody_came(world: World) -> None:
    booking = world.booked()
    absent = list(booking.places.select_related("run", "attendee"))
    Place.objects.update(absence_pence=3050)
    emails_absence.charged(booking, list(booking.places.select_related("run", "attendee")))
    emails_absence.credited(absent[0], pence=3050)


@dated
def somebody_came_without_a_place(world: World) -> None:
    place = world.place()
    for is_priced in (True, False):
        emails_joining.came_without_a_place(place, is_priced=is_priced)


@dated
def a_course_is_over(world: World) -> None:
    place = world.place()
    begin_in(world.run, days=-50)
    place = Place.objects.select_related("run", "attendee").get(pk=place.pk)
    certificate = CertificateOfAttendance.objects.create(
        place=place,
        name=str(place.attendee),
        title=place.run.title,
        first_date=timezone.localdate(),
        last_date=timezone.localdate(),
        minutes=270,
        sessions_attended=1,
        sessions_count=len(Session.objects.filter(run=place.run)),
    )
    emails_after.certificate_issued(certificate, is_again=True)
    for wave in (Wave.CLOSE, Wave.SIX_WEEKS):
        emails_after.evaluation_asked(place, wave)
    certificate.revoked_reason = "The register was corrected."
    emails_after.certificate_revoked(certificate)


@dated
def a_certificate_asks_how_it_was(world: World) -> None:
    place = world.place()
    begin_in(world.run, days=-2)
    place = Place.objects.select_related("run", "attendee").get(pk=place.pk)
    certificate = CertificateOfAttendance.objects.create(
        place=place,
        name="Ada Example",
        title=place.run.title,
        minutes=90,
        sessions_attended=1,
        first_date=timezone.localdate(),
        last_date=timezone.localdate(),
        sessions_count=1,
    )
    emails_after.certificate_issued(certificate, is_again=False)


@scene
def there_are_new_courses(world: World) -> None:
    viewer = Viewer.of(world.booker)
    all_of_them = list(CourseRun.objects.select_related("page", "venue").order_by("pk"))
    for number, found in enumerate((all_of_them, all_of_them[:1])):
        until = timezone.now() + timedelta(weeks=number)
        emails_interests.new_courses(world.booker, found, viewer=viewer, until=until)


@scene
def the_audit_finds_something(world: World) -> None:
    for number in (1, 25):
        promise = "Places taken are the counted places of the run."
        fault = Fault(number="I1", promise=promise, says=f"run {world.run}: 3 of 2")
        nightly._tell_the_office([fault] * number, key=f"audit:{number}")


@scene
def somebody_asks_the_office(world: World) -> None:
    about = {"name": world.booker.full_name, "email": world.booker.email}
    for school in ("", "Demo Meadow Primary"):
        home_emails.enquiry(**about, school=school, question="Who teaches the ukulele?")
