"""A recording watched by one's own account: a line of the record, questions, no certificate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from accounts.models import User
from core.contention import DatabaseBusyError
from courses import (
    cpd,
    evaluation_results,
    jobs_after,
    personal_links,
    policies,
    school_record,
    waves,
)
from courses.actions import changes, transferring, watching
from courses.enums import PlaceState, Wave
from courses.exceptions import CannotBeMovedError, NothingToWatchError
from courses.models import CertificateOfAttendance, Evaluation, Place
from tests.factories import after
from tests.factories import bookings as make
from tests.factories.certification import run_today, seat
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db
Drain = Callable[[], list[EmailMessage]]


@pytest.fixture
def place(tariq: User) -> Place:
    """Tariq's on a recorded course."""
    return after.recording(tariq)


def url(place: Place) -> str:
    return f"{place.get_joining_url()}watched/"


def test_whoever_has_watched_it_says_so_without_signing_in_and_is_asked_how_it_was(
    place: Place, client: Client
) -> None:
    assert url(place) in client.get(place.get_joining_url()).content.decode()
    answer = client.post(url(place), {"minutes": "55"})
    place.refresh_from_db()
    assert place.watched_minutes == 55
    assert answer["Location"] == personal_links.evaluation(place, Wave.CLOSE)
    assert "How was it?" in client.get(answer["Location"]).content.decode()
    client.post(answer["Location"], {"item_0": 4, "item_1": 5, "rating": 5})
    assert Evaluation.objects.get().wave == Wave.CLOSE
    assert evaluation_results.of(place.run).waves[1].asked == 1
    page = client.get(place.get_joining_url()).content.decode()
    assert "55 minutes" in page
    assert "Correct the time" in page


def test_it_stands_in_the_record_as_their_own_word_and_earns_no_certificate(
    place: Place, tariq: User, client_for: Callable[[User], Client]
) -> None:
    watching.say(place=place, minutes=55, by=None)
    (year,) = cpd.record_of(tariq)
    (line,) = year.lines
    assert (line.minutes, line.is_own_word, line.certificate) == (55, True, None)
    client = client_for(tariq)
    assert "Watched, by your own account" in client.get("/account/cpd/").content.decode()
    assert "Watched, own word" in client.get("/account/cpd/record.csv").content.decode()
    assert not CertificateOfAttendance.objects.exists()


def test_a_second_time_corrects_the_minutes_and_begins_no_new_time_for_answers(
    place: Place,
) -> None:
    first = watching.say(place=place, minutes=5, by=None).watched_at
    again = watching.say(place=place, minutes=50, by=None)
    assert (again.watched_at, again.watched_minutes) == (first, 50)


def test_they_are_asked_once_the_day_after_and_once_after_six_weeks(
    place: Place, drain: Drain
) -> None:
    watching.say(place=place, minutes=55, by=None)
    now = timezone.now()
    for days, subjects in ((0, 0), (2, 1), (3, 1), (44, 2)):
        with time_machine.travel(now + timedelta(days=days), tick=False):
            jobs_after.ask_how_it_was()
            asked = [mail for mail in drain() if "/evaluation/" in mail.body]
            assert len(asked) == subjects
            assert all("watched" in mail.body and "came to" not in mail.body for mail in asked)


def test_a_school_sees_what_its_staff_have_watched_through_it(
    place: Place, client_for: Callable[[User], Client], hannah: User
) -> None:
    school = make.school()
    type(place.booking).objects.filter(pk=place.booking_id).update(school=school)
    assert school_record.record_of(school) == []
    watching.say(place=place, minutes=55, by=None)
    (year,) = school_record.record_of(school)
    assert [(row.word, row.minutes) for row in year.rows] == [("Watched, own word", 55)]
    page = client_for(hannah).get(f"/my-school/{school.urn}/cpd/").content.decode()
    assert "Watched, own word" in page
    assert client_for(hannah).get(f"/my-school/{school.urn}/cpd.csv").status_code == 200


