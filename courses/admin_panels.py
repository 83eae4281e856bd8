"""What the page editor shows about a course beside its words."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from wagtail.admin.panels import Panel


class RunsPanel(Panel):
    """The course's runs, to look at; hub administrators get a link to each."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/admin/runs_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance and self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from accounts.permissions import is_hub_admin

            context: dict[str, Any] = super().get_context_data(parent_context)
            runs = self.instance.runs.select_related("venue").order_by("-starts_at", "-pk")
            return {**context, "runs": runs[:50], "can_edit": is_hub_admin(self.request.user)}


class ClashesPanel(Panel):
    """What speaks against a run's dates and rooms, above its form. It warns and stops nothing."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/admin/clashes_panel.html"

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            from courses import clashes

            is_there = self.instance is not None and self.instance.pk
            self.clashes = clashes.of(self.instance) if is_there else []

        def is_shown(self) -> bool:
            return bool(self.clashes)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            here = reverse("course_runs:edit", args=[self.instance.pk])
            return {**context, "clashes": self.clashes, "here": here}
