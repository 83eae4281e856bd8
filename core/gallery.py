"""The design system's examples: each component shown as its own example draws it.

`templates/components/<name>.example.html` is a template; its data, if it needs any, lies beside it
as `<name>.example.json`. The gallery page renders them all and so does a test.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

SUFFIX = ".example.html"


class ExampleForm(forms.Form):
    """Every kind of field, so that each can be looked at."""

    full_name = forms.CharField(help_text="As it should read on the certificate of attendance.")
    email = forms.EmailField(
        label="E-mail",
        help_text="Joining details go straight to this address.",
        error_messages={"invalid": "Enter an e-mail address, like name@school.example"},
    )
    password = forms.CharField(widget=forms.PasswordInput, required=False)
    people = forms.IntegerField(label="How many places?", min_value=1, max_value=8, initial=2)
    first_day = forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), required=False
    )
    distance = forms.ChoiceField(
        choices=[("5", "Within 5 miles"), ("10", "Within 10 miles, or online")]
    )
    paying = forms.ChoiceField(
        label="How will you pay?",
        widget=forms.RadioSelect,
        choices=[("card", "Card now"), ("invoice", "Invoice my school, 30 days")],
        error_messages={"required": "Choose how you will pay"},
    )
    phases = forms.MultipleChoiceField(
        label="Which phases do you teach?",
        help_text="Choose all that fit.",
        widget=forms.CheckboxSelectMultiple,
        choices=[("eyfs", "Early years"), ("ks1", "Key Stage 1"), ("ks2", "Key Stage 2")],
        required=False,
    )
    needs = forms.CharField(
        label="Access or dietary needs",
        help_text="Only the people running the course see this.",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    plan = forms.FileField(
        label="Lesson plan", help_text="PDF or Word, up to 10 MB.", required=False
    )
    words = forms.CharField(
        label="Find a course", widget=forms.TextInput(attrs={"type": "search"}), required=False
    )
    terms = forms.BooleanField(
        label="I have read the cancellation terms",
        error_messages={"required": "Tick the box to say that you have read the terms"},
    )


@dataclass(frozen=True)
class Example:
    """One component's example: its name, where it stands, and its data."""

    name: str
    path: Path

    @property
    def title(self) -> str:
        """The component's name as a heading."""
        return self.name.replace("_", " ").capitalize()

    def context(self) -> dict[str, Any]:
        """The example's data; the forms are always there."""
        data = self.path.with_name(f"{self.name}.example.json")
        context: dict[str, Any] = json.loads(data.read_text("utf-8")) if data.is_file() else {}
        wrong = {"email": "tariq at example", "full_name": "Tariq", "people": "2", "distance": "10"}
        return {
            "blank_form": ExampleForm(auto_id="blank_%s"),
            "wrong_form": ExampleForm(wrong, auto_id="wrong_%s"),
            "other_form": ExampleForm(wrong, auto_id="other_%s"),
            **context,
        }

    def render(self) -> SafeString:
        """The example as html. An error in a component's template is an error here."""
        return render_to_string(f"components/{self.name}{SUFFIX}", self.context())


def components_dir() -> Path:
    """Where the components' templates stand."""
    return Path(settings.PROJECT_DIR) / "templates" / "components"


def examples() -> list[Example]:
    """All examples, in the order of the style sheet."""
    return [
        Example(path.name.removesuffix(SUFFIX), path)
        for path in sorted(components_dir().glob(f"*{SUFFIX}"))
    ]
