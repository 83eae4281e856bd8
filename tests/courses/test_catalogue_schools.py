"""The catalogue for somebody with a post: the price for their school, and what is near it."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from courses.enums import Format
from tests.factories.courses import CoursePageFactory, CourseRunFactory, VenueFactory, course_index
from tests.factories.schools import PostFactory, SchoolFactory

pytestmark = pytest.mark.django_db
EAST, NORTH = 475_600, 260_700
MILE = 1610


def titles(client: Client, query: str) -> list[str]:
    return [row.title for row in client.get(f"/courses/{query}").context["rows"]]


def test_a_small_school_sees_its_price_and_the_full_one(
    client_for: Callable[[User], Client], sam: User
) -> None:
    course_index()
    PostFactory(user=sam, school=SchoolFactory(name="Little School", is_little=True))
    run = CourseRunFactory(is_open=True, page=CoursePageFactory(slug="singing"))

    catalogue = client_for(sam).get("/courses/")
    row = catalogue.context["rows"][0]
    page = client_for(sam).get(f"/courses/singing/?run={run.code}")

    assert (row.price, row.price_note) == ("£40", "the price for small schools; full price £75")
    assert "whole cost for <strong>Little School</strong>" in catalogue.content.decode()
    assert page.context["deal"].amount == "£40"
    assert page.context["prices"][0] == {
        "cells": ["Little School: the price for small schools", "£40"],
        "strong": True,
    }


def test_a_school_that_has_not_answered_yet_gives_the_price_that_booking_takes(
    client_for: Callable[[User], Client], sam: User
) -> None:
    course_index()
    PostFactory(user=sam, school=SchoolFactory(name="Large School"), is_waiting=True)
    run = CourseRunFactory(is_open=True, page=CoursePageFactory(slug="singing"))
    client = client_for(sam)

    listed = client.get("/courses/").context["rows"][0].price
    on_its_page = client.get(f"/courses/singing/?run={run.code}").context["deal"].amount
    form = client.get(run.get_booking_url()).content.decode()

    assert listed == on_its_page == "£75"
    assert f"Large School: {listed}" in form


def test_a_school_that_knows_them_comes_before_one_that_has_not_answered(
    client_for: Callable[[User], Client], sam: User
) -> None:
    course_index()
    PostFactory(user=sam, school=SchoolFactory(name="Asked"), is_waiting=True)
    PostFactory(user=sam, school=SchoolFactory(name="Known"))

    assert client_for(sam).get("/courses/").context["school"].name == "Known"


def test_a_post_that_is_over_gives_no_school_its_price(
    client_for: Callable[[User], Client], sam: User
) -> None:
    course_index()
    PostFactory(user=sam, school=SchoolFactory(is_little=True), is_over=True)

    assert client_for(sam).get("/courses/").context["school"] is None


def test_near_keeps_venues_within_so_many_miles_and_what_needs_no_journey(
    client_for: Callable[[User], Client], sam: User
) -> None:
    course_index()
    PostFactory(user=sam, school=SchoolFactory(easting=EAST, northing=NORTH))
    for title, miles in (("Close", 4), ("Further", 9), ("Far", 60)):
        # Both ways, so that the distance along the ground is longer than either.
        venue = VenueFactory(
            easting=EAST + miles * MILE * 6 // 10, northing=NORTH + miles * MILE * 8 // 10
        )
        CourseRunFactory(page=CoursePageFactory(title=title), is_open=True, venue=venue)
    CourseRunFactory(page=CoursePageFactory(title="Nowhere known"), is_open=True)
    CourseRunFactory(
        page=CoursePageFactory(title="Online"), is_open=True, format=Format.LIVE_ONLINE
    )
    client = client_for(sam)

    assert titles(client, "?near=5") == ["Close", "Online"]
    assert titles(client, "?near=10") == ["Close", "Further", "Online"]
    assert titles(client, "?near=99") == ["Close", "Further", "Far", "Online"]
    assert client.get("/courses/?near=10").context["found"] == 3


def test_where_the_school_is_not_known_distance_is_left_out_and_said(
    client_for: Callable[[User], Client], sam: User
) -> None:
    course_index()
    PostFactory(user=sam)
    CourseRunFactory(page=CoursePageFactory(title="Somewhere"), is_open=True)

    page = client_for(sam).get("/courses/?near=10")

    assert "We do not know where your school is" in page.content.decode()
    assert [row.title for row in page.context["rows"]] == ["Somewhere"]
