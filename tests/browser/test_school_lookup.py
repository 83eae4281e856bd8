"""Choosing a school with a script and the keys alone, and without a script."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from schools.enums import PostRole
from schools.models import Post
from tests.browser import checks
from tests.factories.schools import PostFactory, SchoolFactory

SignIn = Callable[[Page, User], None]


@pytest.fixture(autouse=True)
def schools(transactional_db: None) -> None:
    SchoolFactory(urn=999001, name="Demo Meadow Primary")
    SchoolFactory(urn=999002, name="Demo Brook Junior")
    SchoolFactory(urn=999003, name="Demo Hill Infant", is_shut=True)


def test_the_keys_alone_choose_a_school(page: Page, sign_in: SignIn, tariq: User) -> None:
    sign_in(page, tariq)
    page.goto("/account/school/")
    box = page.get_by_role("combobox", name="Your school")
    box.press_sequentially("demo")
    options = page.get_by_role("option")
    expect(options).to_have_count(3)
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "id_school_list_1")
    checks.axe(page)

    box.press("Enter")

    expect(box).to_have_value("Demo Meadow Primary, Demoton (999001)")
    expect(box).to_have_attribute("aria-expanded", "false")
    page.get_by_label("Teacher", exact=True).check()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/my-school/")
    assert Post.objects.get().school.urn == 999001


def test_a_closed_school_cannot_be_chosen_and_escape_closes(
    page: Page, sign_in: SignIn, tariq: User
) -> None:
    sign_in(page, tariq)
    page.goto("/account/school/")
    box = page.get_by_role("combobox", name="Your school")
    box.press_sequentially("hill")
    page.get_by_role("option", name="Demo Hill Infant (closed)").click(force=True)
    expect(box).to_have_value("hill")
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.fill("nn99 9zz")
    expect(page.get_by_text("We know no school with the postcode NN99 9ZZ")).to_be_visible()


def test_without_a_script_the_form_comes_back_with_a_choice(
    without_javascript: Page, sign_in: SignIn, tariq: User
) -> None:
    page = without_javascript
    sign_in(page, tariq)
    page.goto("/account/school/")
    page.get_by_label("Your school").fill("demo")
    page.get_by_label("Music lead").check()
    page.get_by_role("button", name="Save").click()

    checks.html_valid(page.content())
    expect(page.get_by_label("Music lead")).to_be_checked()
    page.get_by_label("Demo Brook Junior").check()
    page.get_by_role("button", name="Save").click()

    page.wait_for_url("**/my-school/")
    post = Post.objects.get()
    assert (post.school.urn, post.role) == (999002, PostRole.MUSIC_LEAD)


def test_a_choice_offered_without_a_script_makes_way_for_the_box(
    page: Page, sign_in: SignIn, tariq: User
) -> None:
    sign_in(page, tariq)
    page.goto("/account/school/")
    page.get_by_label("Your school").fill("demo")
    page.keyboard.press("Escape")
    page.get_by_label("Teacher", exact=True).check()
    page.get_by_role("button", name="Save").click()
    checks.axe(page)
    box = page.get_by_role("combobox", name="Your school")
    box.fill("meadow")
    page.get_by_role("option").click()
    expect(page.get_by_text("Which of these?")).to_have_count(0)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/my-school/")
    assert Post.objects.get().school.urn == 999001


@pytest.mark.parametrize("address", ["/schools/find/?q=demo", "/schools/find/?q=nn99+9zz"])
def test_the_look_up_page_is_sound(page: Page, address: str) -> None:
    page.goto(address)
    checks.axe(page)
    checks.fits(page)


@pytest.mark.parametrize("address", ["/account/school/", "/my-school/", "/account/"])
def test_the_school_pages_are_sound(
    page: Page, sign_in: SignIn, olwen: User, sam: User, address: str
) -> None:
    office = PostFactory(user=olwen, school=SchoolFactory(urn=999001), role=PostRole.OFFICE)
    PostFactory(user=sam, school=office.school, is_waiting=True)
    sign_in(page, olwen)
    page.goto(address)
    checks.axe(page)
    checks.fits(page)


def test_the_pages_of_a_school_are_valid_html(
    client_for: Callable[[User], Client], olwen: User, sam: User
) -> None:
    office = PostFactory(user=olwen, school=SchoolFactory(urn=999001), role=PostRole.OFFICE)
    PostFactory(user=sam, school=office.school, is_waiting=True)
    client = client_for(olwen)
    for address in ("/account/school/", "/my-school/", "/schools/find/?q=demo"):
        checks.html_valid(client.get(address).content.decode())
