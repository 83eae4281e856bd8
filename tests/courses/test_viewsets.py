"""Courses and bookings in the admin: for the hub's office, through the actions, safely exported."""

import csv
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.dates import clock, day
from core.models import AuditEvent
from core.money import pounds
from courses.actions import bookings
from courses.enums import RunState
from courses.models import CourseRun, Session, Venue
from tests.factories import bookings as make
from tests.factories.courses import (
    CoursePageFactory,
    CourseRunFactory,
    VenueFactory,
    first_start,
)
from tests.factories.office import place

pytestmark = pytest.mark.django_db
LISTS = ("course_runs", "course_bookings", "course_places", "course_prices", "course_venues")
FORMULA = '=HYPERLINK("https://example.org","x")'


@pytest.fixture
def office(client_for: Callable[[User], Client], hannah: User) -> Client:
    return client_for(hannah)


def local(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def form_of(run: CourseRun, **changes: Any) -> dict[str, Any]:
    """What the edit page of this run would post."""
    sessions, tiers = list(run.sessions.order_by("order")), list(run.tiers.order_by("pk"))
    data: dict[str, Any] = {
        "page": run.page_id,
        "format": run.format,
        "venue": run.venue_id or "",
        "capacity": run.capacity,
        "minimum_to_run": run.minimum_to_run,
        "any_time": run.any_time,
        "recording_link": run.recording_link,
        "booking_opens_at": "",
        "booking_closes_at": "",
        "waiting_closes_at": "",
        "policy": run.policy_id or "",
        "notice_days": run.notice_days,
        "sessions_needed": run.sessions_needed or "",
        "allow_pay_later": "on",
    }
    for prefix, rows in (("sessions", sessions), ("tiers", tiers)):
        data |= {
            f"{prefix}-TOTAL_FORMS": len(rows),
            f"{prefix}-INITIAL_FORMS": len(rows),
            f"{prefix}-MIN_NUM_FORMS": 0,
            f"{prefix}-MAX_NUM_FORMS": 1000,
        }
    for n, session in enumerate(sessions):
        data |= {
            f"sessions-{n}-id": session.pk,
            f"sessions-{n}-title": session.title,
            f"sessions-{n}-start_at": local(session.start_at),
            f"sessions-{n}-end_at": local(session.end_at),
            f"sessions-{n}-venue": "",
            f"sessions-{n}-room": session.room,
            f"sessions-{n}-joining_link": session.joining_link,
            f"sessions-{n}-joining_hours": session.joining_hours,
            f"sessions-{n}-tutor_emails": "\n".join(t.email for t in session.tutors.all()),
        }
    for n, tier in enumerate(tiers):
        data |= {
            f"tiers-{n}-id": tier.pk,
            f"tiers-{n}-audience": tier.audience,
            f"tiers-{n}-name": tier.name,
            f"tiers-{n}-pounds": tier.net_pence / 100,
            f"tiers-{n}-vat_code": tier.vat_code,
            f"tiers-{n}-valid_from": tier.valid_from or "",
            f"tiers-{n}-valid_until": tier.valid_until or "",
            f"tiers-{n}-quota": "" if tier.quota is None else tier.quota,
        }
    return data | changes


def edit(office: Client, run: CourseRun, **changes: Any) -> Any:
    return office.post(reverse("course_runs:edit", args=[run.pk]), form_of(run, **changes))


def test_the_office_has_each_list(office: Client) -> None:
    CourseRunFactory(is_open=True, venue=VenueFactory())

    for name in LISTS:
        assert office.get(reverse(f"{name}:index")).status_code == 200


@pytest.mark.parametrize("who", ["ed", "sam", "nobody"])
def test_nobody_else_comes_near_them(
    who: str, request: pytest.FixtureRequest, client_for: Callable[[User], Client]
) -> None:
    client = Client() if who == "nobody" else client_for(request.getfixturevalue(who))
    run = CourseRunFactory(is_open=True)
    lists = [reverse(f"{name}:index") for name in LISTS]
    cancel = reverse("course_runs:change_state", args=[run.pk, "cancel"])
    addresses = [
        *lists,
        *(f"{address}?export=csv" for address in lists),
        reverse("course_runs:add"),
        reverse("course_runs:edit", args=[run.pk]),
        cancel,
    ]

    statuses = {address: client.get(address).status_code for address in addresses}
    client.post(cancel, {"reason": "Ha"})

    assert set(statuses.values()) <= {302, 403}, statuses
    assert CourseRun.objects.get(pk=run.pk).state == RunState.OPEN


def test_an_editor_does_not_see_the_menu(client_for: Callable[[User], Client], ed: User) -> None:
    assert "Courses and bookings" not in client_for(ed).get("/admin/").content.decode()


def test_saving_what_is_there_changes_nothing(office: Client, tess: User) -> None:
    run = CourseRunFactory(is_open=True, sessions=2, tutors=[tess], places_taken=3)
    before = list(Session.objects.order_by("pk").values())

    assert edit(office, run).status_code == 302

    assert list(Session.objects.order_by("pk").values()) == before
    stored = CourseRun.objects.get(pk=run.pk)
    assert (stored.state, stored.places_taken, stored.lowest_pence) == (RunState.OPEN, 3, 4000)
    assert [t.email for s in run.sessions.all() for t in s.tutors.all()] == [tess.email] * 2


def test_editing_goes_through_the_actions(office: Client, hannah: User, tess: User) -> None:
    run = CourseRunFactory(is_open=True, venue=VenueFactory())
    later = first_start().replace(hour=9)
    CourseRun.objects.filter(pk=run.pk).update(places_taken=5)

    response = edit(
        office,
        run,
        **{
            "capacity": 30,
            "sessions-0-start_at": local(later),
            "sessions-0-tutor_emails": " Tess@Example.org ",
            "tiers-0-pounds": "12.50",
        },
    )

    assert response.status_code == 302
    stored = CourseRun.objects.get(pk=run.pk)
    assert (stored.capacity, stored.places_taken) == (30, 5)
    assert (stored.starts_at, stored.lowest_pence) == (later, 1250)
    session = stored.sessions.get()
    assert (session.sequence, list(session.tutors.all())) == (1, [tess])
    assert AuditEvent.objects.filter(verb="run.revise", actor_id=hannah.pk).exists()


@pytest.mark.promise(number=10)
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"capacity": 4}, "5 places are taken"),
        ({"capacity": 0}, "room for one person"),
        ({"minimum_to_run": 99}, "more than the capacity"),
        ({"sessions-0-end_at": "2020-01-01 09:00"}, "must end after it starts"),
        ({"sessions-0-tutor_emails": "who@example.org"}, "Nobody signs in with who@example.org"),
        ({"tiers-1-audience": "SCHOOL", "tiers-1-name": ""}, "Two prices are for the same people"),
        (
            {"tiers-0-valid_from": "2027-02-02", "tiers-0-valid_until": "2027-02-01"},
            "last day is before the first",
        ),
        ({"tiers-0-pounds": "-1"}, "greater than or equal to 0"),
        ({"sessions-0-DELETE": "on"}, "needs at least one session"),
        (
            {"booking_opens_at": "2027-02-01 09:00", "booking_closes_at": "2027-01-01 09:00"},
            "must close after it opens",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_half_done(
    office: Client, changes: dict[str, Any], sentence: str
) -> None:
    run = CourseRunFactory(is_open=True, places_taken=5)

    response = edit(office, run, allow_pay_later="", **changes)

    assert response.status_code == 200
    assert sentence in response.content.decode()
    stored = CourseRun.objects.get(pk=run.pk)
    assert (stored.capacity, stored.allow_pay_later, stored.sessions_count) == (24, True, 1)


def test_a_new_run_is_a_draft(office: Client) -> None:
    page = CoursePageFactory(title="Singing")
    template = form_of(CourseRunFactory())
    data = {name: value for name, value in template.items() if not name.endswith("-id")}
    data |= {"page": page.pk, "sessions-INITIAL_FORMS": 0, "tiers-INITIAL_FORMS": 0}

    response = office.post(reverse("course_runs:add"), data)

    run = CourseRun.objects.get(page=page)
    assert response["Location"] == reverse("course_runs:edit", args=[run.pk])
    assert (run.title, run.state, run.lowest_pence) == ("Singing", RunState.DRAFT, 4000)
    assert (run.starts_at, run.sessions_count) == (first_start(), 1)


def test_the_office_opens_closes_and_cancels(office: Client) -> None:
    run = CourseRunFactory()

    for verb, state in (("open", RunState.OPEN), ("close", RunState.CLOSED)):
        address = reverse("course_runs:change_state", args=[run.pk, verb])
        assert office.get(address).status_code == 200
        assert office.post(address).status_code == 302
        assert CourseRun.objects.get(pk=run.pk).state == state

    cancel = reverse("course_runs:change_state", args=[run.pk, "cancel"])
    assert (
        "Say in a sentence why this run is cancelled."
        in office.post(cancel, {"reason": " "}).content.decode()
    )
    office.post(cancel, {"reason": "Snow."})
    stored = CourseRun.objects.get(pk=run.pk)
    assert (stored.state, stored.cancelled_reason) == (RunState.CANCELLED, "Snow.")

    again = office.post(cancel, {"reason": "More snow."}, follow=True).content.decode()
    assert "cannot become cancelled" in again


def test_whoever_cancels_sees_who_must_be_told(office: Client, sam: User) -> None:
    run = CourseRunFactory(is_open=True, is_free=True)
    booking = bookings.hold_for(
        run=run,
        school=None,
        attendee_name="Sam Adeyemi",
        attendee_email=sam.email,
        by=sam,
        submit_token="t",
    )
    bookings.confirm(booking=booking, by=sam)

    page = office.get(reverse("course_runs:change_state", args=[run.pk, "cancel"]))

    assert "1 place is booked</h2>" in page.content.decode()
    assert "sam@example.org" in page.content.decode()


def test_whoever_cancels_sees_how_many_places_are_booked_with_those_without_a_name(
    office: Client,
) -> None:
    run = CourseRunFactory(is_open=True)
    for name in ("Ada Example", "Ben Example", ""):
        place(run, name=name)

    page = office.get(reverse("course_runs:change_state", args=[run.pk, "cancel"]))

    assert "3 places are booked, 1 of them without a name" in page.content.decode()
    assert "Ben Example" in page.content.decode()


@pytest.mark.parametrize("verb", ["finish", "delete", "start"])
def test_other_verbs_are_not_there(office: Client, verb: str) -> None:
    run = CourseRunFactory(is_open=True)

    assert office.post(f"/admin/course_runs/{run.pk}/{verb}-run/").status_code == 404


def test_bookings_and_places_are_for_looking_at(office: Client) -> None:
    for name in ("course_bookings", "course_places", "course_prices"):
        assert office.get(reverse(f"{name}:add")).status_code in (302, 403)


def test_no_cell_of_an_export_starts_a_formula(office: Client) -> None:
    VenueFactory(name=FORMULA, address="@SUM(1)")
    VenueFactory(name="Plain", address="-1 Street")

    sheet = office.get(reverse("course_venues:index") + "?export=csv").getvalue().decode()
    cells = [cell for row in csv.reader(io.StringIO(sheet)) for cell in row]
    assert "'" + FORMULA in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []

    book = office.get(reverse("course_venues:index") + "?export=xlsx").getvalue()
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        content = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in content
    assert ">=HYPERLINK" in content


def test_lists_search_and_filter(office: Client) -> None:
    CourseRunFactory(is_open=True, page=CoursePageFactory(title="Singing"))
    CourseRunFactory(page=CoursePageFactory(title="Drumming"))

    runs = reverse("course_runs:index")
    assert "Drumming" not in office.get(f"{runs}?q=sing").content.decode()
    found = office.get(f"{runs}?state=DRAFT").context["object_list"]
    assert [run.title for run in found] == ["Drumming"]


@pytest.mark.parametrize("number", [2, 20])
def test_the_list_of_runs_takes_no_more_statements_for_more_runs(
    office: Client, number: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        CourseRunFactory(is_open=True, venue=VenueFactory())
    office.get(reverse("course_runs:index"))

    with django_assert_max_num_queries(16):
        office.get(reverse("course_runs:index"))


@pytest.mark.parametrize("number", [1, 12])
def test_the_list_of_bookings_says_what_was_booked_in_as_many_statements(
    office: Client, sam: User, number: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        booking = make.paid(CourseRunFactory(is_open=True, sessions=1), sam)
    run = booking.places.get().run
    assert run.starts_at
    with django_assert_max_num_queries(16):
        page = office.get(reverse("course_bookings:index")).content.decode()
    for said in (
        run.title,
        day(run.starts_at, year=True),
        sam.full_name,
        pounds(booking.gross_pence),
        booking.get_state_display(),
    ):
        assert said in page
    assert "None" not in page.split("<tbody", 1)[1].split("</tbody")[0]


def test_one_booking_is_shown_in_the_sites_own_words(office: Client, sam: User) -> None:
    booking = make.paid(CourseRunFactory(is_open=True, sessions=1), sam)

    page = office.get(reverse("course_bookings:inspect", args=[booking.pk])).content.decode()

    facts = page.split("<dl", 1)[1].split("</dl", 1)[0]
    assert f"{day(booking.made_at, year=True)}, {clock(booking.made_at)}" in facts
    assert "–" in facts
    assert "None" not in facts


def test_only_a_venue_where_nothing_takes_place_is_deleted(office: Client) -> None:
    of_run, of_session, empty = VenueFactory(), VenueFactory(), VenueFactory()
    CourseRunFactory(venue=of_run).sessions.update(venue=of_session)

    for venue in (of_run, of_session, empty):
        answer = office.post(reverse("course_venues:delete", args=[venue.pk]), follow=True)
        assert answer.status_code == 200
        said = "so it cannot be deleted" in answer.content.decode()
        assert said == (venue != empty)

    assert set(Venue.objects.all()) == {of_run, of_session}


def test_a_venue_has_both_coordinates_or_none(office: Client) -> None:
    response = office.post(
        reverse("course_venues:add"),
        {"name": "Hall", "address": "1 Street", "access": "Ramp", "easting": 1},
    )

    assert "both the easting and the northing" in response.content.decode()
    assert not Venue.objects.filter(name="Hall").exists()


def test_the_page_editor_lists_the_runs(office: Client) -> None:
    run = CourseRunFactory(is_open=True)

    page = office.get(f"/admin/pages/{run.page_id}/edit/").content.decode()

    assert reverse("course_runs:edit", args=[run.pk]) in page
