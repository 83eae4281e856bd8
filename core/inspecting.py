"""What the admin shows of one row, in the words of the whole site."""

from datetime import datetime
from typing import Any

from wagtail.admin.views.generic import InspectView

from core.dates import clock, day
from core.money import pounds

NOTHING = "–"


class HubInspectView(InspectView):
    """For Wagtail's viewsets: moments and money as everywhere, a dash for what is not there."""

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        """The value as Wagtail would show it, unless it is a moment, an amount, or nothing."""
        value = getattr(self.object, field_name, None)
        if value is None or value == "":
            return NOTHING
        if isinstance(value, datetime):
            return f"{day(value, year=True)}, {clock(value)}"
        if field_name.endswith("_pence") and isinstance(value, int):
            return pounds(value)
        return super().get_field_display_value(field_name, field)
