"""The school's own pages, for the people who work there."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import is_hub_admin
from accounts.views.account import signed_in
from core import panels
from schools.chosen import school_for
from schools.enums import PostState
from schools.models import Post, School
from schools.permissions import answers_for_school


@never_cache
@login_required
@require_safe
def my_school(request: HttpRequest, urn: int | None = None) -> HttpResponse:
    """One's school, its people and claims, and what the other apps have to show about it.

    Somebody without an approved post is told what to do. A school that is not one's own is 404.
    """
    user = signed_in(request)
    school = school_for(request)
    if school is None and urn is not None:
        raise Http404
    if school is None:
        waiting = Post.objects.held_by(user, PostState.CLAIMED).select_related("school")
        return render(request, "schools/no_school.html", {"waiting": waiting})
    visible = Post.objects.visible_to(user).for_school(school).select_related("user", "school")
    decides = is_hub_admin(user) or answers_for_school(user, school)
    context = {
        "school": school,
        "decides": decides,
        "people": visible.current().order_by("user__full_name", "role"),
        "claims": visible.waiting().order_by("claimed_at") if decides else (),
        "others": School.objects.with_post_of(user).exclude(pk=school.pk),
        "panels": panels.render("my_school", request),
    }
    return render(request, "schools/my_school.html", context)
