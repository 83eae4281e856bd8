"""A run's places in numbers: the sentence in every combination, and that it counts right."""

from itertools import product

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from courses.enums import BookingState
from courses.models import CourseRun
from courses.office import numbers
from courses.office.numbers import Numbers
from tests.factories import office as make
from tests.factories.courses import CourseRunFactory

MANY = (0, 1, 18)


def said(booked: int, held: int, offered: int, free: int, waiters: int, each: int) -> str:
    """The sentence, put together another way."""
    words = f"{booked} booked"
    if held > 0:
        words += f", {held} held"
    if offered > 0:
        words += f", {offered} offered"
    words += f", {free} free of {booked + held + offered + free}"
    if waiters == 0:
        return words
    wanted = f" for {waiters * each} places" if each > 1 else ""
    return f"{words}; {waiters} waiting{wanted}"


def test_the_sentence_in_every_combination() -> None:
    for booked, held, offered, free, waiters, each in product(*[MANY] * 5, (1, 2)):
        found = Numbers(
            capacity=booked + held + offered + free,
            booked=booked,
            held=held,
            offered=offered,
            waiting=waiters * each,
            waiters=waiters,
        )
        assert found.words == said(booked, held, offered, free, waiters, each)
        assert found.to_offer == min(free, waiters * each)


def test_the_sentence_that_the_design_gives() -> None:
    found = Numbers(capacity=22, booked=18, held=2, offered=1, waiting=4, waiters=4)
    assert found.words == "18 booked, 2 held, 1 offered, 1 free of 22; 4 waiting"


@pytest.fixture
def busy(db: None) -> CourseRun:
    run = CourseRunFactory(is_open=True, capacity=9)
    for state, number in (
        (BookingState.CONFIRMED, 3),
        (BookingState.HELD, 1),
        (BookingState.PENDING_APPROVAL, 1),
        (BookingState.OFFERED, 1),
        (BookingState.CANCELLED, 2),
        (BookingState.EXPIRED, 2),
    ):
        of = make.booking(state)
        for _ in range(number):
            make.place(run, of=of)
    make.wish(run, 2)
    make.wish(run, 3)
    return CourseRun.objects.get(pk=run.pk)


def test_places_are_counted_by_where_they_stand(busy: CourseRun) -> None:
    found = numbers.of([busy])[busy.pk]
    assert found.words == "3 booked, 2 held, 1 offered, 3 free of 9; 2 waiting for 5 places"
    assert found.free == busy.places_left


def test_it_takes_two_statements_however_many_runs(
    busy: CourseRun, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    others = [CourseRunFactory(is_open=True) for _ in range(3)]
    with django_assert_num_queries(2):
        assert len(numbers.of([busy, *others])) == 4


@pytest.mark.parametrize(
    ("minimum", "known", "state"),
    [
        (6, Numbers(capacity=9, booked=3), ("below-minimum", "3 below minimum")),
        (3, Numbers(capacity=9, booked=3), ("will-run", "Will run")),
        (0, Numbers(capacity=9, booked=3, waiting=2, waiters=1), ("offered", "2 to offer")),
        (0, Numbers(capacity=3, booked=3, waiting=2, waiters=2), ("will-run", "Will run")),
    ],
)
def test_what_the_office_must_know_first(
    minimum: int, known: Numbers, state: tuple[str, str]
) -> None:
    run = CourseRun(minimum_to_run=minimum, state="OPEN", starts_at=timezone.now())
    assert numbers.standing(run, known) == state
    run.starts_at = None
    if state[0] == "will-run":
        assert numbers.standing(run, known) == ("open", "Open for booking")
    run.state = "CANCELLED"
    assert numbers.standing(run, known) == ("cancelled", "Cancelled")
