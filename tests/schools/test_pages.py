"""The pages where people say where they work, and where schools and the hub decide."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core import panels
from schools import panels as ours
from schools.enums import PostRole, PostState
from schools.models import Post, School
from tests.factories.schools import PostFactory, SchoolFactory

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def meadow() -> School:
    return SchoolFactory(urn=999001, name="Demo Meadow Primary")


@pytest.fixture
def in_office(olwen: User, meadow: School) -> Post:
    return PostFactory(user=olwen, school=meadow, role=PostRole.OFFICE)


def form(**said: str) -> dict[str, str]:
    return {"school": "meadow", "school_for": "", "school_urn": "", "role": "TEACHER"} | said


def test_a_visitor_signs_in_first(client: Client) -> None:
    for address in ("/account/school/", "/my-school/", "/my-school/999001/"):
        response = client.get(address)
        assert response.status_code == 302
        assert "login" in response["Location"]


def test_a_teacher_says_where_they_work(tariq: User, meadow: School, client_for: SignIn) -> None:
    client = client_for(tariq)

    response = client.post("/account/school/", form(), follow=True)

    post = Post.objects.get()
    assert (post.user, post.school, post.role, post.state) == (
        tariq,
        meadow,
        PostRole.TEACHER,
        PostState.CLAIMED,
    )
    page = response.content.decode()
    assert response.redirect_chain == [("/my-school/", 302)]
    assert "waits for approval" in page
    assert "Waiting for approval" in page


def test_next_leads_back_and_nowhere_else(tariq: User, meadow: School, client_for: SignIn) -> None:
    client = client_for(tariq)
    back = client.post("/account/school/", form(next="/courses/ukulele/"))
    away = client.post("/account/school/", form(next="https://evil.example/"))
    assert back["Location"] == "/courses/ukulele/"
    assert away["Location"] == "/my-school/"


def test_several_matches_are_offered_and_nothing_is_lost(
    tariq: User, meadow: School, client_for: SignIn
) -> None:
    SchoolFactory(urn=999002, name="Demo Brook Junior")
    response = client_for(tariq).post("/account/school/", form(school="demo", role="HEAD"))
    page = response.content.decode()
    assert response.status_code == 200
    assert "Which of these?" in page
    assert 'value="999002"' in page
    assert page.count("checked") == 1
    assert not Post.objects.exists()


@pytest.mark.parametrize(
    "crafted",
    [
        {"school_urn": "424242", "school_for": "meadow"},
        {"school": "nowhere at all"},
        {"school": ""},
        {"role": "KING"},
        {"role": "\x00"},
        {"role": ""},
    ],
)
def test_a_crafted_claim_is_refused_with_a_sentence(
    tariq: User, meadow: School, client_for: SignIn, crafted: dict[str, str]
) -> None:
    response = client_for(tariq).post("/account/school/", form(**crafted))
    assert response.status_code == 200
    page = response.content.decode()
    assert 'class="error-summary"' in page
    assert "Select a valid choice" not in page
    assert "Null characters" not in page
    assert not Post.objects.exists()


def test_an_address_can_name_the_school(tariq: User, meadow: School, client_for: SignIn) -> None:
    client = client_for(tariq)
    assert meadow.label in client.get("/account/school/?school=999001").content.decode()
    for odd in ("x", "9" * 40, "-1", "²"):
        assert client.get("/account/school/", {"school": odd}).status_code == 200


def test_the_office_sees_the_claim_and_approves_it(
    tariq: User, olwen: User, meadow: School, in_office: Post, client_for: SignIn
) -> None:
    claim = PostFactory(user=tariq, school=meadow, is_waiting=True)
    client = client_for(olwen)
    assert tariq.email in client.get("/my-school/").content.decode()

    response = client.post(f"/my-school/posts/{claim.pk}/approve/", follow=True)

    assert "can now see" in response.content.decode()
    claim.refresh_from_db()
    assert (claim.state, claim.decided_by) == (PostState.APPROVED, olwen)
    again = client.post(f"/my-school/posts/{claim.pk}/decline/", follow=True)
    assert "decided already" in again.content.decode()
    assert client_for(tariq).get("/my-school/999001/").status_code == 200


def test_a_colleague_who_is_no_approver_sees_no_claims(
    tariq: User, sam: User, meadow: School, client_for: SignIn
) -> None:
    PostFactory(user=tariq, school=meadow)
    claim = PostFactory(user=sam, school=meadow, is_waiting=True)
    client = client_for(tariq)
    page = client.get("/my-school/").content.decode()
    assert sam.email not in page
    assert sam.full_name not in page
    assert client.post(f"/my-school/posts/{claim.pk}/approve/").status_code == 404


def test_another_school_is_not_there_for_sam(
    tariq: User, sam: User, meadow: School, in_office: Post, client_for: SignIn
) -> None:
    PostFactory(user=sam, school=SchoolFactory(urn=999002), role=PostRole.HEAD)
    claim = PostFactory(user=tariq, school=meadow, is_waiting=True)
    client = client_for(sam)
    missing = client.get("/my-school/999777/")
    there = client.get("/my-school/999001/")
    assert (missing.status_code, there.status_code) == (404, 404)
    assert client.get(f"/my-school/{'9' * 40}/").status_code == 404
    assert client.post(f"/my-school/posts/{'9' * 40}/approve/").status_code == 404
    for verb in ("approve", "decline", "end"):
        assert client.post(f"/my-school/posts/{claim.pk}/{verb}/").status_code == 404
        assert client.post(f"/my-school/posts/{in_office.pk}/{verb}/").status_code == 404
        assert client.post(f"/my-school/posts/987654/{verb}/").status_code == 404
    claim.refresh_from_db()
    assert claim.is_waiting


def test_nobody_approves_themselves(tariq: User, meadow: School, client_for: SignIn) -> None:
    claim = PostFactory(user=tariq, school=meadow, is_waiting=True, role=PostRole.HEAD)
    client = client_for(tariq)
    assert client.post(f"/my-school/posts/{claim.pk}/approve/").status_code == 404
    assert client.get("/my-school/999001/").status_code == 404


@pytest.mark.parametrize("verb", ["approve", "decline", "end"])
def test_verbs_are_posted(
    tariq: User, hannah: User, meadow: School, client_for: SignIn, verb: str
) -> None:
    claim = PostFactory(user=tariq, school=meadow, is_waiting=True)
    assert client_for(hannah).get(f"/my-school/posts/{claim.pk}/{verb}/").status_code == 405


def test_claiming_again_on_the_same_day_says_that_nobody_is_asked_again(
    tariq: User, meadow: School, client_for: SignIn
) -> None:
    client, claim = client_for(tariq), {"school": meadow.urn, "role": PostRole.TEACHER}
    first = client.post("/account/school/", claim, follow=True).content.decode()
    client.post(f"/my-school/posts/{Post.objects.get().pk}/end/")
    second = client.post("/account/school/", claim, follow=True).content.decode()
    said = "They were asked about you less than a day ago"
    assert said not in first
    assert said in second
    assert Post.objects.waiting().count() == 1


def test_one_takes_back_a_claim(tariq: User, meadow: School, client_for: SignIn) -> None:
    claim = PostFactory(user=tariq, school=meadow, is_waiting=True)
    client_for(tariq).post(f"/my-school/posts/{claim.pk}/end/")
    claim.refresh_from_db()
    assert claim.state == PostState.ENDED


def test_without_a_post_the_page_says_what_to_do(tariq: User, client_for: SignIn) -> None:
    assert "/account/school/" in client_for(tariq).get("/my-school/").content.decode()


def test_the_hub_sees_every_school_and_decides(
    hannah: User, tariq: User, meadow: School, client_for: SignIn
) -> None:
    claim = PostFactory(user=tariq, school=meadow, is_waiting=True)
    client = client_for(hannah)
    assert tariq.email in client.get("/my-school/999001/").content.decode()
    away = client.post(f"/my-school/posts/{claim.pk}/decline/", {"next": "//evil.example"})
    assert away["Location"] == "/my-school/999001/"
    claim.refresh_from_db()
    assert claim.state == PostState.DECLINED


@pytest.mark.parametrize("colleagues", [1, 12])
def test_my_school_takes_as_many_statements_for_many_as_for_few(
    tariq: User,
    olwen: User,
    in_office: Post,
    client_for: SignIn,
    colleagues: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(panels, "_panels", [])  # other apps count their own
    for number in range(colleagues):
        person = User.objects.create_user(f"c{number}@example.org", full_name=f"C {number}")
        PostFactory(user=person, school=in_office.school, is_waiting=bool(number % 2))
    client = client_for(olwen)
    with django_assert_max_num_queries(9):
        client.get("/my-school/")


def test_panels_show_each_person_their_own(
    tariq: User, hannah: User, meadow: School, client_for: SignIn
) -> None:
    PostFactory(user=tariq, school=meadow, is_waiting=True)
    page = client_for(tariq).get("/account/")
    assert meadow.name in page.content.decode()
    request = page.wsgi_request
    assert ours.claims_waiting(request) is None
    request.user = hannah
    waiting = ours.claims_waiting(request)
    assert waiting is not None
    assert waiting["claims"] == [Post.objects.get()]
    assert "Tariq Aziz" in "".join(panels.render("office", request))
