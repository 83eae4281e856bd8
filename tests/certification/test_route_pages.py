"""A learner's own pages: what they show, and to whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from wagtail.models import PageViewRestriction

from accounts import desks, menu, personal_data
from accounts.models import User
from certification import next_action
from certification.actions import assessments, enrolments, evidence, specifications
from certification.enums import EnrolmentState, EvidenceKind, Outcome
from certification.exceptions import NotInUnitError
from certification.models import Enrolment, Evidence
from core import panels
from courses.actions import registers
from courses.enums import Mark
from tests.factories import certification as scene

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


@pytest.fixture
def enrolment(tariq: User, tess: User) -> Enrolment:
    return scene.learner(scene.cohort(tutor=tess), tariq)


def offer(enrolment: Enrolment, *codes: str, title: str = "My portfolio") -> Evidence:
    return evidence.add(
        enrolment=enrolment,
        kind=EvidenceKind.WRITTEN,
        title=title,
        leaves=[scene.leaf(enrolment.specification, code) for code in codes],
        by=enrolment.learner,
    )


def decide(enrolment: Enrolment, tess: User, comment: str = "", **outcomes: Outcome) -> None:
    """`decide(tariqs, tess, l111=MET)` judges 1.1.1 of unit 1."""
    for name, outcome in outcomes.items():
        code = ".".join(name[1:4]) + name[4:]
        assessments.decide(
            enrolment=enrolment,
            unit=scene.unit(enrolment.specification, code[0]),
            outcomes={scene.leaf(enrolment.specification, code): outcome},
            by=tess,
            submit_token=f"t-{enrolment.pk}-{code}-{outcome}",
            comment=comment,
        )


def test_a_tutor_comes_to_the_desk_and_a_learner_to_my_cpd(
    enrolment: Enrolment, tess: User, tariq: User
) -> None:
    assert desks.of(tess) == "/tutor/"
    assert desks.of(tariq) == "/account/"


def test_staff_see_a_certificate_in_their_menu_only_when_they_are_on_the_route(
    enrolment: Enrolment, tess: User, tariq: User, sam: User, hannah: User
) -> None:
    def labels(user: User) -> list[str]:
        return [item.label for item in menu.of(user)]

    scene.learner(enrolment.cohort, hannah)

    assert "My certificate" not in labels(tess)
    assert all("My certificate" in labels(user) for user in (tariq, sam, hannah))


def test_the_menu_asks_the_database_twice(
    enrolment: Enrolment,
    tess: User,
    sam: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for user in (tess, sam):
        with django_assert_num_queries(2):
            menu.of(user)


def test_the_route_shows_both_bars_the_time_and_why(
    client_for: ClientFor, enrolment: Enrolment, tess: User
) -> None:
    offer(enrolment, "1.1.1", "1.1.2", "2.1.3")
    decide(enrolment, tess, l111=Outcome.MET, comment="Clear and honest.")
    page = client_for(enrolment.learner).get("/certificate/")
    standing = page.context["standing"]
    assert (standing.evidenced_share, standing.met_share, standing.time) == (4, 1, 37)
    assertContains(page, "3 of 61 criteria have evidence, 1 is met. 37% of the time is used.")
    assertContains(page, "Red: talk to your tutor")
    assertContains(page, "1 of 12 met, 1 more evidenced")
    assertContains(page, "Clear and honest.")
    assertContains(page, "My portfolio")
    assertContains(page, "Cohort A · Tutor: Tess Larkin")


def test_the_next_beat_follows_the_facts(
    client_for: ClientFor, enrolment: Enrolment, tess: User
) -> None:
    client = client_for(enrolment.learner)

    def beat() -> tuple[str, str]:
        action = client.get("/certificate/").context["next"]
        assert isinstance(action, next_action.NextAction)
        return action.title, action.url

    assert beat() == (
        "Explain why many children and young people value music",
        "/certificate/units/1/#c-1-1-1",
    )
    offer(enrolment, "2.1.1a")
    assert beat() == (
        "Agree objectives that fit the mode of learning",
        "/certificate/units/2/#c-2-1-1b",
    )
    decide(enrolment, tess, l313=Outcome.NOT_YET_MET)
    assert beat()[1] == "/certificate/units/3/#c-3-1-3"
    offer(enrolment, "3.1.3", title="Another go")
    assert beat()[1] == "/certificate/units/2/#c-2-1-1b"


def test_a_course_that_helps_is_offered_with_the_next_beat(
    client_for: ClientFor, enrolment: Enrolment, tess: User
) -> None:
    run = scene.run_today(tess)
    scene.link(run.page, scene.leaf(enrolment.specification, "1.1.1"))
    page = client_for(enrolment.learner).get("/certificate/")
    assertContains(page, f"or come to “{run.page.title}”, which can help.")
    assertContains(page, run.page.url)
    PageViewRestriction.objects.create(page=run.page, restriction_type="login")
    page = client_for(enrolment.learner).get("/certificate/")
    assertNotContains(page, run.page.title)


def test_when_all_is_met_it_says_so(
    client_for: ClientFor, enrolment: Enrolment, tess: User
) -> None:
    for unit in enrolment.specification.units.all():
        assessments.complete_unit(
            cohort=enrolment.cohort,
            unit=unit,
            enrolments=[enrolment],
            by=tess,
            submit_token=f"all-of-{unit.code}",
            observed=True,
        )
    page = client_for(enrolment.learner).get("/certificate/")
    assert page.context["standing"].met_share == 100
    assertContains(page, "Every criterion is met")
    assertContains(page, "Green: on time")


def test_a_unit_shows_each_criterion_with_evidence_and_decision(
    client_for: ClientFor, enrolment: Enrolment, tess: User
) -> None:
    offer(enrolment, "4.1.1", title="Our policy <b>in my words</b>")
    decide(enrolment, tess, l412=Outcome.NOT_YET_MET, comment="Say more about limits.")
    page = client_for(enrolment.learner).get("/certificate/units/4/")
    assertContains(page, "Our policy &lt;b&gt;in my words&lt;/b&gt;")
    assertContains(page, "Judged by watching you teach.", count=4)
    assertContains(page, "Needs another go")
    assertContains(page, "Say more about limits.")
    assertContains(page, "Decided by Tess Larkin on ")
    assertContains(page, 'id="c-4-1-1"')


def test_a_corrected_register_shows_the_evidence_withdrawn(
    client_for: ClientFor, enrolment: Enrolment, tess: User
) -> None:
    run = scene.run_today(tess)
    scene.link(run.page, scene.leaf(enrolment.specification, "1.1.1"))
    place, session = scene.seat(run, enrolment.learner), run.sessions.get()
    registers.mark(session=session, marks={place: Mark.PRESENT}, by=tess)
    client = client_for(enrolment.learner)
    assertContains(client.get("/certificate/"), "Attended a course on ")
    registers.mark(session=session, marks={place: Mark.ABSENT}, by=tess)
    page = client.get("/certificate/")
    assertContains(page, "the register was corrected, so it counts for nothing")
    assert page.context["standing"].evidenced_share == 0


def test_a_learner_of_version_1_sees_version_1_after_version_2(
    client_for: ClientFor, enrolment: Enrolment
) -> None:
    second = scene.FILE.read_bytes().replace(b"value music", b"treasure music")
    newer = specifications.load(content=second, by=None).specification
    specifications.publish(specification=newer, by=None)
    page = client_for(enrolment.learner).get("/certificate/units/1/")
    assertContains(page, "value music")
    assertNotContains(page, "treasure music")


def test_somebody_not_on_the_route_is_told_what_it_is(client_for: ClientFor, sam: User) -> None:
    page = client_for(sam).get("/certificate/")
    assertContains(page, "You are not on the route yet")
    assertContains(page, 'href="/certificate-route/"')
    assert client_for(sam).get("/certificate/units/1/").status_code == 404


def test_an_application_is_not_a_route_yet(
    client_for: ClientFor, enrolment: Enrolment, tariq: User
) -> None:
    Enrolment.objects.filter(pk=enrolment.pk).update(
        state=EnrolmentState.APPLIED, registered_on_date=None, time_limit_date=None
    )
    client = client_for(tariq)
    assertContains(client.get("/certificate/"), "Your route has not started yet")
    assert client.get("/certificate/units/1/").status_code == 404


def test_a_unit_that_is_not_there_is_a_404(client_for: ClientFor, enrolment: Enrolment) -> None:
    assert client_for(enrolment.learner).get("/certificate/units/7/").status_code == 404


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    for url in ("/certificate/", "/certificate/units/1/"):
        answer = client.get(url)
        assertRedirects(
            answer, f"{reverse('account_login')}?next={url}", fetch_redirect_response=False
        )


def test_evidence_for_a_leaf_of_another_version_is_refused(enrolment: Enrolment) -> None:
    changed = scene.FILE.read_bytes().replace(b"value music", b"treasure music")
    other = specifications.load(content=changed, by=None).specification
    with pytest.raises(NotInUnitError):
        evidence.add(
            enrolment=enrolment,
            kind=EvidenceKind.WRITTEN,
            title="x",
            leaves=[scene.leaf(other, "1.1.1")],
            by=None,
        )
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        ("2026-02-08", 24, "2028-02-08"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-10-31", 4, "2027-02-28"),
    ],
)
def test_months_are_calendar_months(day: str, months: int, after: str) -> None:
    assert str(enrolments.add_months(date.fromisoformat(day), months)) == after


def test_pages_take_as_many_statements_with_much_as_with_little(
    client_for: ClientFor,
    enrolment: Enrolment,
    tess: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_for(enrolment.learner)
    counted = []
    for rounds in (1, 5):
        for number in range(rounds):
            offer(enrolment, "1.1.1", "2.1.3", title=f"Piece {rounds}.{number}")
            name = f"l12{number + 1 if rounds == 1 else 2}"
            decide(enrolment, tess, **{name + "abcdefg"[number] * (name == "l122"): Outcome.MET})
        for url in ("/certificate/", "/certificate/units/1/"):
            with django_assert_max_num_queries(12) as statements:
                assert client.get(url).status_code == 200
            counted.append(len(statements))
    assert counted[:2] == counted[2:]


def test_the_panel_on_my_account_is_for_active_learners(
    rf: RequestFactory, enrolment: Enrolment, sam: User
) -> None:
    request = rf.get("/account/")
    request.user = enrolment.learner
    assert any("My certificate" in panel for panel in panels.render("account", request))
    request.user = sam
    assert not any("My certificate" in panel for panel in panels.render("account", request))


def test_a_course_says_what_it_can_contribute_to(
    rf: RequestFactory, enrolment: Enrolment, tess: User
) -> None:
    run = scene.run_today(tess)
    leaves = [scene.leaf(enrolment.specification, code) for code in ("1.1.1", "2.1.2e")]
    request = rf.get("/")
    setattr(request, "course_page", run.page)  # noqa: B010 - what the course's page does
    assert not any("Towards" in panel for panel in panels.render("course", request))
    scene.link(run.page, *leaves)
    (panel,) = [p for p in panels.render("course", request) if "Towards" in p]
    assert "2 criteria" in panel
    assert "Coming is not the same as meeting them" in panel
    yesterday = timezone.localdate() - timedelta(days=1)
    run.page.criterion_links.update(active_to_date=yesterday)
    assert not any("Towards" in panel for panel in panels.render("course", request))


def test_a_learners_own_copy_of_their_data_holds_the_route(
    client_for: ClientFor, enrolment: Enrolment, tess: User, sam: User
) -> None:
    offer(enrolment, "1.1.1", title="Why my class sings")
    decide(enrolment, tess, l111=Outcome.MET, comment="Clear and honest.")
    route = personal_data.export(enrolment.learner)["certificate"]
    assert isinstance(route, dict)
    assert [piece["title"] for piece in route["evidence"]] == ["Why my class sings"]
    (decided,) = route["decisions"]
    assert (decided["outcomes"], decided["comment"]) == ({"1.1.1": "MET"}, "Clear and honest.")
    theirs = personal_data.export(sam)["certificate"]
    assert theirs == {"enrolments": [], "evidence": [], "decisions": [], "roles in cohorts": []}
