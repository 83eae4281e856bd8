"""Many processes that do one thing at the same moment, against PostgreSQL.

Run by the tests as a program of its own, `python -m tests.concurrency`, with `DATABASE_URL`
pointing at a migrated database: Django is set up once, then forked, so every racer is a real
process with a real connection. Holds one race after another; prints their reports as JSON.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier

    from accounts.models import User
    from certification.models import Enrolment
    from courses.models import CourseRun, Place

PROJECT = Path(__file__).resolve().parents[2]
RACERS, PLACES = 50, 5
Racer = Callable[[int], str]


def set_up() -> None:
    """Django with the suite's settings, in this process."""
    sys.path[:0] = [str(PROJECT), str(PROJECT / "site")]
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    import django

    django.setup()


def race(act: Racer, number: int) -> Mapping[str, int]:
    """Let `number` processes `act` together; count what they answered."""
    from django.db import connections

    connections.close_all()  # no two processes may share a connection
    context = multiprocessing.get_context("fork")
    answers: multiprocessing.SimpleQueue[str] = context.SimpleQueue()
    start = context.Barrier(number)
    racers = [
        context.Process(target=_racer, args=(act, index, start, answers)) for index in range(number)
    ]
    for racer in racers:
        racer.start()
    found = Counter(answers.get() for _ in racers)
    for racer in racers:
        racer.join()
    return found


def _racer(
    act: Racer, index: int, start: Barrier, answers: multiprocessing.SimpleQueue[str]
) -> None:
    from django.db import connection

    connection.ensure_connection()
    start.wait()
    try:
        answers.put(act(index))
    except Exception as error:
        answers.put(f"{type(error).__name__}: {error}"[:300])
    finally:
        connection.close()


def make_run(capacity: int = PLACES, **traits: object) -> CourseRun:
    """A run that everybody wants."""
    from tests.factories.courses import CourseRunFactory

    return CourseRunFactory(is_open=True, is_free=True, capacity=capacity, **traits)


def one_place(run: CourseRun) -> Racer:
    """Each racer is somebody else and holds a place on the run."""
    from accounts.models import User
    from courses.exceptions import RunIsFullError
    from tests.factories.bookings import hold

    people = [
        User.objects.create_user(
            f"racer-{run.code}-{index}@example.org", full_name=f"Racer {index}"
        )
        for index in range(RACERS)
    ]

    def act(index: int) -> str:
        try:
            hold(run, people[index])
        except RunIsFullError:
            return "full"
        return "held"

    return act


def count_then_insert(*, wanted: Mapping[int, int], by: object = None) -> None:
    """What the guard replaces: look how many places are counted, and go on if there is room."""
    from courses.exceptions import RunIsFullError
    from courses.models import CourseRun, Place

    for run_id, number in sorted(wanted.items()):
        run = CourseRun.objects.get(pk=run_id)
        counted = Place.objects.counted().filter(run=run).count()
        if counted + number > run.capacity:
            raise RunIsFullError(run, places_left=run.capacity - counted)


def guarded() -> dict[str, object]:
    """Fifty people, five places."""
    run = make_run()
    return _report(run, race(one_place(run), RACERS))


def naive() -> dict[str, object]:
    """The same race with the guard taken out: it must oversell, or the harness sees nothing."""
    from courses.actions import places

    run = make_run()
    racer = one_place(run)
    with mock.patch.object(places, "take", count_then_insert):
        return _report(run, race(racer, RACERS))


def lapsed() -> dict[str, object]:
    """The last place is a hold that has run out, and everybody finds it at once."""
    from accounts.models import User
    from tests.factories.bookings import hold, run_out

    run = make_run(capacity=1)
    late = User.objects.create_user(f"late-{run.code}@example.org", full_name="Late")
    run_out(hold(run, late))
    return _report(run, race(one_place(run), RACERS))


def opposite() -> dict[str, object]:
    """Baskets of the same two courses, named in opposite order, held and given up at once."""
    import secrets

    from accounts.models import User
    from courses.actions import bookings
    from courses.actions.bookings import Seat

    number = 16
    runs = [make_run(capacity=number), make_run(capacity=number)]
    people = [
        User.objects.create_user(f"basket-{runs[0].code}-{index}@example.org", full_name="Basket")
        for index in range(number)
    ]

    def act(index: int) -> str:
        basket = runs if index % 2 else runs[::-1]
        for _ in range(3):
            booking = bookings.hold(
                seats=[Seat(run=run, name="Basket", email=people[index].email) for run in basket],
                school=None,
                by=people[index],
                submit_token=secrets.token_urlsafe(8),
            )
            bookings.expire(booking=booking, by=people[index])
        return "finished"

    return {**_report(runs[0], race(act, number)), "other": _report(runs[1], {})}


def settled() -> dict[str, object]:
    """One payment, told by many webhooks and returns at once."""
    from django_tasks_db.models import DBTaskResult

    from accounts.models import User
    from billing.actions import payments
    from core.models import AuditEvent
    from courses.models import Booking
    from tests.factories.billing import event
    from tests.factories.bookings import hold, start_paying
    from tests.factories.courses import CourseRunFactory

    run = CourseRunFactory(is_open=True)
    payer = User.objects.create_user(f"payer-{run.code}@example.org", full_name="Payer")
    booking = hold(run, payer)
    told = event(start_paying(booking))

    def act(index: int) -> str:
        return payments.settle(event=told).state

    answers = race(act, 12)
    confirmations = AuditEvent.objects.filter(verb="booking.confirm", subject_id=str(booking.pk))
    mails = [
        task
        for task in DBTaskResult.objects.filter(task_path="core.mail.deliver")
        if task.args_kwargs["kwargs"]["to"] == payer.email
    ]
    order = Booking.objects.get(pk=booking.pk).order
    return {
        **_report(run, answers),
        "confirmations": confirmations.count(),
        "mails": len(mails),
        "balance": order.balance().pence if order else None,
    }