def test_only_a_recording_that_is_still_theirs_can_be_watched(
    place: Place, tess: User, client: Client
) -> None:
    dated = seat(run_today(tess))
    assert client.get(url(dated)).status_code == 404
    assert client.post(url(dated), {"minutes": "9"}).status_code == 404
    with pytest.raises(NothingToWatchError):
        watching.say(place=dated, minutes=9, by=None)
    Place.objects.filter(pk=place.pk).update(
        state=PlaceState.CANCELLED, is_counted=False, cancelled_at=timezone.now()
    )
    with pytest.raises(NothingToWatchError):
        watching.say(place=place, minutes=9, by=None)
    assert client.post(url(place), {"minutes": "9"}).status_code == 410
    assert client.get("/join/nothing/watched/").status_code == 404
    assert not Place.objects.filter(watched_at__isnull=False).exists()


def test_nobody_takes_over_a_place_whose_recording_was_watched(place: Place, hannah: User) -> None:
    watched = watching.say(place=place, minutes=55, by=None)
    assert "the place stays theirs" in changes.why_not_swapped(watched, hannah)
    assert "the place stays theirs" in changes.why_not_swapped(watched, hannah, is_marked=False)


def test_a_place_whose_recording_was_watched_costs_its_whole_price_to_cancel(
    place: Place, tariq: User, client_for: Callable[[User], Client]
) -> None:
    url = f"/bookings/{place.booking.reference}/cancel/?place={place.pk}"
    client = client_for(tariq)
    assert policies.UNDATED in client.get(url).content.decode()
    watched = watching.say(place=place, minutes=55, by=None)
    quote = policies.quote(watched, timezone.now())
    assert (quote.charge_pence, quote.refund_pence, quote.rule) == (7500, 0, policies.WATCHED)
    page = client.get(url).content.decode()
    assert policies.WATCHED in page
    assert "£75</strong> is still charged" in page
    assert "let somebody else come" not in page
    terms = policies.sentence({}, place.run, timezone.now(), is_free=False)
    assert terms.endswith("It costs nothing until you say that you have watched it.")
    assert policies.sentence({}, place.run, timezone.now(), is_free=True).endswith("costs nothing.")


def test_a_place_whose_recording_was_watched_moves_nowhere(
    place: Place, tariq: User, client_for: Callable[[User], Client]
) -> None:
    move = f"/bookings/{place.booking.reference}/places/{place.pk}/move/"
    client = client_for(tariq)
    assert move in client.get(place.booking.get_absolute_url()).content.decode()
    watched = watching.say(place=place, minutes=55, by=None)
    assert move not in client.get(place.booking.get_absolute_url()).content.decode()
    later = CourseRunFactory(page=place.run.page, is_open=True)
    with pytest.raises(CannotBeMovedError, match="has been watched"):
        transferring.transfer(place=watched, to_run=later, by=tariq)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("", "Say how many minutes it took you."),
        ("0", "Give at least 1 minute."),
        ("1201", "Give at most 1200 minutes."),
        ("an hour", "Give the minutes as a whole number"),
    ],
)
def test_what_is_no_time_is_said_and_stays_on_the_page(
    place: Place, client: Client, said: str, words: str
) -> None:
    answer = client.post(url(place), {"minutes": said})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert f'value="{said}"' in answer.content.decode() or not said
    place.refresh_from_db()
    assert place.watched_at is None


def test_when_all_is_busy_the_time_stays_on_the_page(
    place: Place, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(**_: object) -> None:
        raise DatabaseBusyError

    monkeypatch.setattr(watching, "say", busy)
    answer = client.post(url(place), {"minutes": "55"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert 'value="55"' in answer.content.decode()


def test_there_is_nothing_to_answer_before_it_was_watched(place: Place, client: Client) -> None:
    assert not any(waves.is_open(place, wave) for wave in Wave)
    assert client.get(personal_links.evaluation(place, Wave.CLOSE)).status_code == 404
