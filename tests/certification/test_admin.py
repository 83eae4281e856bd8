"""The certificate in the admin: lists for hub administrators, nothing for editors."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import User
from certification.models import (
    Cohort,
    CohortStaff,
    CourseCriterionLink,
    Enrolment,
    Specification,
)
from core.models import AuditEvent
from tests.factories import certification as scene

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
LISTS = ("enrolments", "cohorts", "cohort_staff", "criterion_links", "specifications")


@pytest.fixture
def cohort(tess: User) -> Cohort:
    return scene.cohort(tutor=tess)


@pytest.fixture
def enrolment(cohort: Cohort, tariq: User) -> Enrolment:
    return scene.learner(cohort, tariq)


@pytest.mark.parametrize("name", LISTS)
def test_a_hub_administrator_finds_each_list_and_an_editor_none(
    client_for: ClientFor, enrolment: Enrolment, hannah: User, ed: User, tess: User, name: str
) -> None:
    run = scene.run_today(tess)
    scene.link(run.page, scene.leaf(enrolment.specification, "1.1.1"))
    url = reverse(f"{name}:index")
    assertContains(client_for(hannah).get(url), "Certificate")
    refused = client_for(ed).get(url, follow=True)
    assertNotContains(refused, "Tariq")
    assert refused.redirect_chain
    assertNotContains(client_for(ed).get("/admin/"), url)


def test_enrolments_filter_and_export(
    client_for: ClientFor, enrolment: Enrolment, hannah: User, theo: User
) -> None:
    other = scene.learner(scene.cohort("Cohort B", tutor=theo))
    client = client_for(hannah)
    url = reverse("enrolments:index")
    page = client.get(url, {"cohort": enrolment.cohort_id})
    assertContains(page, "Tariq Aziz")
    assertNotContains(page, str(other.learner))
    exported = client.get(url, {"export": "csv"}).getvalue().decode()
    assert "Tariq Aziz,tariq@example.org,Cohort A" in exported
    assert client.get(url, {"export": "xlsx"}).status_code == 200


def test_somebody_is_enrolled_by_address_with_an_audit_event(
    client_for: ClientFor, cohort: Cohort, hannah: User, sam: User
) -> None:
    client = client_for(hannah)
    url = reverse("enrolments:add")
    sent = {"email": " SAM@example.org ", "cohort": cohort.pk, "registered_on": "2026-09-01"}
    assert client.post(url, sent).status_code == 302
    made = Enrolment.objects.get(learner=sam)
    assert (str(made.registered_on_date), str(made.time_limit_date)) == (
        "2026-09-01",
        "2028-08-31",
    )
    assert AuditEvent.objects.get(verb="enrolments.enrol").actor_id == hannah.pk
    assertContains(client.post(url, sent), "This person is on this version already.")
    nobody = {**sent, "email": "nobody@example.org"}
    assertContains(client.post(url, nobody), "Nobody has an account with this address.")
    assert Enrolment.objects.count() == 1


def test_staff_come_and_go_with_dates_and_are_never_deleted(
    client_for: ClientFor, cohort: Cohort, hannah: User, theo: User
) -> None:
    client = client_for(hannah)
    sent = {"cohort": cohort.pk, "email": theo.email, "role": "TUTOR", "start_date": "2026-01-01"}
    client.post(reverse("cohort_staff:add"), sent)
    post = CohortStaff.objects.get(user=theo)
    today = timezone.localdate()
    changed = {**sent, "email": "sam@example.org", "end_date": str(today)}
    client.post(reverse("cohort_staff:edit", args=[post.pk]), changed)
    post.refresh_from_db()
    assert (post.user, post.end_date) == (theo, today)
    assert client.post(reverse("cohort_staff:delete", args=[post.pk])).status_code == 302
    assert CohortStaff.objects.filter(pk=post.pk).exists()
    assert AuditEvent.objects.filter(actor_id=hannah.pk, verb__in=["added", "changed"]).count() == 2


def test_a_link_from_a_course_is_added(
    client_for: ClientFor, enrolment: Enrolment, hannah: User, tess: User
) -> None:
    page = scene.run_today(tess).page
    sent = {
        "page": page.pk,
        "range_point": scene.leaf(enrolment.specification, "1.2.2d").pk,
        "strength": "PARTIAL",
        "basis": "ATTENDANCE",
        "active_from_date": "2026-01-01",
    }
    client_for(hannah).post(reverse("criterion_links:add"), sent)
    assert CourseCriterionLink.objects.get().range_point.code == "1.2.2d"


def test_versions_are_there_to_read_even_for_a_superuser(
    client_for: ClientFor, cohort: Cohort, hannah: User
) -> None:
    version = Specification.objects.get()
    client = client_for(hannah)
    assertContains(client.get(reverse("specifications:inspect", args=[version.pk])), "Published")
    for name, args in (("add", []), ("edit", [version.pk]), ("delete", [version.pk])):
        client.post(reverse(f"specifications:{name}", args=args), {"version": 9})
    root = User.objects.create_superuser("root@example.org", full_name="Root")
    for name, args in (("add", []), ("edit", [version.pk]), ("delete", [version.pk])):
        answer = client_for(root).post(reverse(f"specifications:{name}", args=args), {"version": 9})
        assert answer.status_code in (302, 403, 404)
    assert list(Specification.objects.values_list("version", flat=True)) == [1]


def test_even_a_superuser_deletes_nothing_here(
    client_for: ClientFor, enrolment: Enrolment, tess: User
) -> None:
    run = scene.run_today(tess)
    (link,) = scene.link(run.page, scene.leaf(enrolment.specification, "1.1.1"))
    rows = {
        "enrolments": enrolment,
        "cohorts": enrolment.cohort,
        "cohort_staff": CohortStaff.objects.get(),
        "criterion_links": link,
    }
    client = client_for(User.objects.create_superuser("root@example.org", full_name="Root"))
    for name, row in rows.items():
        client.post(reverse(f"{name}:delete", args=[row.pk]))
        row.refresh_from_db()
    client.post(reverse("enrolments:edit", args=[enrolment.pk]), {"cohort": 1, "state": "LAPSED"})
    enrolment.refresh_from_db()
    assert enrolment.state == "ACTIVE"


def test_nobody_may_touch_evidence_or_decisions_in_the_admin(hannah: User, ed: User) -> None:
    kept_out = Permission.objects.filter(
        content_type__app_label="certification",
        content_type__model__in=["evidence", "evidenceclaim", "assessment", "decision"],
    )
    assert not kept_out.filter(group__user__in=[hannah, ed]).exists()
    assert not Permission.objects.filter(
        content_type__app_label="certification", group__user=ed
    ).exists()
