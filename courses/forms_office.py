"""What the hub's office is asked when it acts for somebody: the reason, and how far."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django import forms

from core.fields import LineField

DAYS = ((1, "1 day from now"), (3, "3 days from now"), (7, "a week from now"))


class ActForm(forms.Form):
    """The reason always; the rest where the act has use for it."""

    use_required_attribute = False

    days = forms.TypedChoiceField(
        label="Until when?",
        help_text="Never beyond the start of the course.",
        choices=DAYS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how long", "invalid_choice": "Choose how long"},
    )
    number = LineField(
        label="Purchase order number",
        help_text="If the school uses them. Up to 40 characters.",
        required=False,
        max_length=40,
    )
    reason = LineField(
        label="Why does the hub do this?",
        help_text="It stands in the booking’s history.",
        max_length=200,
        error_messages={"required": "Say in a sentence why."},
    )

    def __init__(self, *args: Any, fields: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"days", "number"} - set(fields):
            del self.fields[name]

    @property
    def reason_given(self) -> str:
        return str(self.cleaned_data["reason"])

    @property
    def longer(self) -> timedelta:
        return timedelta(days=self.cleaned_data["days"])

    @property
    def number_given(self) -> str:
        return str(self.cleaned_data.get("number", ""))
