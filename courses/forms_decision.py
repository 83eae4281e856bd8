"""What a school answers when it is asked to approve a booking, and numbers that follow."""

from django import forms

from core.fields import LineField, TextField

YES, NO = "yes", "no"


class DecisionForm(forms.Form):
    """Yes or no, with a word to whoever asked."""

    answer = forms.ChoiceField(
        choices=((YES, "Yes"), (NO, "No")),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Press yes or no."),
    )
    note = TextField(
        label="A word to whoever asked",
        help_text="They read it in the mail, most of all with a no. Up to 500 characters.",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "max_length": "Shorten the note to %(limit_value)d characters. It has %(show_value)d."
        },
    )


class NumberForm(forms.Form):
    """The purchase order number that was to follow."""

    number = LineField(
        label="Purchase order number",
        help_text="Up to 40 characters.",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Enter the purchase order number.",
            "max_length": "Shorten the purchase order number to %(limit_value)d characters. "
            "It has %(show_value)d.",
        },
    )
