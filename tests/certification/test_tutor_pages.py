"""What tutors see and do, and that nobody else does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import User
from certification import urls
from certification.actions import assessments
from certification.enums import EnrolmentState, Outcome
from certification.models import Assessment, Cohort, Decision, Enrolment, Unit
from tests.certification.addresses import TOKEN, cohort_url, complete_url, field, mark_url
from tests.factories import certification as scene

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


def test_the_cohort_shows_each_learner_beside_each_unit(
    client_for: ClientFor, cohort: Cohort, enrolment: Enrolment, tess: User
) -> None:
    assessments.complete_unit(
        cohort=cohort,
        unit=scene.unit(cohort.specification, "6"),
        enrolments=[enrolment],
        by=tess,
        submit_token=TOKEN,
    )
    page = client_for(tess).get(cohort_url(cohort))
    (row,) = page.context["rows"]
    assert [cell["met"] for cell in row["cells"]] == [0, 0, 0, 0, 0, 6]
    assert [item["complete"] for item in page.context["units"]] == [0, 0, 0, 0, 0, 1]
    assertContains(page, "Tariq Aziz")
    assertContains(page, "Red: far behind")


def test_a_verifier_looks_and_cannot_judge(
    client_for: ClientFor, cohort: Cohort, enrolment: Enrolment, ines: User
) -> None:
    page = client_for(ines).get(cohort_url(cohort))
    assertContains(page, "Tariq Aziz")
    assertNotContains(page, mark_url(enrolment))
    assertNotContains(page, "Mark complete")


def test_an_empty_cohort_says_so(client_for: ClientFor, cohort: Cohort, tess: User) -> None:
    assertContains(client_for(tess).get(cohort_url(cohort)), "Nobody is in this cohort yet")


def test_criteria_are_marked_one_by_one(
    client_for: ClientFor, enrolment: Enrolment, tess: User
) -> None:
    client = client_for(tess)
    form = client.get(mark_url(enrolment)).context["form"]
    sent = {
        "token": form["token"].value(),
        "seen": form["seen"].value(),
        "comment": "Carry on.",
        field(enrolment, "2.1.3"): "MET",
        field(enrolment, "2.1.4"): "NOT_YET_MET",
    }
    assertRedirects(
        client.post(mark_url(enrolment), sent), mark_url(enrolment), fetch_redirect_response=False
    )
    client.post(mark_url(enrolment), sent)
    assert {d.range_point.code: d.outcome for d in Decision.objects.all()} == {
        "2.1.3": Outcome.MET,
        "2.1.4": Outcome.NOT_YET_MET,
    }
    page = client.get(mark_url(enrolment))
    assertContains(page, "Recorded: 2 criteria for Tariq Aziz.")
    assertContains(page, "Carry on.")


def test_a_conflict_keeps_what_was_typed_and_records_nothing(
    client_for: ClientFor, enrolment: Enrolment, unit: Unit, tess: User
) -> None:
    client = client_for(tess)
    seen = client.get(mark_url(enrolment)).context["form"]["seen"].value()
    assessments.decide(
        enrolment=enrolment,
        unit=unit,
        outcomes={scene.leaf(unit.specification, "2.1.4"): Outcome.MET},
        by=tess,
        submit_token="meanwhile",
    )
    sent = {"token": TOKEN, "seen": seen, "comment": "My words.", field(enrolment, "2.1.3"): "MET"}
    page = client.post(mark_url(enrolment), sent)
    assertContains(page, "Somebody else recorded decisions here", status_code=409)
    assertContains(page, "My words.", status_code=409)
    assertContains(page, 'value="MET" checked', status_code=409)
    assert Decision.objects.count() == 1
    form = page.context["form"]
    again = {**sent, "seen": form["seen"].value(), "token": form["token"].value()}
    assert client.post(mark_url(enrolment), again).status_code == 302
    assert Decision.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({}, 409, "Nothing has changed."),
        ({"2.1.3": "PERHAPS"}, 422, "2.1.3: choose met or not yet met."),
        ({"comment": "x" * 4001, "2.1.3": "MET"}, 422, "Shorten the comment to 4000 characters"),
        ({"token": "short", "2.1.3": "MET"}, 422, "Something was lost on the way"),
        ({"seen": "<script>", "2.1.3": "MET"}, 422, "Something was lost on the way"),
    ],
)
def test_what_cannot_be_recorded_says_why(
    client_for: ClientFor,
    enrolment: Enrolment,
    tess: User,
    change: dict[str, str],
    status: int,
    said: str,
) -> None:
    sent = {"token": TOKEN, "seen": "0", "comment": ""}
    for name, value in change.items():
        sent[field(enrolment, name) if "." in name else name] = value
    answer = client_for(tess).post(mark_url(enrolment), sent)
    assertContains(answer, said, status_code=status)
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("page", ["complete", "complete_confirm", "mark"])
def test_a_comment_that_is_too_long_is_refused_whole(
    client_for: ClientFor, cohort: Cohort, enrolment: Enrolment, tess: User, unit: Unit, page: str
) -> None:
    client = client_for(tess)
    url = mark_url(enrolment) if page == "mark" else complete_url(cohort, page)
    comment = "Every line of this matters. " * 180
    sent = {
        "comment": comment,
        "seen": "0",
        "token": TOKEN,
        "learners": [str(enrolment.pk)],
        "observed": "yes",
        field(enrolment, "2.1.3"): "MET",
    }

    response = client.post(url, sent)

    assertContains(
        response, "Shorten the comment to 4000 characters. It has 5039.", status_code=422
    )
    assertContains(response, comment.strip(), status_code=422)
    assertNotContains(response, "maxlength", status_code=422)
    assert not Assessment.objects.exists()


def test_crafted_choices_are_refused_in_our_words(
    client_for: ClientFor, cohort: Cohort, enrolment: Enrolment, tess: User
) -> None:
    sent = {
        "observed": "perhaps",
        "seen": "no",
        "token": "\x00",
        "comment": "\x00",
    }

    for learners in (["5\x00"], ["999999"]):
        response = client_for(tess).post(complete_url(cohort), {**sent, "learners": learners})
        page = response.content.decode()
        assert response.status_code == 422
        assert "Choose among the learners below." in page
        assert "Say whether the observations have been made and signed." in page
        assert "Open this page again." in page
        assert "Use letters, numbers and ordinary signs." in page
        for djangos in ("Select a valid", "not a valid value", "Null characters", "whole number"):
            assert djangos not in page


def test_an_inactive_learner_is_neither_marked_nor_offered(
    client_for: ClientFor, cohort: Cohort, enrolment: Enrolment, tess: User
) -> None:
    Enrolment.objects.filter(pk=enrolment.pk).update(state=EnrolmentState.WITHDRAWN)
    client = client_for(tess)
    assert client.get(mark_url(enrolment)).status_code == 404
    assertNotContains(client.get(complete_url(cohort)), "Tariq Aziz")
    assertContains(client.get(cohort_url(cohort)), "(withdrawn)")


def test_a_tutor_who_learns_too_is_not_offered_themselves(
    client_for: ClientFor, cohort: Cohort, enrolment: Enrolment, tess: User
) -> None:
    herself = scene.learner(cohort, tess)
    client = client_for(tess)
    assert client.get(mark_url(herself)).status_code == 404
    form = client.get(complete_url(cohort)).context["form"]
    assert dict(form.fields["learners"].choices).keys() == {enrolment.pk}
    sent = {"learners": [herself.pk], "observed": "yes", "seen": 0, "token": TOKEN}
    assert client.post(complete_url(cohort, "complete_confirm"), sent).status_code == 422
    assert not Assessment.objects.exists()


OPEN_TO_ALL = {"home", "unit"}


def addresses(cohort: Cohort, enrolment: Enrolment) -> dict[str, tuple[str, str]]:
    """Every address about somebody's learners: as it is, and where nothing is."""
    made: dict[str, tuple[list[object], list[object]]] = {
        "cohort": ([cohort.pk], [999_999]),
        "complete": ([cohort.pk, "2"], [999_999, "2"]),
        "complete_confirm": ([cohort.pk, "2"], [999_999, "2"]),
        "complete_done": ([cohort.pk, "2", TOKEN], [999_999, "2", TOKEN]),
        "mark": ([enrolment.pk, "2"], [999_999, "2"]),
    }
    return {
        name: (
            reverse(f"certification:{name}", args=theirs),
            reverse(f"certification:{name}", args=none),
        )
        for name, (theirs, none) in made.items()
    }


