"""The pages of changed minds: exact before the press, asked again when that has changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from billing.actions import payments
from billing.models import Payment
from courses.actions import bookings, runs, transferring, winding_up
from courses.models import Booking, CourseRun
from schools.models import School
from tests.courses.booking.pages import Drain, SignIn, taken, text
from tests.factories import bookings as make
from tests.factories import changes as scene
from tests.factories.billing import event
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking(run: CourseRun, tariq: User, school: School) -> Booking:
    return scene.booked(run, by=tariq, people=("ann", "bea", ""), at=school)


@pytest.fixture
def client(tariq: User, client_for: SignIn) -> Client:
    return client_for(tariq)


@pytest.fixture
def later(run: CourseRun) -> CourseRun:
    other = CourseRunFactory(page=run.page, is_open=True, capacity=2, starts=scene.evening(60))
    other.tiers.filter(net_pence=7500).update(net_pence=9000)
    return other


def cancel_url(booking: Booking, *names: str) -> str:
    places = "&".join(f"place={scene.place_of(booking, name).pk}" for name in names)
    return f"/bookings/{booking.reference}/cancel/?{places}"


def swap_url(booking: Booking, name: str = "") -> str:
    return f"/bookings/{booking.reference}/places/{scene.place_of(booking, name).pk}/swap/"


def move_url(booking: Booking, name: str = "") -> str:
    return swap_url(booking, name).replace("/swap/", "/move/")


@pytest.mark.promise(number=34)
def test_which_places_is_asked_first_with_the_cost_of_each(
    client: Client, booking: Booking, run: CourseRun
) -> None:
    page = text(client.get(f"/bookings/{booking.reference}/cancel/"))

    assert "Which places do you want to cancel?" in page
    assert page.count("Costs nothing. 10 working days or more before the start: free.") == 3


@pytest.mark.promise(number=34)
def test_a_minute_past_the_deadline_the_page_asks_again_and_nothing_is_done(
    booking: Booking, run: CourseRun, tariq: User, client_for: SignIn
) -> None:
    """The deadline is to the minute, in the week in which the clocks change as well."""
    scene.starting(run, within=timedelta(days=57))  # 30 March, two days after the change
    run.refresh_from_db()
    deadline = scene.deadline(run, 10)
    assert timezone.localtime(run.starts_at).utcoffset() == timedelta(hours=1)
    assert deadline == datetime(2027, 3, 12, 11, tzinfo=UTC)  # 11am, as the course begins
    url, place = cancel_url(booking, "ann"), scene.place_of(booking, "ann")
    with time_machine.travel(deadline, tick=False):
        client = client_for(tariq)
        assert "we take the £75 off" in text(client.get(url))
    with time_machine.travel(deadline + timedelta(minutes=1), tick=False):
        answer = client.post(url, {"place": place.pk, "agreed": 0})

        assert answer.status_code == 409
        assert "What this costs has changed since you opened the page" in text(answer)
        assert "£37.50 is still charged" in text(answer)
        assert taken(run) == 3
        client.post(url, {"place": place.pk, "agreed": 3750})
    assert taken(run) == 2
    assert booking.balance().charged_pence == 2 * 7500 + 3750


def test_the_same_press_twice_cancels_once_and_ends_at_the_booking(
    client: Client, booking: Booking, run: CourseRun
) -> None:
    url, place = cancel_url(booking, "ann"), scene.place_of(booking, "ann")

    first = client.post(url, {"place": place.pk, "agreed": 0}, follow=True)
    again = client.post(url, {"place": place.pk, "agreed": 0})

    assert "The place is cancelled. Demo Meadow Primary owes £150 for this booking now." in (
        first.content.decode()
    )
    assert again.status_code in (200, 302, 422)
    assert taken(run) == 2
    page = text(client.get(booking.get_absolute_url()))
    assert "Given up" in page
    assert "Ann Example" in page


def test_the_hub_is_asked_why_and_may_waive(
    booking: Booking, run: CourseRun, hannah: User, client_for: SignIn
) -> None:
    client = client_for(hannah)
    scene.starting(run, within=timedelta(days=4))
    url, place = cancel_url(booking, "ann"), scene.place_of(booking, "ann")
    data = {"place": place.pk, "agreed": 3750, "waive": "on"}

    asked = client.post(url, data)
    assert asked.status_code == 422
    assert "Say in a sentence why." in text(asked)
    assert taken(run) == 3
    client.post(url, {**data, "reason": "She is ill."})

    assert taken(run) == 2
    assert scene.place_of(booking, "ann").kept_pence == 0


@pytest.mark.promise(number=22)
def test_another_school_finds_nothing_and_ones_own_office_everything(
    booking: Booking, school: School, sam: User, olwen: User, client_for: SignIn
) -> None:
    scene.office_post(olwen, school)
    scene.office_post(sam, make.school(999002, "Demo Brook Junior"))
    urls = (
        booking.get_absolute_url(),
        cancel_url(booking, "ann"),
        swap_url(booking, "ann"),
        move_url(booking, "ann"),
    )
    sams, olwens = client_for(sam), client_for(olwen)

    for url in urls:
        assert sams.get(url).status_code == 404
        assert sams.post(url).status_code in (404, 405)
        assert olwens.get(url).status_code == 200
    held = make.hold(CourseRunFactory(is_open=True), booking.booker, at=school)
    assert olwens.get(f"/bookings/{held.reference}/check/").status_code == 404
    assert booking.reference not in text(olwens.get("/bookings/"))


def test_a_place_of_another_booking_is_not_there(
    client: Client, booking: Booking, sam: User
) -> None:
    theirs = make.free(CourseRunFactory(is_open=True, is_free=True), sam)

    url = f"/bookings/{booking.reference}/places/{theirs.places.get().pk}/swap/"

    assert client.get(url).status_code == 404
    assert client.post(url, {"name": "X", "email": "x@example.org"}).status_code == 404


def test_somebody_else_is_asked_for_until_the_answer_is_right(
    client: Client, booking: Booking, run: CourseRun
) -> None:
    url = swap_url(booking, "ann")

    bad = client.post(url, {"name": "", "email": "dora at example"})
    twice = client.post(url, {"name": "Bea Example", "email": "bea@example.org"})
    done = client.post(url, {"name": "Dora Example", "email": "dora@example.org"}, follow=True)

    assert bad.status_code == 422
    assert "Enter an e-mail address like name@example.org." in text(bad)
    assert twice.status_code == 422
    assert "bea@example.org already has a place" in text(twice)
    assert "Dora Example is coming." in done.content.decode()
    assert "Dora Example" in text(done)
    assert taken(run) == 3


def test_too_late_for_another_person_is_said_with_the_time(
    client: Client, booking: Booking, run: CourseRun
) -> None:
    scene.starting(run, within=timedelta(minutes=50))
    url = swap_url(booking, "ann")

    assert "Somebody else could come instead until" in text(client.get(url))
    answer = client.post(url, {"name": "Dora Example", "email": "dora@example.org"})
    assert answer.status_code == 409


@pytest.mark.promise(number=15)
def test_another_date_shows_what_it_costs_and_moves_there(
    client: Client, booking: Booking, run: CourseRun, later: CourseRun
) -> None:
    url = move_url(booking, "ann")

    page = text(client.get(url))
    assert "2 places left · £15 more to pay" in page
    assert client.post(url).status_code == 422
    stale = client.post(url, {"to": f"{later.code}:0"})
    assert (stale.status_code, taken(later)) == (409, 0)
    done = client.post(url, {"to": f"{later.code}:1500"}, follow=True)

    assert (taken(run), taken(later)) == (2, 1)
    assert "owes £240 for this booking now" in done.content.decode()


def test_a_date_that_has_filled_meanwhile_keeps_everybody_where_they_were(
    client: Client, booking: Booking, run: CourseRun, later: CourseRun, sam: User
) -> None:
    scene.booked(later, by=sam, people=("cem", "dot"))

    answer = client.post(move_url(booking, "ann"), {"to": f"{later.code}:1500"})

    assert answer.status_code == 409
    assert "is full: the last place has just gone" in text(answer)
    assert (taken(run), taken(later)) == (3, 2)


def test_a_dearer_date_is_paid_online_by_whoever_paid_online(
    run: CourseRun, later: CourseRun, sam: User, client_for: SignIn
) -> None:
    booking = make.paid(run, sam)
    later.tiers.filter(net_pence=4000).update(net_pence=5000)
    transferring.transfer(place=booking.places.get(), to_run=later, by=sam)
    client = client_for(sam)

    assert "Pay £10 now" in text(client.get(booking.get_absolute_url()))
    assert booking.balance().owed_pence == 1000


@pytest.mark.django_db(transaction=True)
def test_the_difference_is_paid_and_the_booking_stays_as_it_was(
    run: CourseRun, later: CourseRun, sam: User, client_for: SignIn
) -> None:
    booking = make.paid(run, sam)
    later.tiers.filter(net_pence=4000).update(net_pence=5000)
    transferring.transfer(place=booking.places.get(), to_run=later, by=sam)
    client = client_for(sam)

    answer = client.post(f"/bookings/{booking.reference}/pay/")
    assert answer.status_code == 302
    payments.settle(event=event(Payment.objects.latest("pk")))

    assert booking.balance().owed_pence == 0
    assert "You have a place" in text(client.get(booking.get_absolute_url()))


def test_a_run_that_the_hub_cancelled_is_said_on_the_booking(
    client: Client, booking: Booking, run: CourseRun
) -> None:
    runs.cancel(run=run, reason="The trainer is ill.", by=None)
    assert "This course is cancelled. The trainer is ill." in text(
        client.get(booking.get_absolute_url())
    )

    run.refresh_from_db()
    winding_up.wind_up(run=run)
    page = text(client.get(booking.get_absolute_url()))

    assert "This course is cancelled" in page
    assert "does not take place. The trainer is ill." in page


@pytest.mark.parametrize("number", [2, 6])
def test_a_bookings_page_takes_as_many_statements_for_many_places_as_for_few(
    client: Client, tariq: User, school: School, number: int
) -> None:
    both = [
        CourseRunFactory(is_open=True, capacity=9, starts=scene.evening(30)) for _ in range(number)
    ]
    booking = scene.booked(*both, by=tariq, people=("ann", "bea"), at=school)
    client.get(booking.get_absolute_url())

    with CaptureQueriesContext(connection) as queries:
        client.get(booking.get_absolute_url())

    assert len(queries) <= 17


def test_my_bookings_come_twenty_at_a_time_and_name_all_courses(
    client: Client, tariq: User, school: School
) -> None:
    other = [CourseRunFactory(is_open=True, is_free=True, capacity=40) for _ in range(2)]
    scene.booked(*other, by=tariq, people=("ann", ""))
    for number in range(21):
        scene.booked(other[0], by=tariq, people=(f"person-{number}",))

    with CaptureQueriesContext(connection) as first:
        page = text(client.get("/bookings/"))
    assert page.count("Reference") == 20
    second = text(client.get("/bookings/?page=2"))

    assert second.count("Reference") == 2
    assert f"{other[0].title} and 1 other course" in page + second
    assert "Ann Example, 2 to be named" in page + second
    assert len(first) <= 13


def test_who_answers_for_the_school_and_the_hub_see_whose_booking_it_is(
    booking: Booking, hannah: User, client_for: SignIn
) -> None:
    page = text(client_for(hannah).get(booking.get_absolute_url()))

    assert f"Booking {booking.reference} Tariq Aziz, Demo Meadow Primary" in page
    assert "You have" not in page


def test_a_free_course_is_cancelled_in_one_press(client: Client, tariq: User) -> None:
    booking = make.free(CourseRunFactory(is_open=True, is_free=True), tariq)
    url = f"/bookings/{booking.reference}/cancel/"

    assert "Cancelling costs nothing." in text(client.get(url))
    client.post(url, {"agreed": 0})

    booking.refresh_from_db()
    assert booking.state == "CANCELLED"
    assert booking.cancelled_at is not None
    assert booking.cancelled_at <= timezone.now()
    assert not bookings.cancel_places(chosen=[booking.places.get()], by=tariq)


def test_who_cannot_come_says_so_by_their_own_link_without_an_account(
    booking: Booking, run: CourseRun, drain: Drain
) -> None:
    place = scene.place_of(booking, "ann")
    url = f"{place.get_joining_url()}cannot-come/"
    visitor, before = Client(), len(drain())

    assert "Say so here" in text(visitor.get(place.get_joining_url()))
    assert "Tariq Aziz, who booked your place, gets a mail" in text(visitor.get(url))
    assert "Thank you for telling us" in text(visitor.post(url))
    assert visitor.post(url).status_code == 404

    told = drain()[before:]
    assert [mail.to for mail in told] == [[booking.booker.email]]
    assert told[0].subject == f"Ann Example cannot come: {run.title}"
    assert taken(run) == 3


def test_a_place_is_not_handed_back_after_the_start(booking: Booking, run: CourseRun) -> None:
    scene.starting(run, within=timedelta(minutes=-5))
    place = scene.place_of(booking, "ann")

    answer = Client().post(f"{place.get_joining_url()}cannot-come/")

    assert answer.status_code == 409
    assert "The course has begun." in text(answer)


def test_a_place_that_is_named_late_says_what_can_still_be_done(
    client: Client, booking: Booking, run: CourseRun
) -> None:
    place = scene.place_of(booking)
    url = booking.get_absolute_url()
    assert "Say who comes by" in text(client.get(url))
    booking.places.filter(pk=place.pk).update(name_by=timezone.now() - timedelta(days=1))
    assert "Say who comes as soon as you can" in text(client.get(url))

    scene.starting(run, within=timedelta(minutes=-5))
    page = text(client.get(url))

    assert "Nobody was named" in page
    assert "Say who" not in page
