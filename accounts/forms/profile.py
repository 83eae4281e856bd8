"""The form for one's own details."""

from django import forms

from accounts.forms.entrance import NameField


class NameForm(forms.Form):
    """One's full name."""

    full_name = NameField()
