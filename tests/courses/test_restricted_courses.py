"""A course that is not for everybody stands in no list, no feed, and takes no booking."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from accounts.models import User
from courses.exceptions import RunNotOpenError
from courses.models import CourseRun
from tests.factories.bookings import hold
from tests.factories.courses import CoursePageFactory, CourseRunFactory

pytestmark = pytest.mark.django_db

LISTS = ("/courses/", "/courses/calendar.ics")


def restrict(page: Page) -> Group:
    """Only for the people of one group."""
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.GROUPS
    )
    group: Group = Group.objects.create(name="Lead teachers")
    restriction.groups.add(group)
    return group


def itself(run: CourseRun) -> Page:
    return run.page


def above(run: CourseRun) -> Page:
    return run.page.get_parent()


@pytest.fixture
def run(db: None) -> CourseRun:
    return CourseRunFactory(page=CoursePageFactory(title="Only for some"), is_open=True)


@pytest.fixture
def client(tariq: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(tariq)


def test_before_it_is_restricted_it_stands_everywhere(client: Client, run: CourseRun) -> None:
    for path in LISTS:
        assert b"Only for some" in client.get(path).content, path
    assert client.get(run.get_booking_url()).status_code == 200


def test_a_restricted_course_stands_in_no_list(client: Client, run: CourseRun) -> None:
    CourseRunFactory(page=CoursePageFactory(title="For everybody"), is_open=True)
    restrict(run.page)

    for path in LISTS:
        content = client.get(path).content
        assert b"For everybody" in content, path
        assert b"Only for some" not in content, path


def test_a_restriction_on_the_catalogue_empties_the_feed(client: Client, run: CourseRun) -> None:
    restrict(above(run))

    assert b"Only for some" not in client.get("/courses/calendar.ics").content


@pytest.mark.parametrize("which", [itself, above])
def test_a_restricted_course_takes_no_booking(
    which: Callable[[CourseRun], Page], client: Client, run: CourseRun, tariq: User
) -> None:
    restrict(which(run))

    assert client.get(run.page.url).status_code == 302
    assert client.get(run.get_booking_url()).status_code == 404
    with pytest.raises(RunNotOpenError):
        hold(run, tariq)
    assert CourseRun.objects.get(pk=run.pk).places_taken == 0


@pytest.mark.parametrize("which", [itself, above])
def test_its_own_group_sees_its_dates_and_nobody_else(
    which: Callable[[CourseRun], Page],
    client_for: Callable[[User], Client],
    run: CourseRun,
    tariq: User,
    sam: User,
) -> None:
    tariq.groups.add(restrict(which(run)))
    places = f"/courses/{run.page.slug}/{run.code}/places/"

    page = client_for(tariq).get(run.page.url)

    assert page.context["run"] == run
    assert "24 of 24 places left" in page.content.decode()
    assert client_for(tariq).get(places).status_code == 200
    assert client_for(sam).get(places).status_code == 404
    assert Client().get(places).status_code == 404
    assert run in CourseRun.objects.visible_to(tariq)
    assert run not in CourseRun.objects.visible_to(sam)
    assert run not in CourseRun.objects.public()


def test_two_restrictions_must_both_let_one_in(run: CourseRun, tariq: User) -> None:
    tariq.groups.add(restrict(above(run)))
    other = PageViewRestriction.objects.create(
        page=itself(run), restriction_type=PageViewRestriction.GROUPS
    )
    other.groups.add(Group.objects.create(name="Others"))

    assert run not in CourseRun.objects.visible_to(tariq)


@pytest.mark.parametrize(
    ("kind", "seen"), [(PageViewRestriction.LOGIN, True), (PageViewRestriction.PASSWORD, False)]
)
def test_what_is_for_people_who_are_signed_in_is_for_all_of_them(
    kind: str, *, seen: bool, run: CourseRun, sam: User
) -> None:
    PageViewRestriction.objects.create(page=run.page, restriction_type=kind)

    assert (run in CourseRun.objects.visible_to(sam)) is seen
    assert run not in CourseRun.objects.visible_to(AnonymousUser())


def test_whoever_may_do_everything_may_see_it(run: CourseRun, hannah: User) -> None:
    restrict(run.page)
    hannah.is_superuser = True
    hannah.save()

    assert run in CourseRun.objects.visible_to(hannah)


def test_its_own_group_books_it_and_nobody_else(
    client_for: Callable[[User], Client], run: CourseRun, tariq: User, sam: User
) -> None:
    tariq.groups.add(restrict(itself(run)))

    assert client_for(tariq).get(run.get_booking_url()).status_code == 200
    assert client_for(sam).get(run.get_booking_url()).status_code == 404
    assert hold(run, tariq).places.get().is_counted
    with pytest.raises(RunNotOpenError):
        hold(run, sam)
    assert CourseRun.objects.get(pk=run.pk).places_taken == 1
