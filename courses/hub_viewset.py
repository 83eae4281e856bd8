"""What the hub's lists in the admin share."""

from __future__ import annotations

from typing import Any

from wagtail.admin.viewsets.model import ModelViewSet

from accounts.policies import ForTheHub
from core.inspecting import HubInspectView
from core.lists import HubIndexView


class HubViewSet(ModelViewSet):
    """For hub administrators: may be looked at, filtered and exported; more, where it says so."""

    actions = frozenset({"view"})
    add_to_reference_index = False
    copy_view_enabled = False
    search_backend_name = None
    list_per_page = 50
    form_fields: Any = ()
    index_view_class: Any = HubIndexView
    inspect_view_class: Any = HubInspectView

    @property
    def permission_policy(self) -> ForTheHub:
        return ForTheHub(self.model, self.actions)
