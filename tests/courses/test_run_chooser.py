"""Choosing the runs that a fund or a voucher is for: by searching, among hundreds, by the hub."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from courses.actions import funds
from courses.choosers import name
from courses.enums import RunState
from courses.models import CourseRun, Fund, Voucher
from tests.courses.test_terms_admin import NO_RUNS
from tests.courses.test_terms_admin import voucher as a_voucher
from tests.factories.courses import CoursePageFactory, CourseRunFactory

pytestmark = pytest.mark.django_db
FUND = {"name": "Bursary", "academic_year": 2026, "budget_pence": "400", "is_open": "on"}
CODE = {"name": "Autumn", "code": "", "effect": "AMOUNT", "value": "7.50", "max_uses": 3}


@pytest.fixture
def office(client_for: Callable[[User], Client], hannah: User) -> Client:
    return client_for(hannah)


def run(title: str, state: RunState = RunState.OPEN, days: int = 30) -> CourseRun:
    starts = timezone.now() + timedelta(days=days)
    made: CourseRun = CourseRunFactory(
        page=CoursePageFactory(title=title), is_open=True, starts=starts
    )
    off = timezone.now() if state is RunState.CANCELLED else None
    CourseRun.objects.filter(pk=made.pk).update(state=state, cancelled_at=off)
    return made


def chosen(*runs: CourseRun, struck_out: CourseRun | None = None) -> dict[str, object]:
    """What the form sends for these runs, one a row."""
    rows: dict[str, object] = {**NO_RUNS, "run_links-TOTAL_FORMS": len(runs)}
    for number, one in enumerate(runs):
        rows[f"run_links-{number}-run"] = one.pk
        rows[f"run_links-{number}-DELETE"] = "on" if one == struck_out else ""
    return rows


def found(client: Client, words: str) -> list[CourseRun]:
    answer = client.get(reverse("run_chooser:choose_results"), {"q": words, "multiple": "1"})
    assert answer.status_code == 200
    return list(answer.context["results"])


def test_it_finds_runs_that_are_not_over_by_words_and_code(office: Client) -> None:
    late, soon = run("Singing for all", days=60), run("Singing and more", days=20)
    drum = run("Drums", state=RunState.DRAFT)
    run("Singing once", state=RunState.FINISHED)
    run("Singing never", state=RunState.CANCELLED)
    assert found(office, "sing") == [soon, late]
    assert found(office, "SINGING all") == [late]
    assert found(office, drum.code.upper()) == [drum]
    assert found(office, "") == [soon, drum, late]
    assert found(office, "trumpet") == []


def test_what_is_chosen_says_its_date(office: Client) -> None:
    one = run("Singing")
    answer = office.get(reverse("run_chooser:chosen_multiple"), {"id": [one.pk]})
    (item,) = answer.json()["result"]
    assert item["title"] == name(one)
    assert f"({one.code})" in item["title"]
    assert " 20" in item["title"]


def test_hundreds_of_runs_make_neither_the_form_nor_the_search_longer(
    office: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    addresses = (reverse("course_funds:add"), reverse("run_chooser:choose"))
    page = CoursePageFactory(title="Singing")
    sizes, counts = [], []
    for number in (21, 60):
        for _ in range(number):
            CourseRunFactory(page=page, is_open=True)
        for address in addresses:
            office.get(address)
            with django_assert_max_num_queries(20) as asked:
                sizes.append(len(office.get(address).content))
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
    assert max(abs(sizes[0] - sizes[2]), abs(sizes[1] - sizes[3])) < 3000


def test_a_fund_is_for_the_runs_that_are_chosen_and_not_struck_out(office: Client) -> None:
    one, two = run("One"), run("Two")
    office.post(reverse("course_funds:add"), FUND | chosen(one, two, struck_out=one))
    made = Fund.objects.get()
    assert list(made.runs.all()) == [two]
    edit = reverse("course_funds:edit", args=[made.pk])
    assert name(two).replace("’", "") in office.get(edit).text.replace("’", "")
    office.post(edit, FUND | chosen(one))
    assert list(made.runs.all()) == [one]
    office.post(edit, FUND | chosen())
    assert list(made.runs.all()) == []


def test_what_is_wrong_keeps_what_was_chosen(office: Client) -> None:
    one = run("One")
    made = funds.create(name="Old", academic_year=2026, budget_pence=1, by=None, runs=[one])
    edit = reverse("course_funds:edit", args=[made.pk])
    page = office.post(edit, FUND | {"academic_year": 26} | chosen(one))
    assert "Enter a year such as 2026" in page.text
    assert name(one) in page.text
    twice = office.post(edit, FUND | chosen(one, one))
    assert twice.status_code == 200
    assert list(made.runs.all()) == [one]


def test_a_voucher_is_for_the_runs_that_are_chosen(office: Client) -> None:
    one, two = run("One"), run("Two")
    office.post(reverse("course_vouchers:add"), CODE | chosen(one))
    made = Voucher.objects.get()
    assert list(made.runs.all()) == [one]
    other = a_voucher()
    edit = reverse("course_vouchers:edit", args=[other.pk])
    office.post(edit, {"name": "Renamed", "max_uses": 4} | chosen(one, two))
    assert set(other.runs.all()) == {one, two}


@pytest.mark.parametrize("who", ["ed", "tess", "sam"])
def test_only_the_hub_may_choose(
    client_for: Callable[[User], Client], who: str, request: pytest.FixtureRequest
) -> None:
    one = run("One", state=RunState.DRAFT)
    client = client_for(request.getfixturevalue(who))
    for view, args in (("choose", []), ("choose_results", []), ("chosen", [one.pk])):
        answer = client.get(reverse(f"run_chooser:{view}", args=args))
        assert answer.status_code in (302, 403), view
    several = client.get(reverse("run_chooser:chosen_multiple"), {"id": [one.pk]})
    assert several.status_code in (302, 403)
