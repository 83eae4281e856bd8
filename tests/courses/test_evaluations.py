"""Evaluation: asked once, answered without signing in, and never one person's answer shown."""

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
from courses import evaluation_results, jobs_after, personal_links, waves
from courses.actions import evaluations
from courses.enums import Mark, Wave
from courses.exceptions import EvaluationOverError, NotAskedError
from courses.models import Attendee, CourseRun, Evaluation, Place
from tests.factories import after
from tests.factories.certification import run_today, seat, somebody

pytestmark = pytest.mark.django_db
Drain = Callable[[], list[EmailMessage]]
HERE, AWAY = Mark.PRESENT, Mark.ABSENT
#: The outcomes of the courses of the tests.
ITEMS = ["Start a song at a pitch that suits", "Teach a song by ear"]


def asked(mails: list[EmailMessage], words: str) -> list[str]:
    return [mail.to[0] for mail in mails if mail.subject.startswith(words)]


def answer(place: Place, wave: Wave, level: int, **words: str) -> Evaluation:
    return evaluations.submit(
        place=place, wave=wave, confidence={0: level, 1: level}, rating=level, **words
    )


def came(tess: User, number: int) -> tuple[CourseRun, list[Place]]:
    run = after.finished(tess, people=[somebody() for _ in range(number)])
    return run, list(Place.objects.filter(run=run).order_by("pk"))


def test_those_who_came_are_asked_once_the_day_after_though_no_register_is_closed(
    tess: User, drain: Drain
) -> None:
    run = after.past(tess, ago=1)
    here, away = seat(run), seat(run)
    after.mark(run, tess, {here: [HERE], away: [AWAY]})
    jobs_after.ask_how_it_was()
    jobs_after.ask_how_it_was()
    after.close(run, tess)
    assert asked(drain(), "How was it?") == [here.booking.booker.email]
    certificate = asked(drain(), "Your certificate")
    assert certificate == [here.booking.booker.email]
    assert "/evaluation/" not in drain()[-1].body


def test_after_six_weeks_they_are_asked_once_more(tess: User, drain: Drain) -> None:
    _, (place,) = came(tess, 1)
    drain()
    with time_machine.travel(timezone.now() + timedelta(weeks=6, days=1), tick=False):
        jobs_after.ask_how_it_was()
        jobs_after.ask_how_it_was()
        assert asked(drain(), "Six weeks on") == [place.booking.booker.email]
        assert waves.is_open(place, Wave.SIX_WEEKS)
        assert not waves.is_open(place, Wave.CLOSE)


def test_the_same_items_are_asked_before_and_after_whatever_the_page_says_since(
    tess: User,
) -> None:
    run = run_today(tess, starts=timezone.now() + timedelta(days=9))
    place = seat(run)
    assert waves.items(run) == ITEMS
    answer(place, Wave.BEFORE, 2)
    run.page.outcomes = "Something else"
    run.page.save()
    again = CourseRun.objects.get(pk=run.pk)
    assert waves.items(again) == ITEMS


def test_the_form_is_answered_from_the_mail_and_changed_without_signing_in(
    tess: User, client: Client
) -> None:
    _, (place, *_) = came(tess, 1)
    link = personal_links.evaluation(place, Wave.CLOSE)
    page = client.get(link).content.decode()
    assert "How was it?" in page
    for item in ITEMS:
        assert item in page
    empty = client.post(link, {})
    assert empty.status_code == 422
    assert f"Say how confident you are: {ITEMS[0]}" in empty.content.decode()
    given = {"item_0": 4, "item_1": 5, "rating": 5, "most_useful": "The warm-ups"}
    thanks = client.post(link, given, follow=True)
    assert "Thank you" in thanks.content.decode()
    said = Evaluation.objects.get()
    assert (said.wave, said.confidence, said.rating) == (Wave.CLOSE, {"0": 4, "1": 5}, 5)
    assert "You have answered already" in client.get(link).content.decode()
    client.post(link, {**given, "item_0": 3})
    assert Evaluation.objects.get().confidence == {"0": 3, "1": 5}
    with time_machine.travel(timezone.now() + timedelta(weeks=7), tick=False):
        over = client.post(link, given)
        assert over.status_code == 410
        assert "There is nothing to answer now" in over.content.decode()
        with pytest.raises(EvaluationOverError):
            answer(place, Wave.CLOSE, 1)
    assert Evaluation.objects.get().confidence == {"0": 3, "1": 5}


def test_a_link_is_for_one_person_who_came(tess: User, client: Client) -> None:
    run = after.past(tess)
    here, away = seat(run), seat(run)
    after.mark(run, tess, {here: [HERE], away: [AWAY]})
    assert client.get(personal_links.evaluation(away, Wave.CLOSE)).status_code == 404
    with pytest.raises(NotAskedError):
        answer(away, Wave.CLOSE, 3)
    link = personal_links.evaluation(here, Wave.CLOSE)
    assert client.get(link).status_code == 200
    assert client.get(link.replace("/evaluation/", "/evaluation/9")).status_code == 404
    other = Attendee.objects.create(name="Instead", email="instead@example.org")
    Place.objects.filter(pk=here.pk).update(attendee=other)
    assert client.get(link).status_code == 404


