"""The box on a course's page: the whole price and its rule, places live, the way in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from courses.actions import bookings, runs
from courses.actions.runs import PriceLine
from courses.enums import Audience, DayKind, Format, PolicyUse, RunState
from courses.models import (
    CancellationPolicy,
    CoursePage,
    CourseRun,
    PolicyStep,
    PriceTier,
    Session,
    WaitingListEntry,
)
from courses.views import live_places
from schools.enums import StandingKind
from schools.models import Standing
from tests.courses.booking.pages import wish_at
from tests.factories.bookings import free, hold, wish
from tests.factories.courses import (
    PRICED,
    CoursePageFactory,
    CourseRunFactory,
    VenueFactory,
    first_start,
)
from tests.factories.schools import PostFactory, SchoolFactory

pytestmark = pytest.mark.django_db
PAGE = "/courses/singing/"


@pytest.fixture
def page() -> CoursePage:
    made: CoursePage = CoursePageFactory(title="Singing in Year 3", slug="singing")
    return made


def places(run: CourseRun, query: str = "") -> str:
    return f"/courses/{run.page.slug}/{run.code}/places/{query}"


def text(client: Client, address: str = PAGE) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def structured(html: str) -> Any:
    found = re.search(r'<script type="application/ld\+json" nonce="[^"]+">(.*?)</script>', html)
    assert found
    return json.loads(found[1])["hasCourseInstance"]


def test_the_price_is_the_whole_price_and_says_for_what(client: Client, page: CoursePage) -> None:
    CourseRunFactory(page=page, is_open=True, sessions=3)

    assert "For one person and all 3 sessions. There is nothing to add." in text(client)


def test_a_member_school_sees_its_price_and_the_rule_as_the_booking_charges_it(
    client_for: Callable[[User], Client], page: CoursePage, sam: User
) -> None:
    school = SchoolFactory(name="Member School")
    PostFactory(user=sam, school=school)
    Standing.objects.create(school=school, kind=StandingKind.MEMBER)
    prices = (*PRICED, PriceLine(audience=Audience.MEMBER_SCHOOL, net_pence=6000))
    run = CourseRunFactory(page=page, is_open=True, prices=prices)

    shown = client_for(sam).get(PAGE).context
    row = client_for(sam).get("/courses/").context["rows"][0]

    assert (shown["deal"].amount, shown["deal"].note) == (
        "£60",
        "the price for member schools; full price £75",
    )
    assert shown["rule"] == "for Member School: the price for member schools; full price £75"
    assert (row.price, row.price_note) == ("£60", "the price for member schools; full price £75")
    assert hold(run, sam, at=school).gross_pence == 6000


def test_a_second_person_from_a_school_sees_their_price_on_the_course_page(
    client_for: Callable[[User], Client], page: CoursePage, sam: User, tariq: User
) -> None:
    school = SchoolFactory(name="Two Go")
    PostFactory(user=sam, school=school)
    PostFactory(user=tariq, school=school)
    prices = (*PRICED, PriceLine(audience=Audience.SECOND_DELEGATE, net_pence=5000))
    run = CourseRunFactory(page=page, is_open=True, prices=prices)
    before = client_for(sam).get(PAGE).context["deal"].amount
    assert client_for(sam).get(PAGE).context["rule"] == "for Two Go: the price for schools"

    hold(run, tariq, at=school)

    assert before == "£75"
    assert client_for(sam).get(PAGE).context["deal"].amount == "£50"


def test_prices_say_until_when_and_for_how_many_they_are(client: Client, page: CoursePage) -> None:
    run = CourseRunFactory(page=page, is_open=True)
    today = timezone.localdate()
    tiers = PriceTier.objects.filter(run=run)
    tiers.filter(audience=Audience.SMALL_SCHOOL).update(quota=3, taken=1)
    tiers.filter(audience=Audience.INDIVIDUAL).update(
        valid_from=today - timedelta(days=9), valid_until=today - timedelta(days=1)
    )

    response = client.get(PAGE)

    names = [row["cells"][0] for row in response.context["prices"]]
    assert names[1] == "Small schools, 2 left at this price"
    assert "ended" in names[2]
    offers = structured(response.content.decode())[0]["offers"]
    assert [offer["price"] for offer in offers] == ["40.00", "75.00"]


def test_the_terms_are_said_with_their_days(client: Client, page: CoursePage) -> None:
    policy = CancellationPolicy.objects.filter(use_for=PolicyUse.PRICED).first()
    policy = policy or CancellationPolicy.objects.create(name="Usual", use_for=PolicyUse.PRICED)
    policy.steps.all().delete()
    PolicyStep.objects.create(policy=policy, days=2, day_kind=DayKind.CALENDAR, percent=50)
    CourseRunFactory(page=page, is_open=True)

    assert "Cancelling is free until" in text(client)
    assert "half the price" in text(client)


def test_it_says_how_far_the_venue_is_from_my_school(
    client_for: Callable[[User], Client], page: CoursePage, sam: User
) -> None:
    school = SchoolFactory(name="My School", easting=475_600, northing=260_700)
    PostFactory(user=sam, school=school)
    CourseRunFactory(page=page, is_open=True, venue=VenueFactory(easting=475_600, northing=264_080))

    assert "2.1 miles from My School" in text(client_for(sam))


def test_places_left_have_an_address_of_their_own_that_nobody_keeps(
    client: Client, page: CoursePage
) -> None:
    run = CourseRunFactory(page=page, is_open=True, places_taken=18)
    assert f'hx-get="{places(run, "?n=0")}"' in text(client)

    answer = client.get(places(run, "?n=0"))
    CourseRun.objects.filter(pk=run.pk).update(places_taken=24)
    later = client.get(places(run, "?n=1")).content.decode()

    assert "no-store" in answer["Cache-Control"]
    assert "6 of 24 places left" in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert f'hx-get="{places(run, "?n=1")}"' in answer.content.decode()
    assert "Book a place" not in later
    assert "Full" in later


def test_it_stops_asking_after_twenty_minutes_and_when_nothing_moves(
    client: Client, page: CoursePage
) -> None:
    run = CourseRunFactory(page=page, is_open=True)
    last = live_places.MOST_TIMES - 1

    assert "hx-get" in client.get(places(run, f"?n={last - 1}")).content.decode()
    assert "hx-get" not in client.get(places(run, f"?n={last}")).content.decode()
    for crafted in ("?n=-1", "?n=%00", "?n=" + "9" * 500, "?n=x"):
        assert client.get(places(run, crafted)).status_code == 200
    runs.close(run=run, by=None)
    assert "hx-get" not in client.get(places(run)).content.decode()
    assert "hx-get" not in text(client)


@pytest.mark.parametrize("number", [1, 10])
def test_the_fragment_costs_little(
    client: Client, page: CoursePage, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        run = CourseRunFactory(page=page, is_full=True)

    with django_assert_num_queries(4):
        client.get(places(run))


def test_a_full_course_says_how_many_places_are_waited_for(
    client: Client, page: CoursePage, sam: User
) -> None:
    run = CourseRunFactory(page=page, is_full=True)
    WaitingListEntry.objects.create(run=run, booker=sam, quantity=3)
    CourseRunFactory(page=page, is_full=True, starts=first_start() + timedelta(days=9))

    html = text(client)

    join = f"/courses/singing/{run.code}/wait/"
    assert "Full. 3 places waited for" in html
    assert "Full. 3 places waited for" in text(client, "/courses/")
    assert text(client, "/courses/").count("waited for") == 1
    assert f'href="{join}">Join the waiting list' in html
    assert join in text(client, "/courses/")


def test_a_waiting_list_that_makes_no_offers_any_more_is_not_offered(
    client: Client, page: CoursePage
) -> None:
    run = CourseRunFactory(page=page, is_full=True)
    CourseRun.objects.filter(pk=run.pk).update(waiting_closes_at=timezone.now())

    assert "/wait/" not in text(client)
    assert "/wait/" not in text(client, "/courses/")
    assert "/wait/" not in client.get(places(run)).content.decode()


def test_whoever_waits_already_is_told_so(
    client_for: Callable[[User], Client], page: CoursePage, sam: User
) -> None:
    run = CourseRunFactory(page=page, is_full=True)
    WaitingListEntry.objects.create(run=run, booker=sam, quantity=3)

    for html in (text(client_for(sam)), client_for(sam).get(places(run)).content.decode()):
        assert "You are on the waiting list" in html
        assert "See your turn" in html
        assert "Join the waiting list" not in html


def test_a_run_that_one_is_on_leads_to_the_booking_also_when_it_runs_and_is_over(
    client_for: Callable[[User], Client], page: CoursePage, sam: User, tariq: User
) -> None:
    run = CourseRunFactory(page=page, is_open=True, is_free=True)
    booking = free(run, sam)
    Session.objects.filter(run=run).update(
        start_at=timezone.now() - timedelta(hours=2), end_at=timezone.now() + timedelta(hours=1)
    )
    CourseRun.objects.filter(pk=run.pk).update(
        starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now() + timedelta(hours=1)
    )
    for state, words in (
        (RunState.OPEN, "You have a place"),
        (RunState.RUNNING, "You have a place"),
        (RunState.FINISHED, "You had a place"),
    ):
        CourseRun.objects.filter(pk=run.pk).update(state=state)
        html = text(client_for(sam), f"{PAGE}?run={run.code}")
        assert words in html
        assert booking.get_absolute_url() in html
        assert "What it costs" not in html
        assert structured(html) == []
        assert words not in text(client_for(tariq))
        assert "No dates just now" in text(client_for(tariq))


def test_whoever_booked_for_others_is_told_so_and_may_book_more(
    client_for: Callable[[User], Client], page: CoursePage, sam: User
) -> None:
    run = CourseRunFactory(page=page, is_open=True, is_free=True)
    booking = free(run, sam)
    booking.places.update(attendee=None, name_by=timezone.now() + timedelta(days=1))

    html = text(client_for(sam))

    assert "You booked a place" in html
    assert "Book another place" in html
    assert booking.get_absolute_url() in html


def test_somebody_whose_place_was_booked_for_them_gets_to_their_own_page(
    client_for: Callable[[User], Client], page: CoursePage, sam: User, tariq: User
) -> None:
    run = CourseRunFactory(page=page, is_open=True, is_free=True)
    booking = free(run, sam)
    booking.__class__.objects.filter(pk=booking.pk).update(booker=tariq)
    place = booking.places.get()

    html = text(client_for(sam))

    assert "You have a place" in html
    assert place.get_joining_url() in html
    assert booking.get_absolute_url() not in html


@pytest.mark.parametrize(
    ("traits", "word"),
    [
        ({"is_open": True}, "InStock"),
        ({"is_full": True}, "SoldOut"),
        ({"state": RunState.CLOSED}, "OutOfStock"),
        ({"is_open": True, "booking_opens_at": timezone.now() + timedelta(days=1)}, "PreOrder"),
    ],
)
def test_search_engines_are_told_whether_it_can_be_booked(
    client: Client, page: CoursePage, traits: dict[str, Any], word: str
) -> None:
    CourseRunFactory(page=page, **traits)

    offers = structured(text(client))[0]["offers"]

    assert {offer["availability"] for offer in offers} == {f"https://schema.org/{word}"}


def test_search_engines_are_told_of_a_move(client: Client, page: CoursePage) -> None:
    run = CourseRunFactory(page=page, is_open=True, format=Format.TWILIGHT)
    was, later = first_start(), first_start() + timedelta(days=1)
    runs.reschedule(
        session=run.sessions.get(), start_at=later, end_at=later + timedelta(hours=1), by=None
    )

    moved = structured(text(client))[0]

    assert moved["eventStatus"] == "https://schema.org/EventRescheduled"
    assert moved["previousStartDate"] == was.isoformat()
    assert moved["startDate"] == later.isoformat()


def test_the_page_costs_as_much_for_somebody_with_a_school(
    client_for: Callable[[User], Client],
    page: CoursePage,
    sam: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    PostFactory(user=sam, school=SchoolFactory())
    for _ in range(10):
        CourseRunFactory(page=page, is_open=True, sessions=2)
    client = client_for(sam)
    client.get(PAGE)

    with django_assert_max_num_queries(20):
        client.get(PAGE)


def test_an_offer_leads_to_where_it_is_answered(
    client_for: Callable[[User], Client], page: CoursePage, sam: User, tariq: User
) -> None:
    run = CourseRunFactory(page=page, is_open=True, is_free=True, capacity=1)
    booked = free(run, tariq)
    waits = wish(run, sam)
    bookings.cancel(booking=booked, by=tariq)

    client = client_for(sam)
    html = text(client)

    assert "Offered to you" in html
    assert "Answer the offer" in html
    answer = client.get(f"/courses/singing/{run.code}/wait/")
    assert wish_at(answer["Location"]) == waits
    assert "Full" in text(client_for(tariq))
