"""Saved interests: kept, paused and removed, and the one mail a week that follows."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import Message
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import PageViewRestriction

from accounts.models import User
from courses import digests, emails_interests
from courses.actions import interests
from courses.enums import Format, RunState
from courses.models import CourseRun, SavedInterest
from tests.factories.accounts import make_user
from tests.factories.courses import (
    CoursePageFactory,
    CourseRunFactory,
    PhaseFactory,
    VenueFactory,
    course_index,
)
from tests.factories.schools import PostFactory, SchoolFactory

pytestmark = pytest.mark.django_db
Drain = Callable[[], list[EmailMessage]]


def moment(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


SATURDAY = moment("2027-01-09T12:00")
MONDAY = moment("2027-01-11T08:00")
WEEK = timedelta(days=7)


@pytest.fixture
def clock(time_machine: Any) -> Any:
    """Saturday noon, until a test moves it."""
    course_index()
    time_machine.move_to(SATURDAY, tick=False)
    return time_machine


def a_run(title: str, **traits: Any) -> CourseRun:
    page = CoursePageFactory(title=title, **traits.pop("page", {}))
    return CourseRunFactory(
        page=page, **{"is_open": True, "starts": moment("2027-03-02T15:45"), **traits}
    )


def monday(clock: Any, at: datetime = MONDAY) -> int:
    """The jobs of the days up to then."""
    digests.note_new_runs()
    clock.move_to(at, tick=False)
    sent = digests.send_digests()
    assert isinstance(sent, int)
    return sent


def test_new_courses_like_these_come_in_one_mail_on_monday(
    clock: Any, sam: User, drain: Drain
) -> None:
    a_run("There before")
    digests.note_new_runs()
    clock.shift(60)
    interests.save(query="format=twilight", by=sam)
    interests.save(query="q=ukulele", by=sam)
    clock.shift(60)
    a_run("Ukulele evening", venue=VenueFactory(name="Hall"))
    a_run("Recorded ukulele", is_undated=True)
    a_run("Something else", format=Format.ONE_DAY)

    assert monday(clock) == 1
    (mail,) = drain()

    body = str(mail.body)
    assert mail.subject == "2 new course dates"
    assert mail.to == [sam.email]
    assert body.count("Ukulele evening") == 1
    assert "Tuesday 2 March, 3.45pm to 5.15pm" in body
    assert "Twilight · Hall" in body
    assert "£40" in body
    assert "Recorded ukulele" in body
    assert "There before" not in body
    assert "Something else" not in body


def test_not_before_monday_at_seven(clock: Any, sam: User, drain: Drain) -> None:
    interests.save(query="", by=sam)
    clock.shift(60)
    a_run("New")

    assert monday(clock, moment("2027-01-11T06:59")) == 0
    assert monday(clock, moment("2027-01-11T07:16")) == 1
    assert drain()[0].subject == "New: New"


def test_a_worker_that_slept_sends_it_late(clock: Any, sam: User) -> None:
    interests.save(query="", by=sam)
    clock.shift(60)
    a_run("New")

    assert monday(clock, MONDAY + timedelta(days=3)) == 1


def test_one_mail_a_week_at_most_however_often_the_job_runs(
    clock: Any, sam: User, drain: Drain
) -> None:
    interests.save(query="", by=sam)
    clock.shift(60)
    a_run("First")
    assert monday(clock) == 1
    assert [digests.send_digests(), digests.send_digests()] == [0, 0]
    SavedInterest.objects.update(told_at=SATURDAY)  # as if the first had only half happened
    assert digests.send_digests() == 0
    a_run("Second")

    assert monday(clock, MONDAY + timedelta(days=2)) == 0
    assert monday(clock, MONDAY + WEEK) == 1
    assert [mail.subject for mail in drain()] == ["New: First", "New: Second"]


def test_nothing_new_is_no_mail(clock: Any, sam: User, drain: Drain) -> None:
    interests.save(query="format=twilight", by=sam)
    clock.shift(60)
    a_run("Else", format=Format.ONE_DAY)

    assert monday(clock) == 0
    assert monday(clock, MONDAY + WEEK) == 0
    assert drain() == []


def test_what_nobody_may_see_is_in_no_digest(clock: Any, sam: User) -> None:
    interests.save(query="", by=sam)
    clock.shift(60)
    CourseRunFactory(page=CoursePageFactory(title="Draft run"), starts=moment("2027-03-02T16:00"))
    a_run("Draft page").page.unpublish()
    a_run("Called off", is_cancelled=True)
    restricted = a_run("For some")
    PageViewRestriction.objects.create(
        page=restricted.page, restriction_type=PageViewRestriction.LOGIN
    )

    assert monday(clock) == 0


def test_a_course_is_new_when_its_page_is_published(clock: Any, sam: User, drain: Drain) -> None:
    run = a_run("Waiting for its page", page={"live": False})
    digests.note_new_runs()
    clock.shift(60)
    interests.save(query="", by=sam)
    clock.shift(60)
    run.page.save_revision().publish()

    assert monday(clock) == 1
    assert drain()[0].subject == "New: Waiting for its page"


def test_what_was_called_off_before_monday_is_not_told(clock: Any, sam: User) -> None:
    interests.save(query="", by=sam)
    clock.shift(60)
    run = a_run("New")
    digests.note_new_runs()
    CourseRun.objects.filter(pk=run.pk).update(state=RunState.CLOSED)

    assert monday(clock) == 0


def test_near_is_measured_from_where_they_said(clock: Any, sam: User, drain: Drain) -> None:
    SchoolFactory(postcode="ZZ5 5ZZ", easting=400_000, northing=200_000)
    PostFactory(user=sam, school=SchoolFactory(easting=500_000, northing=200_000))
    interests.save(query="near=ZZ5+5ZZ&within=5", by=sam)
    clock.shift(60)
    a_run("There", venue=VenueFactory(easting=401_000, northing=200_000))
    a_run("Here", venue=VenueFactory(easting=500_000, northing=200_000))

    assert monday(clock) == 1
    assert [mail.subject for mail in drain()] == ["New: There"]
    interests.save(query="near=5", by=sam)
    clock.shift(60)
    a_run("There 2", venue=VenueFactory(easting=401_000, northing=200_000))
    assert monday(clock, MONDAY + WEEK) == 1
    SavedInterest.objects.exclude(query="near=5").delete()
    clock.shift(60)
    a_run("Here 2", venue=VenueFactory(easting=500_000, northing=200_000))
    a_run("There 3", venue=VenueFactory(easting=401_000, northing=200_000))
    assert monday(clock, MONDAY + 2 * WEEK) == 1
    assert [mail.subject for mail in drain()][-1] == "New: Here 2"


def test_paused_is_quiet_and_starting_again_brings_no_backlog(clock: Any, sam: User) -> None:
    interest = interests.save(query="", by=sam)
    interests.pause(interest=interest, by=sam)
    clock.shift(60)
    a_run("Meanwhile")
    assert monday(clock) == 0

    interests.resume(interest=interest, by=sam)

    assert monday(clock, MONDAY + WEEK) == 0


def test_saving_twice_is_saved_once_in_the_shortest_address(clock: Any, sam: User) -> None:
    interests.save(query="format=twilight&q=&price=&page=3&view=calendar&sort=price", by=sam)
    interests.save(query="format=TWILIGHT", by=sam)

    assert [one.query for one in SavedInterest.objects.all()] == ["format=twilight"]


def test_nobody_keeps_more_than_twenty(clock: Any, sam: User) -> None:
    for number in range(interests.MOST):
        interests.save(query=f"q=word{number}", by=sam)

    with pytest.raises(interests.TooManyInterestsError, match="Remove one first"):
        interests.save(query="q=more", by=sam)


def test_the_mail_stops_with_one_press_and_no_login(
    clock: Any, sam: User, drain: Drain, client: Client
) -> None:
    interests.save(query="", by=sam)
    clock.shift(60)
    a_run("New")
    monday(clock)
    (mail,) = drain()
    message: Message = mail.message()
    link = str(message["List-Unsubscribe"]).strip("<>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in str(mail.body)
    path = link.removeprefix("http://testserver")

    looked = client.get(path)
    assert "Stop the mails about new courses?" in looked.content.decode()
    assert SavedInterest.objects.get().is_mailed

    strict = Client(enforce_csrf_checks=True)
    stopped = strict.post(path, {"List-Unsubscribe": "One-Click"})

    assert stopped.status_code == 200
    assert "The mails have stopped" in stopped.content.decode()
    assert not SavedInterest.objects.get().is_mailed
    clock.shift(60)
    a_run("Newer")
    assert monday(clock, MONDAY + WEEK) == 0


@pytest.mark.parametrize("token", ["1", "1:", "1:nonsense", "x" * 3000])
def test_a_link_that_we_never_made_stops_nothing(
    clock: Any, client: Client, sam: User, token: str
) -> None:
    interests.save(query="", by=sam)

    assert client.post(f"/account/interests/stop/{token}/").status_code == 404
    assert SavedInterest.objects.get().is_mailed


def test_somebody_elses_number_under_my_signature_is_refused(sam: User, tariq: User) -> None:
    number, signature = emails_interests.SIGNER.sign(str(sam.pk)).split(":")

    assert number == str(sam.pk)
    assert emails_interests.person_of(f"{tariq.pk}:{signature}") is None


def test_the_catalogue_saves_what_is_asked(
    clock: Any, client_for: Callable[[User], Client], sam: User
) -> None:
    PhaseFactory(code="ks1", name="Key Stage 1")
    client = client_for(sam)
    before = client.get("/courses/?phase=ks1&format=twilight").content.decode()
    assert "Tell me of new courses like these" in before

    answer = client.post(
        "/account/interests/new/", {"query": "phase=ks1&format=twilight"}, follow=True
    )

    page = answer.content.decode()
    assert "Saved. When new courses like these come" in page
    assert "Key Stage 1 · Twilight" in page
    assert (
        "You hear of new courses like these"
        in client.get("/courses/?phase=ks1&format=twilight").content.decode()
    )
    assert "Key Stage 1 · Twilight" in client.get("/account/").content.decode()
    assert client.get("/account/data/download/").json()["courses"]["saved_interests"][0][
        "query"
    ] == ("phase=ks1&format=twilight")


def test_a_visitor_signs_in_and_then_it_is_saved(clock: Any, sam: User, client: Client) -> None:
    PhaseFactory(code="ks1", name="Key Stage 1")
    offered = client.get("/courses/?phase=ks1").content.decode()
    assert 'href="/account/interests/new/?phase=ks1"' in offered
    assert "Key Stage 1" in client.get("/account/interests/new/?phase=ks1").content.decode()

    asked = client.post("/account/interests/new/", {"query": "phase=ks1"}, follow=True)
    assert asked.redirect_chain[-1][0].startswith("/accounts/login/?next=/account/interests/")
    assert not SavedInterest.objects.exists()
    client.force_login(sam, backend="accounts.backends.PersonBackend")

    assert [one.query for one in SavedInterest.objects.filter(user=sam)] == ["phase=ks1"]
    assert "Key Stage 1" in client.get("/account/interests/").content.decode()


def test_its_page_pauses_starts_again_and_removes(
    clock: Any, client_for: Callable[[User], Client], sam: User, tariq: User
) -> None:
    interest = interests.save(query="", by=sam)
    other = interests.save(query="", by=tariq)
    client, base = client_for(sam), "/account/interests"

    assert "Paused" in client.post(f"{base}/{interest.pk}/pause/", follow=True).content.decode()
    assert not SavedInterest.objects.get(pk=interest.pk).is_mailed
    client.post(f"{base}/{interest.pk}/resume/")
    assert SavedInterest.objects.get(pk=interest.pk).is_mailed
    for verb in ("pause", "resume", "remove"):
        assert client.post(f"{base}/{other.pk}/{verb}/").status_code == 404
    gone = client.post(f"{base}/{interest.pk}/remove/", follow=True).content.decode()
    assert "Nothing saved yet" in gone
    assert SavedInterest.objects.get() == other


@pytest.mark.parametrize("number", [2, 20])
def test_its_page_takes_as_many_statements_for_many(
    clock: Any,
    client_for: Callable[[User], Client],
    number: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    user = make_user()
    for each in range(number):
        interests.save(query=f"q=word{each}", by=user)
    client = client_for(user)
    client.get("/account/interests/")

    with django_assert_max_num_queries(7):
        client.get("/account/interests/")