def test_the_sweep_below_knows_every_address(cohort: Cohort, enrolment: Enrolment) -> None:
    names = {pattern.name for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)}
    assert names == OPEN_TO_ALL | addresses(cohort, enrolment).keys()


MAY_LOOK = {("ines", "cohort")}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["theo", "sam", "ed", "hannah", "olwen", "tariq", "ines", "root"])
def test_another_cohort_is_the_same_404_as_none(
    client_for: ClientFor,
    cohort: Cohort,
    enrolment: Enrolment,
    unit: Unit,
    tess: User,
    theo: User,
    who: str,
    method: str,
    request: pytest.FixtureRequest,
) -> None:
    scene.learner(scene.cohort("Cohort B", tutor=theo))
    assessments.complete_unit(
        cohort=cohort, unit=unit, enrolments=[enrolment], by=tess, submit_token=TOKEN, observed=True
    )
    before = Assessment.objects.count(), Decision.objects.count()
    client = client_for(
        User.objects.create_superuser("root@example.org", full_name="Root")
        if who == "root"
        else request.getfixturevalue(who)
    )
    sent = {"learners": [enrolment.pk], "observed": "yes", "seen": 99, "token": TOKEN + "c"}
    sent |= {field(enrolment, "2.1.3"): "NOT_YET_MET"}
    for name, (theirs, none) in addresses(cohort, enrolment).items():
        if (who, name) in MAY_LOOK:
            continue
        found, missing = (getattr(client, method)(url, sent) for url in (theirs, none))
        assert found.status_code == missing.status_code
        assert found.status_code in ({404} if method == "get" else {404, 405}), name
        assert b"Tariq Aziz" not in found.content or who == "tariq"
        assert plain(found.content, theirs) == plain(missing.content, none)
    assert (Assessment.objects.count(), Decision.objects.count()) == before


def plain(content: bytes, url: str) -> bytes:
    """The page without its own address and the token that differs with every answer."""
    text = content.replace(url.encode(), b"")
    start = text.find(b'name="csrfmiddlewaretoken" value="')
    return text if start < 0 else text[:start] + text[start + 110 :]


def test_tutor_pages_take_as_many_statements_for_two_learners_as_for_eight(
    client_for: ClientFor,
    cohort: Cohort,
    enrolment: Enrolment,
    tess: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_for(tess)
    counted = []
    for number in (1, 6):
        for _ in range(number):
            scene.learner(cohort)
        for url in (cohort_url(cohort), mark_url(enrolment), complete_url(cohort)):
            with django_assert_max_num_queries(12) as statements:
                assert client.get(url).status_code == 200
            counted.append(len(statements))
    assert counted[:3] == counted[3:]
