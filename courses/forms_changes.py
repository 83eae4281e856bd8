"""What somebody is asked who changes a booking: who comes, and from the hub, why."""

from __future__ import annotations

from typing import Any

from django import forms

from core.fields import LineField


class ReasonForm(forms.Form):
    """Nothing for people who change what is theirs; for the hub the reason, and a way to waive."""

    use_required_attribute = False

    reason = LineField(
        label="Why does the hub change this?",
        help_text="Everybody concerned reads it in their mail.",
        max_length=200,
        error_messages={"required": "Say in a sentence why. The people concerned read it."},
    )
    waive = forms.BooleanField(
        label="Charge nothing for what is given up",
        required=False,
    )

    def __init__(self, *args: Any, for_others: bool, can_waive: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not for_others:
            del self.fields["reason"]
        if not (for_others and can_waive):
            del self.fields["waive"]

    @property
    def reason_given(self) -> str:
        return self.cleaned_data.get("reason", "")

    @property
    def is_waived(self) -> bool:
        return self.cleaned_data.get("waive", False)


class WhoComesForm(ReasonForm):
    """The person for one place."""

    name = LineField(
        label="Their full name",
        help_text="As it should read on the register and on a certificate of attendance.",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter the full name of the person who comes."},
    )
    email = forms.EmailField(
        label="Their e-mail address",
        help_text="We send everything they need there: where, when, and their own link.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Enter the e-mail address of the person who comes.",
            "invalid": "Enter an e-mail address like name@example.org.",
        },
    )
    field_order = ("name", "email", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, can_waive=False, **kwargs)
