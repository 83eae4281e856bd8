"""A course's page: what it shows to whom, which date it shows, and what never leaks."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import pytest
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core import panels
from core.money import VatCode
from courses.actions import bookings
from courses.actions.runs import PriceLine
from courses.enums import Audience, BookingState, Format, PlaceState, PolicyUse, RunState
from courses.models import (
    Booking,
    CancellationPolicy,
    CoursePage,
    CourseRun,
    Place,
    PolicyStep,
)
from courses.views.course import CourseRequest
from tests.factories.courses import (
    CoursePageFactory,
    CourseRunFactory,
    PhaseFactory,
    VenueFactory,
    first_start,
)

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 12
LINK = "https://meet.example.org/secret"


@pytest.fixture
def page() -> CoursePage:
    return CoursePageFactory(title="Singing in Year 3", slug="singing")


def show(client: Client, query: str = "") -> tuple[str, Any]:
    response = client.get(f"/courses/singing/{query}")
    assert response.status_code == 200
    return response.content.decode(), response.context


def structured(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json" nonce="[^"]+">(.*?)</script>', html)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_it_says_what_when_where_and_how_much(client: Client, page: CoursePage) -> None:
    hall = VenueFactory(name="Example Hall", access="Ramp at the side.", travel="Bus 12.")
    run = CourseRunFactory(page=page, is_open=True, venue=hall, sessions=3, places_taken=18)

    html, context = show(client)

    assert "Start a song at a pitch that suits" in html
    assert "You come to all three." in html
    assert "Ramp at the side." in html
    assert "Bus 12." in html
    assert "6 of 24 places left" in html
    assert [row["cells"] for row in context["prices"]] == [
        ["Schools", "£75"],
        ["Small schools", "£40"],
        ["Freelance musicians and individuals", "£40"],
    ]
    assert context["deal"].amount == "£75"
    assert f'href="{run.get_booking_url()}"' in html


def test_a_course_without_dates_says_so(client: Client, page: CoursePage) -> None:
    html, context = show(client)

    assert context["run"] is None
    assert "No dates just now" in html


def test_drafts_never_leak(client: Client, page: CoursePage) -> None:
    CourseRunFactory(page=page, code="secret", sessions=1)

    html, _ = show(client, "?run=secret")

    assert "No dates just now" in html
    assert "hasCourseInstance" in html
    assert structured(html)["hasCourseInstance"] == []


def test_an_unpublished_course_is_not_there(client: Client, page: CoursePage) -> None:
    page.unpublish()

    assert client.get("/courses/singing/").status_code == 404


@pytest.mark.parametrize(
    ("traits", "says", "never"),
    [
        ({"is_full": True}, "Full", "Book a place"),
        ({"is_cancelled": True, "cancelled_reason": "Snow."}, "Snow.", "Book a place"),
        ({"state": RunState.CLOSED}, "Booking closed", "Book a place"),
        (
            {"is_open": True, "booking_opens_at": timezone.now() + timedelta(days=1)},
            "Booking opens",
            "Book a place",
        ),
        ({"is_open": True, "places_taken": 23}, "1 of 24 places left", "Full"),
        ({"is_undated": True, "is_open": True}, "Start any time", "Full"),
    ],
)
def test_it_says_where_a_date_stands(
    client: Client, page: CoursePage, traits: dict[str, Any], says: str, never: str
) -> None:
    CourseRunFactory(page=page, **traits)

    html, _ = show(client)

    assert says in html
    assert never not in html


def test_the_address_chooses_the_date_and_the_others_stand_below(
    client: Client, page: CoursePage
) -> None:
    first = CourseRunFactory(page=page, is_open=True)
    second = CourseRunFactory(page=page, is_open=True, starts=first_start() + timedelta(days=30))

    assert show(client)[1]["run"] == first
    _, context = show(client, f"?run={second.code}")

    assert context["run"] == second
    assert [row.url for row in context["others"]] == [f"/courses/singing/?run={first.code}"]


def test_the_first_date_that_can_be_booked_is_shown_first(client: Client, page: CoursePage) -> None:
    CourseRunFactory(page=page, is_cancelled=True)
    CourseRunFactory(page=page, is_full=True)
    free = CourseRunFactory(page=page, is_open=True, starts=first_start() + timedelta(days=9))

    assert show(client)[1]["run"] == free


@pytest.mark.parametrize("code", ["gone", "%00", "x" * 3000, "<script>alert(1)</script>"])
def test_an_unknown_date_is_said_and_another_shown(
    client: Client, page: CoursePage, code: str
) -> None:
    CourseRunFactory(page=page, is_open=True)

    html, _ = show(client, f"?run={code}")

    assert "That date is over or no longer on offer" in html
    assert "<script>alert" not in html


def test_a_date_that_one_has_a_place_on_shows_first_and_says_so(
    client_for: Callable[[User], Client], page: CoursePage, sam: User
) -> None:
    CourseRunFactory(page=page, is_open=True, is_free=True)
    mine = CourseRunFactory(
        page=page, is_open=True, is_free=True, starts=first_start() + timedelta(days=9)
    )
    booking = bookings.hold_for(
        run=mine,
        school=None,
        attendee_name="Sam",
        attendee_email=sam.email,
        by=sam,
        submit_token="t",
    )
    html, context = show(client_for(sam))
    assert context["run"] == mine
    assert "Held for you" in html

    bookings.confirm(booking=booking, by=sam)
    html, _ = show(client_for(sam))

    assert "You have a place" in html
    assert booking.get_absolute_url() in html


@pytest.mark.promise(number=6)
def test_a_hold_that_has_run_out_keeps_nobody_from_booking(
    client: Client, page: CoursePage, sam: User
) -> None:
    run = CourseRunFactory(page=page, is_full=True, capacity=1)
    later = CourseRunFactory(page=page, is_full=True, starts=first_start() + timedelta(days=9))
    booking = Booking.objects.create(
        booker=sam,
        submit_token="t",
        state=BookingState.HELD,
        hold_expires_at=timezone.now() - timedelta(minutes=1),
    )
    Place.objects.create(
        booking=booking,
        run=run,
        state=PlaceState.HELD,
        tier_name="Schools",
        net_pence=0,
        vat_code=VatCode.OUTSIDE,
        vat_pence=0,
        gross_pence=0,
    )

    html, context = show(client)

    assert "1 of 1 places left" in html
    assert run.get_booking_url() in html
    assert [row.state_text for row in context["others"]] == ["Full"]
    assert later.get_booking_url() not in html
    assert "1 place left" in client.get("/courses/").content.decode()


def test_joining_links_stay_with_people_who_have_a_place(client: Client, page: CoursePage) -> None:
    run = CourseRunFactory(page=page, is_open=True, format=Format.LIVE_ONLINE)
    run.sessions.update(joining_link=LINK)

    assert LINK not in show(client)[0]
    assert LINK not in client.get("/courses/calendar.ics").content.decode()
    assert LINK not in client.get("/courses/").content.decode()


def test_search_engines_read_the_dates_prices_and_calling_off(
    client: Client, page: CoursePage
) -> None:
    CourseRunFactory(page=page, is_open=True, venue=VenueFactory(name="Example Hall"))
    CourseRunFactory(
        page=page,
        is_cancelled=True,
        format=Format.LIVE_ONLINE,
        starts=first_start() + timedelta(days=30),
    )

    data = structured(show(client)[0])

    assert (data["@type"], data["name"]) == ("Course", "Singing in Year 3")
    going, off = data["hasCourseInstance"]
    assert going["location"]["name"] == "Example Hall"
    assert going["startDate"] == first_start().isoformat()
    assert {offer["price"] for offer in going["offers"]} == {"75.00", "40.00"}
    assert off["eventStatus"] == "https://schema.org/EventCancelled"
    assert off["courseMode"] == "online"
    assert "offers" not in off


def test_no_word_of_an_editor_ends_the_script(client: Client) -> None:
    CoursePageFactory(
        slug="singing", title="A </script><script>alert(1)</script> & more", outcomes="<b>"
    )

    html, _ = show(client)

    assert "<script>alert" not in html
    assert structured(html)["name"] == "A </script><script>alert(1)</script> & more"


def test_it_has_its_own_address_and_words_for_those_who_share_it(
    client: Client, page: CoursePage
) -> None:
    run = CourseRunFactory(page=page, is_open=True)

    html, _ = show(client, f"?run={run.code}")

    assert '<link rel="canonical" href="http://testserver/courses/singing/">' in html
    assert '<meta property="og:title" content="Singing in Year 3">' in html
    assert '<meta name="description" content="Three short evenings.">' in html


def test_vat_is_in_the_price_where_there_is_any(client: Client, page: CoursePage) -> None:
    line = PriceLine(audience=Audience.SCHOOL, net_pence=5000, vat_code=VatCode.STANDARD)
    CourseRunFactory(page=page, is_open=True, prices=[line])

    html, context = show(client)

    assert "Prices include VAT." in html
    assert context["deal"].amount == "£60"


def test_layers_above_may_add_a_panel_about_the_course(
    client: Client, page: CoursePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[CoursePage] = []

    def context(request: HttpRequest) -> dict[str, object]:
        seen.append(cast(CourseRequest, request).course_page)
        return {"tone": "info", "text": "Towards the certificate"}

    panel = panels.Panel(
        place="course", order=1, template="components/notice.html", context=context
    )
    monkeypatch.setattr(panels, "_panels", [panel])

    html, _ = show(client)

    assert "Towards the certificate" in html
    assert [seen_page.pk for seen_page in seen] == [page.pk]


@pytest.mark.parametrize("number", [2, 20])
def test_statements_do_not_grow_with_the_dates(
    client: Client,
    page: CoursePage,
    number: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    page.phases.set([PhaseFactory()])
    page.save()
    policy = CancellationPolicy.objects.create(name="Usual", use_for=PolicyUse.PRICED)
    PolicyStep.objects.create(policy=policy, days=10, percent=50)
    for _ in range(number):
        CourseRunFactory(page=page, is_full=True, sessions=2, venue=VenueFactory())
    show(client)

    with django_assert_max_num_queries(MOST_STATEMENTS):
        show(client)


def test_a_run_knows_its_address(page: CoursePage) -> None:
    run: CourseRun = CourseRunFactory(page=page)

    assert run.get_absolute_url() == f"/courses/singing/?run={run.code}"
