"""Posts: claimed, decided, ended; and who may see and decide them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from core.models import AuditEvent
from schools.actions import posts
from schools.enums import POST_TRANSITIONS, PostRole, PostState
from schools.exceptions import PostDecidedMeanwhileError, SchoolHasClosedError
from schools.models import Post, School
from schools.permissions import answers_for_school, is_at_school, may_decide_post, may_end_post
from tests.factories.schools import PostFactory, SchoolFactory

Drain = Callable[[], list[EmailMessage]]
pytestmark = pytest.mark.django_db


@pytest.fixture
def meadow() -> School:
    return SchoolFactory(urn=999001, name="Demo Meadow Primary")


@pytest.fixture
def in_office(olwen: User, meadow: School) -> Post:
    return PostFactory(user=olwen, school=meadow, role=PostRole.OFFICE)


def test_a_claim_waits_and_tells_who_answers_for_the_school(
    tariq: User, olwen: User, meadow: School, in_office: Post, drain: Drain
) -> None:
    post = posts.claim(user=tariq, school=meadow, role=PostRole.TEACHER, by=tariq)

    assert post.is_waiting
    (mail,) = drain()
    assert mail.to == [olwen.email]
    assert mail.subject == "Tariq Aziz says they work at Demo Meadow Primary"
    assert "/my-school/999001/" in str(mail.body)
    assert AuditEvent.objects.filter(verb="post_claimed", actor_id=tariq.pk).exists()


def test_where_nobody_answers_for_the_school_the_hub_is_asked(
    tariq: User, sam: User, meadow: School, drain: Drain
) -> None:
    PostFactory(user=sam, school=meadow, role=PostRole.TEACHER)
    posts.claim(user=tariq, school=meadow, role=PostRole.HEAD, by=tariq)
    assert [mail.to for mail in drain()] == [["hub@example.org"]]


def test_claiming_again_is_the_same_claim_and_no_second_mail(
    tariq: User, meadow: School, drain: Drain
) -> None:
    first = posts.claim(user=tariq, school=meadow, role=PostRole.TEACHER, by=tariq)
    second = posts.claim(user=tariq, school=meadow, role=PostRole.TEACHER, by=tariq)
    assert first == second
    assert len(drain()) == 1
    posts.decline(post=first, by=tariq)
    assert posts.claim(user=tariq, school=meadow, role=PostRole.TEACHER, by=tariq) != first


@pytest.mark.parametrize("over", [posts.decline, posts.end])
def test_claiming_again_and_again_writes_once_a_day(
    over: Callable[..., Post],
    tariq: User,
    olwen: User,
    meadow: School,
    in_office: Post,
    drain: Drain,
) -> None:
    def to_olwen() -> int:
        return sum(mail.to == [olwen.email] for mail in drain())

    def claim(role: PostRole = PostRole.TEACHER) -> Post:
        return posts.claim(user=tariq, school=meadow, role=role, by=tariq)

    for _ in range(3):
        over(post=claim(), by=tariq)
    assert claim(PostRole.HEAD).is_waiting
    assert to_olwen() == 1
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert claim().is_waiting
        assert to_olwen() == 2


def test_another_persons_claim_is_told_all_the_same(
    tariq: User, sam: User, meadow: School, drain: Drain
) -> None:
    for user in (tariq, sam):
        posts.end(
            post=posts.claim(user=user, school=meadow, role=PostRole.TEACHER, by=user), by=user
        )
    assert len(drain()) == 2


def test_nobody_can_claim_a_closed_school(tariq: User) -> None:
    with pytest.raises(SchoolHasClosedError, match="has closed"):
        posts.claim(user=tariq, school=SchoolFactory(is_shut=True), role=PostRole.HEAD, by=tariq)
    assert not Post.objects.exists()


@pytest.mark.parametrize(
    ("decide", "subject", "state"),
    [
        (posts.approve, "You are approved at Demo Meadow Primary", PostState.APPROVED),
        (posts.decline, "Your claim at Demo Meadow Primary was declined", PostState.DECLINED),
    ],
)
def test_a_decision_is_signed_and_told(
    tariq: User,
    olwen: User,
    meadow: School,
    drain: Drain,
    decide: Callable[..., Post],
    subject: str,
    state: PostState,
) -> None:
    claim = PostFactory(user=tariq, school=meadow, is_waiting=True)
    decided = decide(post=claim, by=olwen)
    assert (decided.state, decided.decided_by) == (state, olwen)
    (mail,) = drain()
    assert (mail.to, mail.subject) == ([tariq.email], subject)
    with pytest.raises(PostDecidedMeanwhileError):
        decide(post=claim, by=olwen)
    assert len(drain()) == 1


@pytest.mark.parametrize("start", PostState)
@pytest.mark.parametrize("end", PostState)
def test_only_the_moves_of_the_table_are_possible(
    tariq: User, olwen: User, start: PostState, end: PostState
) -> None:
    moves = {
        PostState.APPROVED: posts.approve,
        PostState.DECLINED: posts.decline,
        PostState.ENDED: posts.end,
    }
    traits = {"is_waiting": start == PostState.CLAIMED, "is_over": start == PostState.ENDED}
    post = PostFactory(user=tariq, **traits)
    Post.objects.filter(pk=post.pk).update(state=start)
    post.refresh_from_db()
    if end not in moves:
        assert all(end not in ends for ends in POST_TRANSITIONS.values())
        return
    if end in POST_TRANSITIONS[start]:
        assert moves[end](post=post, by=olwen).state == end
    else:
        with pytest.raises(PostDecidedMeanwhileError):
            moves[end](post=post, by=olwen)


def test_an_ended_post_keeps_who_approved_it(tariq: User, olwen: User, hannah: User) -> None:
    post = PostFactory(user=tariq, decided_by=hannah)
    ended = posts.end(post=post, by=olwen)
    assert (ended.decided_by, ended.end_date) == (hannah, timezone.localdate())


def test_a_post_that_starts_later_ends_no_earlier(tariq: User) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    post = PostFactory(user=tariq, start_date=tomorrow)
    assert posts.end(post=post, by=tariq).end_date == tomorrow


def test_a_post_counts_between_its_days_only(tariq: User, meadow: School) -> None:
    today = timezone.localdate()
    past = {"start_date": today - timedelta(days=9), "end_date": today - timedelta(days=1)}
    post = PostFactory(user=tariq, school=meadow, **past)
    assert not is_at_school(tariq, meadow)
    assert list(Post.objects.current(today - timedelta(days=1))) == [post]
    assert not School.objects.visible_to(tariq).exists()


def test_a_waiting_teacher_may_name_the_school_but_sees_nothing_of_it(
    tariq: User, meadow: School
) -> None:
    PostFactory(user=tariq, school=meadow, is_waiting=True)
    assert list(School.objects.named_by(tariq)) == [meadow]
    assert not School.objects.visible_to(tariq).exists()


def test_who_may_decide(
    tariq: User, olwen: User, sam: User, hannah: User, meadow: School, in_office: Post
) -> None:
    PostFactory(user=sam, school=SchoolFactory(), role=PostRole.HEAD)
    colleague = PostFactory(user=tariq, school=meadow)
    claim = PostFactory(user=sam, school=meadow, is_waiting=True)
    assert may_decide_post(olwen, claim)
    assert may_decide_post(hannah, claim)
    assert not may_decide_post(tariq, claim)
    assert not may_decide_post(sam, claim)
    assert not may_end_post(sam, colleague)
    assert may_end_post(sam, claim)


def test_nobody_decides_about_themselves(olwen: User, hannah: User, in_office: Post) -> None:
    as_head = PostFactory(user=olwen, school=in_office.school, role=PostRole.HEAD, is_waiting=True)
    own = PostFactory(user=hannah, school=in_office.school, is_waiting=True)
    assert not may_decide_post(olwen, as_head)
    assert not may_decide_post(hannah, own)


def test_waiting_as_head_opens_nothing(tariq: User, meadow: School) -> None:
    PostFactory(user=tariq, school=meadow, role=PostRole.HEAD, is_waiting=True)
    assert not answers_for_school(tariq, meadow)


def test_who_sees_which_posts(
    tariq: User, olwen: User, sam: User, hannah: User, meadow: School, in_office: Post
) -> None:
    colleague = PostFactory(user=tariq, school=meadow)
    claim = PostFactory(user=sam, school=meadow, is_waiting=True)
    elsewhere = PostFactory(user=sam, school=SchoolFactory())
    assert set(Post.objects.visible_to(olwen)) == {in_office, colleague, claim}
    assert set(Post.objects.visible_to(tariq)) == {in_office, colleague}
    assert set(Post.objects.visible_to(sam)) == {claim, elsewhere}
    assert set(Post.objects.visible_to(hannah)) == {in_office, colleague, claim, elsewhere}


@pytest.mark.parametrize(
    "broken",
    [
        {"end_date": "2020-01-01"},
        {"state": PostState.ENDED, "end_date": None},
        {"state": PostState.CLAIMED},
        {"decided_at": None},
        {"state": "MAYBE"},
        {"role": "KING"},
    ],
)
def test_the_database_refuses_nonsense(tariq: User, broken: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PostFactory(user=tariq, **broken)


def test_one_open_post_per_person_school_and_role(tariq: User, meadow: School) -> None:
    PostFactory(user=tariq, school=meadow, is_over=True)
    PostFactory(user=tariq, school=meadow)
    with pytest.raises(IntegrityError), transaction.atomic():
        PostFactory(user=tariq, school=meadow, is_waiting=True)
