"""What a visitor may ask the hub's office."""

from django import forms

from core.fields import LineField, TextField


class EnquiryForm(forms.Form):
    """A question to the office. `website` is hidden: only a machine that fills forms answers it."""

    name = LineField(
        label="Your name",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name."},
    )
    email = forms.EmailField(
        label="Your e-mail address",
        help_text="The answer goes there.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Enter your e-mail address.",
            "invalid": "Enter an e-mail address, like name@school.example",
        },
    )
    school = LineField(
        label="Your school",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    question = TextField(
        label="What would you like to know?",
        help_text="Leave out what is private about a child or a colleague.",
        max_length=4000,
        error_messages={"required": "Write your question."},
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def is_from_a_machine(self) -> bool:
        """Somebody filled in what no person sees."""
        return bool(self.data.get("website"))
