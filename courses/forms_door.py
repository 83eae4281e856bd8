"""What is asked of somebody who came without a place."""

from __future__ import annotations

from django import forms

from core.fields import LineField
from schools.forms import SchoolField

TOO_LONG = "Shorten this to %(limit_value)d characters. It has %(show_value)d."


class WalkInForm(forms.Form):
    """A name and an address; a school if they come from one."""

    name = LineField(
        label="Full name",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter their name.", "max_length": TOO_LONG},
    )
    email = forms.EmailField(
        label="E-mail",
        help_text="They get a page with their arrival code and all sessions.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Enter their e-mail address.",
            "invalid": "Enter an e-mail address, like name@school.example",
        },
    )
    school = SchoolField(label="School", required=False)
