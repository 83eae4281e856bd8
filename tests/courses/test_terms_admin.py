"""Policies, funds, vouchers and places in line in the admin: safely written, plainly listed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.models import AuditEvent
from courses.actions import funds, issuing, priorities
from courses.enums import DayKind, EntryState, PolicyUse, VoucherEffect
from courses.models import CancellationPolicy, Fund, Voucher, WaitingListEntry
from courses.refusals import BudgetTooLowError, NotWaitingError, VoucherUsesTooLowError
from courses.vouchers import hash_code
from tests.factories import bookings as make
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db
LISTS = ("cancellation_policies", "course_funds", "course_vouchers", "waiting_list")
NO_STEPS = {
    "steps-TOTAL_FORMS": 0,
    "steps-INITIAL_FORMS": 0,
    "steps-MIN_NUM_FORMS": 0,
    "steps-MAX_NUM_FORMS": 1000,
}
NO_RUNS = {name.replace("steps", "run_links"): number for name, number in NO_STEPS.items()}
POLICY = {
    "name": "Usual",
    "use_for": PolicyUse.PRICED,
    "swap_hours": 1,
    "no_show_percent": 100,
    "no_show_pence": "0",
    "waived_when_refilled": "on",
}


@pytest.fixture
def office(client_for: Callable[[User], Client], hannah: User) -> Client:
    return client_for(hannah)


def waiting(booker: User) -> WaitingListEntry:
    run = CourseRunFactory(is_open=True)
    return WaitingListEntry.objects.create(run=run, booker=booker, quantity=3, min_quantity=2)


def fund(**values: Any) -> Fund:
    return funds.create(
        **{"name": "Bursary", "academic_year": 2026, "budget_pence": 50_000, "by": None, **values}
    )


def voucher(code: str = "CHORD-2026", **values: Any) -> Voucher:
    details: dict[str, Any] = {
        "name": f"Autumn {code}",
        "effect": VoucherEffect.PERCENT,
        "value": 20,
    }
    return issuing.issue(**details | {"code": code, "by": None, **values})[0]


def test_the_office_has_each_list_with_its_exports_and_nobody_else_has(
    office: Client, client_for: Callable[[User], Client], ed: User, sam: User
) -> None:
    waiting(sam)
    fund()
    voucher()
    for name in LISTS:
        address = reverse(f"{name}:index")
        for page in (address, f"{address}?export=csv", f"{address}?export=xlsx"):
            assert office.get(page).status_code == 200
            for who in (Client(), client_for(ed), client_for(sam)):
                assert who.get(page).status_code in (302, 403), page
    for name in LISTS[:3]:
        assert office.get(reverse(f"{name}:add")).status_code == 200
        assert client_for(ed).get(reverse(f"{name}:add")).status_code in (302, 403)


@pytest.mark.parametrize("number", [1, 12])
def test_lists_take_no_more_statements_for_more_rows(
    number: int, office: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(number):
        policy = CancellationPolicy.objects.create(name=f"Policy {n}")
        policy.steps.create(days=10, percent=50)
        fund(name=f"Fund {n}")
        voucher(f"CHORD-{n:03}")
        waiting(User.objects.create_user(f"p{n}@example.org", full_name=f"Person {n}"))
    for name in LISTS:
        office.get(reverse(f"{name}:index"))
        with django_assert_max_num_queries(16):
            office.get(reverse(f"{name}:index"))


def test_a_policy_is_saved_with_its_steps_in_pounds(office: Client) -> None:
    steps = {
        "steps-TOTAL_FORMS": 2,
        "steps-0-days": 10,
        "steps-0-day_kind": DayKind.WORKING,
        "steps-0-percent": 50,
        "steps-0-fixed_pence": "0",
        "steps-1-days": 2,
        "steps-1-day_kind": DayKind.CALENDAR,
        "steps-1-percent": 0,
        "steps-1-fixed_pence": "12.50",
    }

    office.post(reverse("cancellation_policies:add"), POLICY | NO_STEPS | steps)

    policy = CancellationPolicy.objects.get()
    assert [(s.days, s.percent, s.fixed_pence) for s in policy.steps.all()] == [
        (10, 50, 0),
        (2, 0, 1250),
    ]
    assert AuditEvent.objects.filter(verb="cancellationpolicy.create").count() == 1
    listed = office.get(reverse("cancellation_policies:index")).content.decode()
    assert "10 working days: 50%; 2 days: £12.50" in listed
    edit = reverse("cancellation_policies:edit", args=[policy.pk])
    assert 'value="12.50"' in office.get(edit).content.decode().replace('12.5"', '12.50"')


def test_each_kind_of_course_has_one_policy(office: Client) -> None:
    CancellationPolicy.objects.create(name="First", use_for=PolicyUse.PRICED)

    page = office.post(reverse("cancellation_policies:add"), POLICY | NO_STEPS).content.decode()

    assert "“First” is the policy for these courses" in page
    assert CancellationPolicy.objects.count() == 1


def test_a_fund_shows_what_is_left_and_never_goes_below_what_is_committed(office: Client) -> None:
    meadow = make.school()
    given = fund()
    Fund.objects.filter(pk=given.pk).update(committed_pence=30_000)
    edit = reverse("course_funds:edit", args=[given.pk])
    data: dict[str, Any] = {
        "name": "Bursary",
        "academic_year": 2026,
        "is_open": "on",
        "schools": str(meadow.urn),
    }
    data |= NO_RUNS

    assert "Committed: £300. Left: £200." in office.get(edit).content.decode()
    refused = office.post(edit, data | {"budget_pence": "299.99"}).content.decode()
    assert "£300 of it is committed" in refused
    saved = office.post(edit, data | {"budget_pence": "400", "committed_pence": "0"})

    given.refresh_from_db()
    assert saved.status_code == 302
    assert (given.budget_pence, given.committed_pence) == (40_000, 30_000)
    assert list(given.schools.all()) == [meadow]
    assert "No school has the number 123" in (
        office.post(edit, data | {"budget_pence": "400", "schools": "123"}).content.decode()
    )
    listed = office.get(reverse("course_funds:index")).content.decode()
    for words in ("£400", "£300", "£100", "2026 to 2027"):
        assert words in listed


def test_money_committed_while_the_form_is_open_is_not_lost(hannah: User) -> None:
    stale = fund()
    Fund.objects.filter(pk=stale.pk).update(committed_pence=45_000)

    with pytest.raises(BudgetTooLowError, match="£450 of it is committed"):
        funds.revise(fund=stale, budget_pence=40_000, by=hannah)
    funds.revise(fund=stale, budget_pence=60_000, by=hannah)

    assert Fund.objects.get().committed_pence == 45_000


@pytest.mark.parametrize("typed", ["demo chord 9", ""])
def test_a_code_is_shown_once_and_kept_as_a_fingerprint_only(office: Client, typed: str) -> None:
    data: dict[str, Any] = {
        "name": "Autumn",
        "code": typed,
        "effect": "AMOUNT",
        "value": "7.50",
        "max_uses": 3,
    }
    data |= NO_RUNS

    page = office.post(reverse("course_vouchers:add"), data, follow=True).content.decode()

    made = Voucher.objects.get()
    said = page.split("The code is ", 1)[1].split(".", 1)[0]
    assert made.code_hash == hash_code(said)
    assert (made.value, made.max_uses) == (750, 3)
    if typed:
        assert made.code_hash == hash_code("DEMO-CHORD-9")
    for address in (
        reverse("course_vouchers:index"),
        reverse("course_vouchers:edit", args=[made.pk]),
        reverse("course_vouchers:index") + "?export=csv",
    ):
        again = office.get(address)
        content = again.getvalue() if again.streaming else again.content
        assert said.encode() not in content
        assert made.code_hash.encode() not in content
    trail = str(list(AuditEvent.objects.values_list("data", flat=True)))
    assert said not in trail


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"code": "chord-2026"}, "Another voucher has this code already"),
        ({"code": "abc"}, "six letters or numbers at least"),
        ({"effect": "PERCENT", "value": "101"}, "100 at most"),
        ({"effect": "PERCENT", "value": "12.5"}, "whole per cent"),
        ({"valid_from": "2027-02-02", "valid_until": "2027-02-01"}, "before the first"),
    ],
)
def test_a_voucher_that_cannot_be_is_refused(
    office: Client, changes: dict[str, str], sentence: str
) -> None:
    voucher()
    data: dict[str, Any] = {
        "name": "Spring",
        "effect": "AMOUNT",
        "value": "5",
        "max_uses": 1,
        **changes,
    }
    data |= NO_RUNS

    assert sentence in office.post(reverse("course_vouchers:add"), data).content.decode()
    assert Voucher.objects.count() == 1


def test_a_voucher_keeps_its_code_and_its_count_when_it_is_revised(office: Client) -> None:
    made = voucher(max_uses=5)
    Voucher.objects.filter(pk=made.pk).update(used=4)
    edit = reverse("course_vouchers:edit", args=[made.pk])
    data: dict[str, Any] = {
        "name": "Renamed",
        "code": "OTHER-CODE",
        "effect": "AMOUNT",
        "value": "99",
        "used": 0,
    }
    data |= NO_RUNS

    assert "used for 4 places" in office.post(edit, data | {"max_uses": 3}).content.decode()
    office.post(edit, data | {"max_uses": 4})

    stored = Voucher.objects.get()
    assert (stored.name, stored.max_uses, stored.used) == ("Renamed", 4, 4)
    assert (stored.code_hash, stored.effect, stored.value) == (made.code_hash, "PERCENT", 20)
    with pytest.raises(VoucherUsesTooLowError):
        issuing.revise(voucher=made, max_uses=3, by=None)


def test_somebody_is_let_first_with_a_reason_that_is_kept(
    office: Client, sam: User, hannah: User
) -> None:
    entry = waiting(sam)
    edit = reverse("waiting_list:edit", args=[entry.pk])

    without = office.post(edit, {"priority": 5, "reason": " "}).content.decode()
    assert "Say why in a sentence" in without
    assert WaitingListEntry.objects.get().priority == 0
    office.post(edit, {"priority": 5, "reason": "Their school lost its teacher.", "quantity": 9})

    stored = WaitingListEntry.objects.get()
    assert (stored.priority, stored.quantity) == (5, 3)
    event = AuditEvent.objects.get(verb="waiting_list.set_priority")
    assert event.data == {"was": 0, "now": 5, "reason": "Their school lost its teacher."}
    assert event.actor_id == hannah.pk
    WaitingListEntry.objects.update(state=EntryState.WITHDRAWN)
    with pytest.raises(NotWaitingError, match="does not wait any more"):
        priorities.set_priority(entry=stored, priority=1, reason="Late.", by=hannah)


def test_waiting_lists_cannot_be_written_otherwise(office: Client) -> None:
    assert office.get("/admin/waiting_list/new/").status_code in (302, 403, 404)