def test_fewer_than_five_answers_show_nothing(
    tess: User, client_for: Callable[[User], Client]
) -> None:
    run, places = came(tess, 6)
    for place in places[:4]:
        answer(place, Wave.CLOSE, 2, comment="Too cold in the hall")
    page = client_for(tess).get(f"/tutor/runs/{run.pk}/evaluation/").content.decode()
    assert "4 of 6 (67%)" in page
    assert "Too few to show" in page
    assert "Too cold" not in page
    assert ">2.0<" not in page
    answer(places[4], Wave.CLOSE, 2, most_useful="Warm-ups")
    page = client_for(tess).get(f"/tutor/runs/{run.pk}/evaluation/").content.decode()
    assert ">2.0<" in page
    assert "Too cold in the hall" in page
    assert "Warm-ups" in page
    assert str(places[0].attendee) not in page


def everything_shown(run: CourseRun) -> list[object]:
    """Every figure and word of the results but how many have answered."""
    run.refresh_from_db()
    results = evaluation_results.of(run)
    assert len(results.items) == len(ITEMS)
    told = [(w.shown, w.rating, list(w.useful), list(w.comments)) for w in results.waves]
    return [told, [item.means for item in results.items]]


def test_the_sixth_answer_cannot_be_found_by_subtracting_yesterdays_page(tess: User) -> None:
    run, places = came(tess, 10)
    for place in places[:5]:
        answer(place, Wave.CLOSE, 4)
    before = everything_shown(run)
    for place in places[5:9]:
        answer(place, Wave.CLOSE, 1, comment=f"From {place.pk}")
        assert everything_shown(run) == before
    answer(places[9], Wave.CLOSE, 1)
    assert evaluation_results.of(run).waves[1].rating == 2.5


def test_a_small_wave_cannot_be_found_by_subtracting_another_or_a_sum(tess: User) -> None:
    run = run_today(tess, starts=timezone.now() + timedelta(days=1))
    places = [seat(run) for _ in range(8)]
    for place in places[:3]:
        answer(place, Wave.BEFORE, 1)
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        after.mark(run, tess, {place: [HERE] for place in places})
        for place in places[:6]:
            answer(place, Wave.CLOSE, 5)
        few = everything_shown(run)
        Evaluation.objects.filter(wave=Wave.BEFORE).update(confidence={"0": 5, "1": 5}, rating=5)
        assert everything_shown(run) == few
        Evaluation.objects.filter(wave=Wave.BEFORE).delete()
        assert everything_shown(run) == few


def test_an_item_that_few_answered_is_not_shown_beside_one_that_many_did(tess: User) -> None:
    run, places = came(tess, 6)
    for place in places:
        answer(place, Wave.CLOSE, 3)
    Evaluation.objects.filter(place__in=places[:2]).update(confidence={"0": 3})
    run.refresh_from_db()
    first, second = evaluation_results.of(run).items
    assert first.means[Wave.CLOSE] == 3.0
    assert second.means[Wave.CLOSE] is None


def stored_items(run: CourseRun) -> list[str]:
    return list(CourseRun.objects.values_list("confidence_items", flat=True).get(pk=run.pk))


def test_looking_at_the_questions_changes_nothing_and_the_first_mail_freezes_them(
    tess: User, client: Client
) -> None:
    coming = run_today(tess, starts=timezone.now() + timedelta(days=9))
    link = personal_links.evaluation(seat(coming), Wave.BEFORE)
    assert ITEMS[0] in client.get(link).content.decode()
    assert stored_items(coming) == []
    assert client.post(link, {}).status_code == 422
    assert stored_items(coming) == []
    client.post(link, {"item_0": 2, "item_1": 2})
    assert stored_items(coming) == ITEMS

    run = after.past(tess, ago=1)
    after.mark(run, tess, {seat(run): [HERE]})
    assert stored_items(run) == []
    jobs_after.ask_how_it_was()
    assert stored_items(run) == ITEMS


def test_an_answer_is_never_to_other_questions_than_were_asked(tess: User, client: Client) -> None:
    run = run_today(tess, starts=timezone.now() + timedelta(days=9))
    link = personal_links.evaluation(seat(run), Wave.BEFORE)
    shown = client.get(link)
    given = {"asked": shown.context["asked"], "item_0": 2, "item_1": 4}
    assert f'name="asked" value="{given["asked"]}"' in shown.content.decode()
    run.page.outcomes = "Something else\nTeach a song by ear"
    run.page.save()
    again = client.post(link, given)
    assert again.status_code == 409
    page = again.content.decode()
    assert "The questions have changed since you opened this page." in page
    assert "Something else" in page
    assert page.count(" checked") == 2
    assert not Evaluation.objects.exists()
    assert client.post(link, {**given, "asked": again.context["asked"]}).status_code == 302
    assert stored_items(run) == ["Something else", "Teach a song by ear"]


def test_when_all_is_busy_nothing_that_was_typed_is_lost(
    tess: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(**_: object) -> None:
        raise DatabaseBusyError

    _, (place,) = came(tess, 1)
    monkeypatch.setattr(evaluations, "submit", busy)
    given = {"item_0": 4, "item_1": 5, "rating": 5, "most_useful": "The warm-ups"}
    answer = client.post(personal_links.evaluation(place, Wave.CLOSE), given)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    page = answer.content.decode()
    assert "The warm-ups" in page
    assert page.count(" checked") == 3


@pytest.mark.parametrize(("who", "status"), [("hannah", 200), ("theo", 404), ("sam", 404)])
def test_results_are_for_the_runs_tutors_and_the_hub(
    tess: User,
    who: str,
    status: int,
    client_for: Callable[[User], Client],
    request: pytest.FixtureRequest,
) -> None:
    run, _ = came(tess, 1)
    client = client_for(request.getfixturevalue(who))
    assert client.get(f"/tutor/runs/{run.pk}/evaluation/").status_code == status
