"""A school sees what its staff did through it, and nothing else of theirs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from courses.enums import Mark
from courses.models import Attendee, Booking, Place
from schools.enums import PostRole
from schools.models import Post, School
from tests.factories import after
from tests.factories import bookings as make
from tests.factories.certification import seat

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
HERE, AWAY = Mark.PRESENT, Mark.ABSENT


@pytest.fixture
def meadow(olwen: User, tariq: User) -> School:
    """Olwen answers for it, Tariq teaches there."""
    school = make.school()
    make.post(tariq, school)
    make.post(olwen, school)
    Post.objects.filter(user=olwen).update(role=PostRole.OFFICE)
    return school


def through(school: School | None, tess: User, user: User, mark: Mark = HERE) -> Place:
    """A place of this person on a course that is over, booked through this school."""
    run = after.past(tess)
    place = seat(run, user)
    Booking.objects.filter(pk=place.booking_id).update(school=school)
    after.mark(run, tess, {place: [mark]})
    return place


@pytest.mark.promise(number=47)
def test_only_what_was_booked_through_it(
    meadow: School, tess: User, tariq: User, olwen: User, client_for: ClientFor
) -> None:
    ours = through(meadow, tess, tariq)
    missed = through(meadow, tess, tariq, AWAY)
    private = through(None, tess, tariq)
    elsewhere = through(make.school(999002, "Demo Brook Primary"), tess, tariq)
    after.external(tariq, title="A secret day elsewhere")

    page = client_for(olwen).get(f"/my-school/{meadow.urn}/cpd/").content.decode()
    for place in (ours, missed):
        assert place.run.title in page
    for hidden in (private.run.title, elsewhere.run.title, "A secret day elsewhere"):
        assert f">{hidden}<" not in page
    assert "1 hour 30 minutes" in page
    assert "Not there" in page

    answer = client_for(olwen).get(f"/my-school/{meadow.urn}/cpd.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["Course"], row["Register"], row["Minutes"]) for row in rows] == [
        (ours.run.title, "Attended", "90"),
        (missed.run.title, "Not there", "0"),
    ]
    assert {row["Name"] for row in rows} == {"Tariq Aziz"}


def test_a_name_is_no_formula_in_the_file(
    meadow: School, tess: User, olwen: User, tariq: User, client_for: ClientFor
) -> None:
    place = through(meadow, tess, tariq)
    Attendee.objects.filter(places=place).update(name="=cmd()")
    answer = client_for(olwen).get(f"/my-school/{meadow.urn}/cpd.csv").content.decode()
    assert "'=cmd()" in answer


@pytest.mark.parametrize("who", ["tariq", "sam", "tess", "ed"])
def test_only_those_who_answer_for_the_school_see_it(
    meadow: School, who: str, client_for: ClientFor, request: pytest.FixtureRequest
) -> None:
    client = client_for(request.getfixturevalue(who))
    for path in ("cpd/", "cpd.csv"):
        assert client.get(f"/my-school/{meadow.urn}/{path}").status_code == 404
    assert "Staff CPD" not in client.get("/my-school/").content.decode()


def test_the_schools_page_leads_to_it(
    meadow: School, tess: User, tariq: User, olwen: User, client_for: ClientFor
) -> None:
    through(meadow, tess, tariq)
    page = client_for(olwen).get("/my-school/").content.decode()
    assert "Staff CPD" in page
    assert f"/my-school/{meadow.urn}/cpd/" in page


def test_it_takes_as_many_statements_for_a_whole_staff(
    meadow: School, tess: User, olwen: User, tariq: User, client_for: ClientFor
) -> None:
    client = client_for(olwen)

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/my-school/{meadow.urn}/cpd/").status_code == 200
        return len(seen)

    through(meadow, tess, tariq)
    statements()
    few = statements()
    for _ in range(9):
        through(meadow, tess, tariq)
    assert statements() == few
