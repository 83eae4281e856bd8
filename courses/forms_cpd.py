"""CPD done elsewhere, as somebody writes it down."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils import timezone

from core import files
from core.fields import LineField, TextField
from courses.actions.external_cpd import Doing
from courses.models import ExternalCpd

EARLIEST = date(1960, 1, 1)
#: A browser keeps no file for a form that comes back.
AGAIN = "Choose your file once more: your browser has let go of it."
ACCEPTED = ",".join(files.KINDS)


class ExternalCpdForm(forms.Form):
    """What, with whom, when, how long; with a file if there is one."""

    use_required_attribute = False

    title = LineField(
        label="What was it?",
        help_text="Such as “Singing in the early years, one-day course”.",
        max_length=200,
        error_messages={"required": "Say what it was."},
    )
    provider = LineField(
        label="Who gave it?",
        max_length=200,
        error_messages={"required": "Say who gave it."},
    )
    on_date = forms.DateField(
        label="When?",
        help_text="The day, or the last day.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Give the day.", "invalid": "Give a day, such as 3/3/2027."},
    )
    hours = forms.IntegerField(
        label="Hours",
        min_value=0,
        max_value=200,
        initial=0,
        error_messages={
            "required": "Say how long it took: whole hours, or 0.",
            "invalid": "Give whole hours, and the rest as minutes.",
            "max_value": "Give at most 200 hours for one line.",
            "min_value": "Give whole hours, 0 or more.",
        },
    )
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=0,
        max_value=59,
        initial=0,
        error_messages={
            "required": "Say how long it took: minutes, or 0.",
            "invalid": "Give the minutes as a whole number.",
            "max_value": "Give minutes from 0 to 59, and the rest as hours.",
            "min_value": "Give minutes from 0 to 59.",
        },
    )
    reflection = TextField(
        label="What do you take from it?",
        help_text="For yourself. Nobody else sees this record.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    evidence = forms.FileField(
        label="Evidence",
        help_text="A certificate or programme: PDF, JPEG, PNG or Word (DOCX), up to 10 MB.",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    without_evidence = forms.BooleanField(label="Take the file away", required=False)

    def __init__(self, *args: Any, line: ExternalCpd | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line = line
        if line is None or not line.evidence:
            del self.fields["without_evidence"]
        if line is not None:
            hours, minutes = divmod(line.minutes, 60)
            now = {name: getattr(line, name) for name in ("title", "provider", "on_date")}
            said = {**now, "hours": hours, "minutes": minutes, "reflection": line.reflection}
            self.initial = {**said, **self.initial}

    def clean_on_date(self) -> date:
        day: date = self.cleaned_data["on_date"]
        if day > timezone.localdate():
            raise ValidationError("This day is still to come. Add it when it is done.")
        if day < EARLIEST:
            raise ValidationError("Check the year.")
        return day

    def clean_evidence(self) -> File[bytes] | None:
        file: File[bytes] | None = self.cleaned_data["evidence"]
        if file is not None:
            files.check(file)
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        times = "hours" in data and "minutes" in data
        if times and not (data["hours"] or data["minutes"]):
            self.add_error("hours", "Say how long it took.")
        if self.errors and "evidence" in self.files and "evidence" not in self.errors:
            self.add_error("evidence", AGAIN)
        return data

    @property
    def doing(self) -> Doing:
        """What a valid form says."""
        data = self.cleaned_data
        return Doing(
            title=data["title"],
            provider=data["provider"],
            on_date=data["on_date"],
            minutes=60 * data["hours"] + data["minutes"],
            reflection=data["reflection"],
            evidence=data["evidence"],
            without_evidence=data.get("without_evidence", False),
        )
