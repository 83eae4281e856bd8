"""What the office enters about schools: standings, how they buy, holidays; and who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.models import AuditEvent
from schools.enums import StandingKind
from schools.models import Purchasing, SchoolHoliday, Standing
from tests.factories.schools import SchoolFactory

pytestmark = pytest.mark.django_db
LISTS = ("school_standings", "school_purchasing", "school_holidays")


@pytest.fixture
def office(client_for: Callable[[User], Client], hannah: User) -> Client:
    return client_for(hannah)


def test_only_the_hub_comes_near_them(
    office: Client, client_for: Callable[[User], Client], ed: User, sam: User
) -> None:
    for name in LISTS:
        for address in (
            reverse(f"{name}:index"),
            reverse(f"{name}:add"),
            reverse(f"{name}:index") + "?export=csv",
            reverse(f"{name}:index") + "?export=xlsx",
        ):
            assert office.get(address).status_code == 200
            for who in (Client(), client_for(ed), client_for(sam)):
                assert who.get(address).status_code in (302, 403)


def test_a_standing_is_of_a_school_named_by_its_number(office: Client, hannah: User) -> None:
    school = SchoolFactory()
    data = {"school": str(school.urn), "kind": StandingKind.MEMBER, "start_date": "2026-09-01"}

    wrong = office.post(reverse("school_standings:add"), data | {"school": "123"})
    assert "No school has the number 123" in wrong.content.decode()
    office.post(reverse("school_standings:add"), data)

    standing = Standing.objects.get()
    assert (standing.school, standing.start_date) == (school, date(2026, 9, 1))
    event = AuditEvent.objects.get(verb="standing.create")
    assert event.actor_id == hannah.pk
    edit = reverse("school_standings:edit", args=[standing.pk])
    page = office.get(edit).content.decode()
    assert f'value="{school.urn}"' in page
    assert 'value="2026-09-01"' in page
    office.post(edit, data | {"end_date": "2027-08-31", "initial-start_date": "2026-09-01"})
    standing.refresh_from_db()
    assert (standing.school, standing.end_date) == (school, date(2027, 8, 31))
    assert AuditEvent.objects.get(verb="standing.revise").data["changed"] == ["end_date"]


def test_a_school_that_needs_approval_says_whose(office: Client) -> None:
    school = SchoolFactory()
    data = {"school": str(school.urn), "needs_approval": "on", "purchase_order_rule": "NONE"}

    refused = office.post(reverse("school_purchasing:add"), data).content.decode()
    assert "Give the address of whoever approves bookings." in refused
    office.post(reverse("school_purchasing:add"), data | {"approver_email": "head@example.org"})

    assert Purchasing.objects.get().approver_email == "head@example.org"


def test_a_holiday_is_entered_and_deleted_and_the_trail_keeps_it(office: Client) -> None:
    data = {"name": "Half term", "first_date": "2027-02-15", "last_date": "2027-02-19"}
    backwards = data | {"last_date": "2027-02-14"}
    assert office.post(reverse("school_holidays:add"), backwards).status_code == 200
    office.post(reverse("school_holidays:add"), data)
    holiday = SchoolHoliday.objects.get()

    office.post(reverse("school_holidays:delete", args=[holiday.pk]))

    assert not SchoolHoliday.objects.exists()
    assert "Half term" in AuditEvent.objects.get(verb="schoolholiday.delete").data["name"]


@pytest.mark.parametrize("number", [1, 12])
def test_lists_take_no_more_statements_for_more_rows(
    number: int, office: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(number):
        school = SchoolFactory()
        Standing.objects.create(school=school, kind=StandingKind.MEMBER)
        Purchasing.objects.create(school=school)
        SchoolHoliday.objects.create(
            name=f"Holiday {n}", first_date=date(2027, 1, 1), last_date=date(2027, 1, 2)
        )
    for name in LISTS:
        office.get(reverse(f"{name}:index"))
        with django_assert_max_num_queries(14):
            office.get(reverse(f"{name}:index"))
