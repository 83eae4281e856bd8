"""How the admin lets somebody choose among hundreds of runs and venues: by searching."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets import BaseChooser

from accounts.permissions import is_hub_admin
from core.dates import day
from courses.enums import RunState
from courses.models import CourseRun, Venue

OVER = (RunState.FINISHED, RunState.CANCELLED)


def starts(run: CourseRun) -> str:
    """'Monday 25 January 2027'; what is said in place of a date, or that there is none."""
    return day(run.starts_at, year=True) if run.starts_at else run.any_time or "No date"


def name(run: CourseRun) -> str:
    """The run among others of its course: 'Singing, Monday 25 January 2027 (sing-1)'."""
    return f"{run.title}, {starts(run)} ({run.code})"


class RunSearchForm(BaseFilterForm):
    """Words of a run's title, or its code."""

    q = forms.CharField(
        label="Words of the title, or the code",
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "Search"}),
    )

    def filter(self, objects: QuerySet[CourseRun]) -> QuerySet[CourseRun]:
        """Those that have every word."""
        words: str = self.cleaned_data["q"]
        for word in words.split():
            objects = objects.filter(Q(title__icontains=word) | Q(code__iexact=word))
        self.is_searching, self.search_query = bool(words), words
        return objects


class ForTheHub:
    """A part of the chooser that only hub administrators get."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_hub_admin(request.user):
            raise PermissionDenied
        view: Any = super()
        response: HttpResponseBase = view.dispatch(request, *args, **kwargs)
        return response


class Runs(ForTheHub):
    """Runs that are not over, the soonest first."""

    filter_form_class = RunSearchForm

    def get_object_list(self) -> QuerySet[CourseRun]:
        return CourseRun.objects.exclude(state__in=OVER).soonest_first()

    @property
    def columns(self) -> list[Column]:
        view: Any = super()
        return [
            *view.columns,
            Column("starts", label="Starts", accessor=starts),
            Column("get_state_display", label="State"),
        ]


class ChooseRun(Runs, chooser.ChooseView):
    pass


class ChooseRunResults(Runs, chooser.ChooseResultsView):
    pass


class Named(ForTheHub):
    """What is chosen, said with its date."""

    def get_display_title(self, instance: CourseRun) -> str:
        return name(instance)


class ChosenRun(Named, chooser.ChosenView):
    pass


class ChosenRuns(Named, chooser.ChosenMultipleView):
    pass


class RunChooser(BaseChooser):
    """The chosen run in a form, said with its date."""

    def get_display_title(self, instance: CourseRun) -> str:
        return name(instance)


class RunChooserViewSet(ChooserViewSet):
    model = CourseRun
    icon = "calendar"
    choose_one_text = "Choose a run"
    choose_another_text = "Choose another run"
    choose_view_class = ChooseRun
    choose_results_view_class = ChooseRunResults
    chosen_view_class = ChosenRun
    chosen_multiple_view_class = ChosenRuns
    base_widget_class = RunChooser
    per_page = 20


run_chooser = RunChooserViewSet("run_chooser")
venue_chooser = ChooserViewSet(
    "venue_chooser",
    model=Venue,
    icon="site",
    choose_one_text="Choose a venue",
    choose_another_text="Choose another venue",
    url_filter_parameters=[],
    per_page=20,
)
