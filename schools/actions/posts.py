"""What happens to posts: claimed, approved or declined, ended."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from schools import emails
from schools.enums import POST_TRANSITIONS, PostRole, PostState
from schools.exceptions import PostDecidedMeanwhileError, SchoolHasClosedError
from schools.models import Post, School

OPEN_STATES = (PostState.CLAIMED, PostState.APPROVED)


@transaction.atomic
def claim(*, user: User, school: School, role: PostRole, by: User) -> Post:
    """Say that `user` works at `school` as `role`; it waits for approval, and who decides is told.

    Claiming again what already waits or is approved returns that post and tells nobody; nor is
    anybody told twice within a day about somebody whose claim or post there ended or was declined.
    Raises SchoolHasClosedError for a school that has closed.
    """
    if school.is_closed:
        raise SchoolHasClosedError(closed_sentence(school))
    same = Post.objects.filter(user=user, school=school, role=role, state__in=OPEN_STATES)
    if post := same.first():
        return post
    try:
        with transaction.atomic():
            post = Post.objects.create(user=user, school=school, role=role)
    except IntegrityError:  # the same claim, sent twice at once
        return same.get()
    audit.record("post_claimed", post, by=by, school=school.urn, role=role)
    if not post.follows_another():
        emails.claim_received(post)
    return post


@transaction.atomic
def approve(*, post: Post, by: User) -> Post:
    """Open the school's pages to the person. Raises PostDecidedMeanwhileError when not waiting."""
    _move(post, PostState.APPROVED, by=by)
    emails.approved(post)
    return post


@transaction.atomic
def decline(*, post: Post, by: User) -> Post:
    """Turn a claim down. Raises PostDecidedMeanwhileError when it no longer waits."""
    _move(post, PostState.DECLINED, by=by)
    emails.declined(post)
    return post


@transaction.atomic
def end(*, post: Post, by: User, last_day: date | None = None) -> Post:
    """End a post, or take back a claim; `last_day` is today unless said.

    The school's pages close at once. Raises PostDecidedMeanwhileError when it is over already.
    """
    day = max(last_day or timezone.localdate(), post.start_date)
    _move(post, PostState.ENDED, by=by, end_date=day)
    return post


def closed_sentence(school: School) -> str:
    """'X closed. It is now Y (URN).' for a school that nobody can work at any more."""
    now = school.current()
    onward = f" It is now {now.label}: choose that one." if now != school and now.is_open else ""
    return f"{school.name} ({school.urn}) has closed.{onward}"


def _move(post: Post, state: PostState, *, by: User, **dates: date) -> None:
    """Compare and set: only from a state that leads there, and only once."""
    leads_here = [start for start, ends in POST_TRANSITIONS.items() if state in ends]
    before = Post.objects.filter(pk=post.pk, state__in=leads_here)
    now = timezone.now()
    decision = {"decided_at": now, "decided_by": by}
    if state == PostState.ENDED and post.state == PostState.APPROVED:
        before = before.filter(state=PostState.APPROVED)
        decision = {}  # an ended post keeps who approved it, and when
    if before.update(state=state, **decision, **dates) != 1:
        raise PostDecidedMeanwhileError("This has been decided already.")
    post.refresh_from_db()
    audit.record(f"post_{state.lower()}", post, by=by, school=post.school.urn, role=post.role)
