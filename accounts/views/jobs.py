"""The site's own work: regular jobs, the queue, and what failed for good. For the hub."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import is_hub_admin
from accounts.views.account import signed_in
from core import queue, watching
from core.actions import tasks
from core.actions.tasks import NotDeadError

SHOWN = 50
View = Callable[..., HttpResponse]


def for_the_hub(view: View) -> View:
    """Anybody else who may enter the admin is told that this is not theirs."""

    @wraps(view)
    def checked(request: HttpRequest, **kwargs: object) -> HttpResponse:
        if not is_hub_admin(request.user):
            raise PermissionDenied
        return view(request, **kwargs)

    return checked


@require_safe
@for_the_hub
def index(request: HttpRequest) -> HttpResponse:
    counts = queue.counts()
    context = {
        "reports": watching.reports(),
        "counts": counts,
        "letters": queue.letters(SHOWN) if counts["dead"] else [],
        "more": max(0, counts["dead"] - SHOWN),
    }
    return TemplateResponse(request, "accounts/admin/jobs.html", context)


@require_POST
@for_the_hub
def retry(request: HttpRequest, task_id: UUID) -> HttpResponse:
    return _deal(request, lambda: tasks.retry(task_id=str(task_id), by=signed_in(request)), "again")


@require_POST
@for_the_hub
def set_aside(request: HttpRequest, task_id: UUID) -> HttpResponse:
    def act() -> str:
        return tasks.set_aside(task_id=str(task_id), by=signed_in(request))

    return _deal(request, act, "aside")


@require_POST
@for_the_hub
def retry_all(request: HttpRequest) -> HttpResponse:
    number = tasks.retry_all(by=signed_in(request))
    put_back = "1 task is" if number == 1 else f"{number} tasks are"
    messages.success(request, f"{put_back} tried again within a minute.")
    return redirect("jobs:index")


SAID = {
    "again": "{} is tried again within a minute.",
    "aside": "{} is set aside and will not be tried again.",
}


def _deal(request: HttpRequest, act: Callable[[], str], how: str) -> HttpResponse:
    try:
        messages.success(request, SAID[how].format(act()))
    except NotDeadError as refusal:
        messages.error(request, str(refusal))
    return redirect("jobs:index")
