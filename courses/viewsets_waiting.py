"""Waiting lists in the admin: to look at, filter and export, and to let somebody go first."""

from __future__ import annotations

from wagtail.admin.ui.tables import Column

from core.dates import clock, day
from core.lists import HubIndexView
from courses.admin_terms_forms import PriorityForm
from courses.hub_viewset import HubViewSet
from courses.models import WaitingListEntry
from courses.views import admin_terms


class WaitingListIndexView(HubIndexView):
    related = ("run", "booker", "school")


def _wanted(entry: WaitingListEntry) -> str:
    if entry.min_quantity < entry.quantity:
        return f"{entry.quantity}, or {entry.min_quantity} at least"
    return str(entry.quantity)


def _since(entry: WaitingListEntry) -> str:
    return f"{day(entry.queued_at, year=True)}, {clock(entry.queued_at)}"


class WaitingListViewSet(HubViewSet):
    model = WaitingListEntry
    name = "waiting_list"
    menu_label = "Waiting lists"
    icon = "history"
    actions = frozenset({"change", "view"})
    index_view_class = WaitingListIndexView
    edit_view_class = admin_terms.PriorityView
    list_display = (
        "booker",
        "run",
        Column("school", accessor=lambda entry: entry.school or "–"),
        Column("quantity", label="Places wished for", accessor=_wanted, sort_key="quantity"),
        Column("priority", sort_key="priority"),
        Column("get_state_display", label="State", sort_key="state"),
        Column("queued_at", label="In line since", accessor=_since, sort_key="queued_at"),
    )
    list_filter = ("state", "run")
    list_export = (
        "run.code",
        "run.title",
        "run.starts_at",
        "booker.full_name",
        "booker.email",
        "school.urn",
        "school.name",
        "quantity",
        "min_quantity",
        "priority",
        "state",
        "joined_at",
        "queued_at",
        "ended_at",
    )
    search_fields = ("booker__full_name", "booker__email", "run__title", "run__code")

    def get_form_class(self, for_update: bool = False) -> type[PriorityForm]:  # noqa: FBT001, FBT002
        return PriorityForm
