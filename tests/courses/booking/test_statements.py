"""What a whole booking asks of the database, as a person makes it: five pages, every statement.

From the page that asks who is coming to the page that says "You have a place", with session,
user, savepoints and writes; as many in a large hub as in a small one.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.test import Client

from accounts.models import User
from courses.enums import DayKind, PolicyUse
from courses.models import Booking, CancellationPolicy, CourseRun, PolicyStep
from schools.models import School
from tests.courses.booking.group import boxes, fill_basket, say_school
from tests.courses.booking.pages import check_url, text, token_of, who
from tests.factories import bookings as make
from tests.factories.courses import CourseRunFactory
from tests.statements import recorded

#: Each with the pages' own: five look-ups of who is signed in, two transactions' begin and end.
INVOICED, FREE, PAID_ONLINE = 57, 45, 58
#: In the basket: one place, each more place, and a second course beside its places.
ONE_OF_A_GROUP, FOR_A_PLACE, FOR_A_COURSE = 66, 1, 4


@pytest.fixture(autouse=True)
def _terms(db: None) -> None:
    for use in (PolicyUse.PRICED, PolicyUse.FREE):
        policy = CancellationPolicy.objects.create(name=str(use.label), use_for=use)
        for days in (10, 2):
            kind = DayKind.WORKING
            PolicyStep.objects.create(policy=policy, days=days, day_kind=kind, percent=100 - days)


def grow(tariq: User) -> None:
    """Ten times the schools, courses and bookings that this person has to do with."""
    for number in range(10):
        make.post(tariq, make.school(999100 + number, f"Demo School {number}"))
        make.hold(CourseRunFactory(is_open=True, is_free=True, sessions=2), tariq)


def book(client: Client, run: CourseRun, school: School, paid: dict[str, str]) -> list[str]:
    """All statements of one booking, to its last page; to the payment page for one paid online."""
    start = run.get_booking_url()
    client.get(run.get_absolute_url())  # where they come from
    with recorded() as statements:
        token = token_of(client.get(start))
        held = client.post(start, {**who(school), "submit_token": token})
        client.get(held["Location"])
        done = client.post(held["Location"], paid)
        if paid.get("terms") != "ONLINE":
            assert "You have a place" in text(client.get(done["Location"]))
    assert done.status_code == 302
    return statements


@pytest.mark.parametrize(
    ("is_free", "paid", "most"),
    [
        (False, {"terms": "INVOICE"}, INVOICED),
        (True, {}, FREE),
        (False, {"terms": "ONLINE"}, PAID_ONLINE),
    ],
    ids=["invoiced", "free", "paid online"],
)
def test_a_whole_booking_asks_seldom_however_large_the_hub_is(
    client: Client, school: School, tariq: User, *, is_free: bool, paid: dict[str, str], most: int
) -> None:
    small, large = (
        CourseRunFactory(is_open=True, is_free=is_free, capacity=30, sessions=2) for _ in range(2)
    )
    few = book(client, small, school, paid)
    grow(tariq)
    many = book(client, large, school, paid)

    assert len(few) <= most, "\n".join([str(len(few)), *few])
    assert len(many) <= len(few), "\n".join([str(len(many)), *many])


def book_many(client: Client, runs: Sequence[CourseRun], school: School, people: int) -> list[str]:
    """All statements of one booking of so many people on each of these courses."""
    ones = [(f"Person {n}", f"person{n}.{people}.{len(runs)}@example.org") for n in range(people)]
    fill_basket(client, dict.fromkeys(runs, people))
    say_school(client, school)
    with recorded() as statements:
        client.get("/basket/people/")
        client.post("/basket/people/", boxes(dict.fromkeys(runs, ones)))
        booking = Booking.objects.latest("pk")
        client.get(check_url(booking))
        done = client.post(check_url(booking), {"terms": "INVOICE"})
        page = text(client.get(done["Location"]))
    assert page.startswith('id="main" tabindex="-1"> My bookings You have ')
    return statements


def test_a_group_of_three_on_two_courses_adds_a_mail_for_each_place_and_little_more(
    client: Client, school: School, tariq: User
) -> None:
    runs: list[CourseRun] = [
        CourseRunFactory(is_open=True, capacity=30, sessions=2) for _ in range(5)
    ]
    first, second, third, *others = runs
    one = book_many(client, [first], school, 1)
    three = book_many(client, [second], school, 3)
    group = book_many(client, [second, third], school, 3)
    grow(tariq)
    later = book_many(client, others, school, 3)

    assert len(one) <= ONE_OF_A_GROUP, "\n".join([str(len(one)), *one])
    assert len(three) <= len(one) + 2 * FOR_A_PLACE, "\n".join([str(len(three)), *three])
    assert len(group) <= len(three) + FOR_A_COURSE + 3 * FOR_A_PLACE, "\n".join(
        [str(len(group)), *group]
    )
    assert len(later) <= len(group), "\n".join([str(len(later)), *later])