def freed() -> dict[str, object]:
    """One booking, cancelled by many at once."""
    from accounts.models import User
    from courses.actions import bookings
    from courses.models import Booking
    from tests.factories.bookings import free

    run = make_run(capacity=5)
    people = [
        User.objects.create_user(f"freed-{run.code}-{index}@example.org", full_name="Freed")
        for index in range(2)
    ]
    _kept, booking = (free(run, person) for person in people)

    def act(index: int) -> str:
        mine = Booking.objects.get(pk=booking.pk)
        return bookings.cancel(booking=mine, by=people[1]).state

    return _report(run, race(act, 12))


def _learners(tutors: list[User], number: int) -> tuple[CourseRun, list[Enrolment], list[Place]]:
    """A course of one evening for each tutor, linked to a leaf, and learners who come to it."""
    from datetime import timedelta

    from django.utils import timezone

    from tests.factories import certification as scene

    cohort = scene.cohort(f"Cohort of {tutors[0].email}", tutor=tutors[0])
    learners = [scene.learner(cohort) for _ in range(number)]
    first = timezone.now() - timedelta(weeks=len(tutors))
    run = scene.run_today(*tutors, sessions=len(tutors), starts=first)
    scene.link(run.page, scene.leaf(cohort.specification, "1.1.1"))
    return run, learners, [scene.seat(run, enrolment.learner) for enrolment in learners]


def _people(number: int) -> list[User]:
    from tests.factories import certification as scene

    return [scene.somebody() for _ in range(number)]


def marked() -> dict[str, object]:
    """Four tutors mark the same learners on four evenings of one course at once."""
    from certification.models import Evidence
    from courses.actions import registers
    from courses.enums import Mark

    tutors = _people(4)
    run, learners, seats = _learners(tutors, 8)
    evenings = list(run.sessions.all())

    def act(index: int) -> str:
        order = seats[::-1] if index % 2 else seats
        marks = dict.fromkeys(order, Mark.PRESENT)
        return str(len(registers.mark(session=evenings[index], marks=marks, by=tutors[index])))

    answers = race(act, len(tutors))
    live = Evidence.objects.live().filter(enrolment__in=learners)
    return {"answers": dict(answers), "learners": len(learners), "evidence": live.count()}


def marked_unlocked() -> dict[str, object]:
    """The same without the lock: it must offer some twice, or the harness sees nothing."""
    from courses.actions import registers

    with mock.patch.object(registers, "lock_places"):
        return marked()


def decided() -> dict[str, object]:
    """One leaf of one learner is judged from eight pages of the same age at once."""
    from certification.actions import assessments
    from certification.enums import Outcome
    from certification.exceptions import DecidedMeanwhileError
    from certification.models import Decision
    from tests.factories import certification as scene

    tutors = _people(1)
    _run, (enrolment,), _seats = _learners(tutors, 1)
    leaf = scene.leaf(enrolment.specification, "1.1.1")
    unit = scene.unit(enrolment.specification, "1")

    def act(index: int) -> str:
        try:
            assessments.decide(
                enrolment=enrolment,
                unit=unit,
                outcomes={leaf: Outcome.NOT_YET_MET if index % 2 else Outcome.MET},
                by=tutors[0],
                submit_token=f"racer-{enrolment.pk}-{index}",
                comment="Tell us more.",
                seen=0,
            )
        except DecidedMeanwhileError:
            return "meanwhile"
        return "decided"

    answers = race(act, 8)
    decisions = Decision.objects.filter(enrolment=enrolment)
    return {
        "answers": dict(answers),
        "decisions": decisions.count(),
        "current": decisions.current().count(),
    }


def credited() -> dict[str, object]:
    """One line of £40, credited whole by many at once."""
    return _credit_at_once()


def credited_unlocked() -> dict[str, object]:
    """The same without the lock: it must be credited more than once."""
    from billing.models.order import OrderLineQuerySet

    def no_lock(lines: OrderLineQuerySet) -> OrderLineQuerySet:
        return lines

    with mock.patch.object(OrderLineQuerySet, "select_for_update", no_lock):
        return _credit_at_once()


def _credit_at_once() -> dict[str, object]:
    import secrets
    import time

    from django.db import transaction

    from accounts.models import User
    from billing.actions import orders
    from billing.enums import EntryKind
    from tests.factories.billing import open_order

    email = f"credit-{secrets.token_hex(6)}@example.org"
    order = open_order(User.objects.create_user(email, full_name="Credit"))
    line = order.lines.get()

    def act(index: int) -> str:
        with transaction.atomic():
            pence = orders.credit(line=line, by=None)
            time.sleep(0.2)  # nobody sees what another has written until it is committed
        return str(pence)

    answers = race(act, 4)
    return {
        "answers": dict(answers),
        "credits": order.entries.filter(kind=EntryKind.CREDIT).count(),
        "balance": order.balance().pence,
    }


def _report(run: CourseRun, answers: Mapping[str, int]) -> dict[str, object]:
    run.refresh_from_db()
    return {
        "answers": dict(answers),
        "taken": run.places_taken,
        "counted": run.places.counted().count(),
        "capacity": run.capacity,
    }


PLACES_AND_MONEY = (guarded, naive, lapsed, opposite, settled, freed)
CREDITS = (credited, credited_unlocked)
REGISTERS_AND_DECISIONS = (marked, marked_unlocked, decided)
RACES = {one.__name__: one for one in (*PLACES_AND_MONEY, *CREDITS, *REGISTERS_AND_DECISIONS)}
