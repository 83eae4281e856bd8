"""What an attendee is asked on their joining page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from core.dates import day
from core.fields import TextField
from courses.actions.watching import MOST_MINUTES

TOO_LONG = "Shorten this to %(limit_value)d characters. It has %(show_value)d."


class NeedsForm(forms.Form):
    """Access and dietary needs, with an explicit yes to their being kept (UK GDPR, article 9)."""

    access = TextField(
        label="So that you can take part",
        help_text="Such as a chair near the door, large print, or somebody who signs.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )
    dietary = TextField(
        label="So that you can eat",
        help_text="Allergies, and what you do not eat.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )
    consent = forms.BooleanField(
        error_messages={"required": "Say yes, or leave this form empty: we keep nothing then."},
    )

    def __init__(self, *args: Any, delete_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"].label = (
            "Yes, keep what I wrote here for this course. Only its tutors and the hub office see "
            f"it. It is deleted on {day(delete_on, year=True)}, or at once when I say so here."
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not (data.get("access") or data.get("dietary")):
            self.add_error("access", "Write what you need. If it is nothing, you are done here.")
        return data


class WatchedForm(forms.Form):
    """How long somebody watched a recording."""

    use_required_attribute = False

    minutes = forms.IntegerField(
        label="How many minutes did it take you?",
        help_text="In all, with pauses to try things out.",
        min_value=1,
        max_value=MOST_MINUTES,
        error_messages={
            "required": "Say how many minutes it took you.",
            "invalid": "Give the minutes as a whole number, such as 50.",
            "min_value": "Give at least 1 minute.",
            "max_value": f"Give at most {MOST_MINUTES} minutes.",
        },
    )
