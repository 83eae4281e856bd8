"""Saying where one works, deciding about claims, and leaving."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.views.account import signed_in
from schools.actions import posts
from schools.enums import PostRole, PostState
from schools.exceptions import PostDecidedMeanwhileError
from schools.forms import ClaimForm
from schools.models import Post, School
from schools.permissions import may_decide_post, may_end_post


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest) -> HttpResponse:
    """Your school: which one, and in what role; `next` leads back to where one came from."""
    user = signed_in(request)
    onward = _safe_next(request)
    form = ClaimForm(request.POST or None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        school = form.cleaned_data["school"]
        post = posts.claim(
            user=user, school=school, role=PostRole(form.cleaned_data["role"]), by=user
        )
        messages.success(request, _thanks(post))
        return redirect(onward or "schools:my_school")
    mine = Post.objects.held_by(user, PostState.CLAIMED, PostState.APPROVED)
    context = {
        "form": form,
        "next": onward,
        "posts": mine.select_related("school").order_by("school__name", "role"),
    }
    return render(request, "schools/claim.html", context)


@login_required
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a claim at a school that one answers for."""
    return _decide(request, pk, posts.approve, "{person} can now see {school}’s pages.")


@login_required
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline a claim at a school that one answers for."""
    return _decide(request, pk, posts.decline, "You declined {person}’s claim. We told them.")


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a school, take back one's claim, or end a colleague's post."""
    user = signed_in(request)
    post = _visible_post(user, pk)
    if not may_end_post(user, post):
        raise Http404
    try:
        posts.end(post=post, by=user)
    except PostDecidedMeanwhileError as already:
        messages.info(request, str(already))
    else:
        messages.success(request, f"Ended: {post.get_role_display()} at {post.school}.")
    return redirect(_safe_next(request) or "schools:claim")


def _decide(
    request: HttpRequest, pk: int, action: Callable[..., Post], sentence: str
) -> HttpResponse:
    user = signed_in(request)
    post = _visible_post(user, pk)
    if not may_decide_post(user, post):
        raise Http404
    try:
        action(post=post, by=user)
    except PostDecidedMeanwhileError as already:
        messages.info(request, str(already))
    else:
        messages.success(request, sentence.format(person=post.user, school=post.school))
    page = reverse("schools:my_school_at", kwargs={"urn": post.school.urn})
    return redirect(_safe_next(request) or page)


def _visible_post(user: User, pk: int) -> Post:
    visible = Post.objects.visible_to(user).select_related("school", "user")
    return get_object_or_404(visible, pk=pk)


def _initial(request: HttpRequest) -> dict[str, School]:
    urn = request.GET.get("school", "")
    if not (urn.isascii() and urn.isdigit() and len(urn) <= 7):
        return {}
    school = School.objects.filter(urn=int(urn)).first()
    return {"school": school} if school else {}


def _safe_next(request: HttpRequest) -> str:
    """The address to go to afterwards, if it is one of ours."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if allowed else ""


def _thanks(post: Post) -> str:
    if post.is_approved:
        return f"You are already approved at {post.school}."
    if post.follows_another():
        return (
            f"Thank you. Your claim to be at {post.school} waits for approval. They were asked "
            "about you less than a day ago, so we do not write to them again. "
            "You can book courses now."
        )
    return (
        f"Thank you. Your claim to be at {post.school} waits for approval; we will write to you. "
        "You can book courses now."
    )
