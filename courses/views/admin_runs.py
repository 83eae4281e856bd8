"""The office's pages for runs: every change goes through an action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.widgets.button import Button

from accounts.permissions import is_hub_admin
from courses.actions import runs
from courses.admin_forms import CancelForm
from courses.enums import RUN_TRANSITIONS, PlaceState, RunState
from courses.exceptions import CapacityTooLowError, CoursesError
from courses.models import CourseRun
from courses.parts import Part

#: What the office may do by hand, as its pages say it. Starting and finishing follow the dates.
VERBS = {
    "open": (RunState.OPEN, "Open for booking", "check"),
    "close": (RunState.CLOSED, "Close booking", "lock"),
    "cancel": (RunState.CANCELLED, "Cancel this run", "cross"),
    "run-anyway": (None, "Run it anyway", "pick"),
}
EXPLAINED = {
    "open": "People can book from now on, within the booking window.",
    "close": "Nobody can book any more. Everybody who has a place keeps it.",
    "cancel": "The run is shown as cancelled everywhere, with your reason. Everybody with a place "
    "is told by mail at once and gets back what it cost, and the waiting list is closed. This "
    "cannot be undone.",
    "run-anyway": "It takes place with however few have booked. Its minimum becomes 0, and nobody "
    "is asked about its numbers again.",
}
SAID = {"run-anyway": "it takes place with however few."}


def _refuse(view: Any, form: Any, refusal: CoursesError) -> HttpResponse:
    """The form again, with what an action said against it."""
    field = "capacity" if isinstance(refusal, CapacityTooLowError) else None
    form.add_error(field, str(refusal))
    view.produced_error_code = "validation_error"
    view.produced_error_message = str(refusal)
    response: HttpResponse = view.form_invalid(form)
    return response


class RunCreateView(CreateView):
    """A new run, as a draft."""

    success_message = "The run of %(object)s is a draft. Open it for booking when it is right."

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)
        except CoursesError as refusal:
            response = _refuse(self, form, refusal)
        return response

    def save_instance(self) -> CourseRun:
        details = self.form.details()
        return runs.create(
            page=self.form.cleaned_data["page"],
            meetings=self.form.meetings(),
            prices=self.form.prices(),
            by=self.request.user,
            **details,
        )

    def get_success_url(self) -> str:
        return reverse("course_runs:edit", args=[self.object.pk])


class RunEditView(EditView):
    """A run's fields, sessions and prices, and the way to its other states."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)
        except CoursesError as refusal:
            response = _refuse(self, form, refusal)
        return response

    def save_instance(self) -> CourseRun:
        # The form has written on its own copy; actions compare with what is stored.
        run = CourseRun.objects.get(pk=self.object.pk)
        user = self.request.user
        runs.rewrite(
            run=run,
            meetings=self.form.meetings(),
            prices=self.form.prices(),
            by=user,
            **self.form.details(),
        )
        self.has_content_changes = self.form.has_changed()
        return run

    def get_success_url(self) -> str:
        return reverse("course_runs:edit", args=[self.object.pk])

    @property
    def header_more_buttons(self) -> list[Button]:
        buttons = [
            Button(act.label, url=act.url, icon_name=act.icon, priority=10 + order)
            for order, act in enumerate(acts(self.object))
        ]
        if self.object.state != RunState.DRAFT:
            url = self.object.get_absolute_url()
            buttons.append(Button("See it on the site", url=url, icon_name="view", priority=40))
        return [*super().header_more_buttons, *buttons]


@dataclass(frozen=True, kw_only=True)
class Act:
    """What the office may do to a run now, and where."""

    label: str
    url: str
    icon: str


def acts(run: CourseRun) -> list[Act]:
    """Open, close, run it anyway, cancel: what is possible in its state; and copying it."""
    possible = [
        Act(label=label, url=reverse("course_runs:change_state", args=[run.pk, verb]), icon=icon)
        for verb, (state, label, icon) in VERBS.items()
        if _is_possible(run, state)
    ]
    copy = reverse("course_runs:copy_run", args=[run.pk])
    return [*possible, Act(label="Copy this run", url=copy, icon="copy")]


def _is_possible(run: CourseRun, state: RunState | None) -> bool:
    if state is None:
        return CourseRun.objects.below_minimum().filter(pk=run.pk).exists()
    return state in RUN_TRANSITIONS[RunState(run.state)]


def change_state(request: HttpRequest, pk: int, verb: str) -> HttpResponseBase:
    """Ask, then open, close or cancel a run. For hub administrators."""
    if not is_hub_admin(request.user):
        raise PermissionDenied
    if verb not in VERBS:
        raise Http404
    run = get_object_or_404(CourseRun.objects.select_related("page"), pk=pk)
    form = CancelForm(request.POST or None) if verb == "cancel" else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            _act(run, verb, request, form)
        except CoursesError as refusal:
            messages.error(request, str(refusal))
        else:
            said = SAID.get(verb) or f"{run.get_state_display().lower()}."
            messages.success(request, f"“{run.title}”: {said}")
        return redirect("course_runs:edit", run.pk)
    booked = run.places.filter(state=PlaceState.CONFIRMED).select_related("attendee")
    part = Part(run=run, places=list(booked) if verb == "cancel" else [])
    return TemplateResponse(
        request,
        "courses/admin/change_state.html",
        {
            "run": run,
            "form": form,
            "verb": VERBS[verb][1],
            "explained": EXPLAINED[verb],
            "part": part,
            "back": reverse("course_runs:edit", args=[run.pk]),
        },
    )


def _act(run: CourseRun, verb: str, request: HttpRequest, form: CancelForm | None) -> None:
    user: Any = request.user
    with transaction.atomic():
        if form is not None:
            runs.cancel(run=run, reason=form.cleaned_data["reason"], by=user)
        elif verb == "open":
            runs.open(run=run, by=user)
        elif verb == "run-anyway":
            runs.run_anyway(run=run, by=user)
        else:
            runs.close(run=run, by=user)
