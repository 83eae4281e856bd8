"""Choosing a school, and saying what one does there."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy

from schools import lookup
from schools.actions.posts import closed_sentence
from schools.enums import PostRole
from schools.models import School

_URN_AT_END = re.compile(r"\(([0-9]{1,7})\)$")


class SchoolLookup(forms.TextInput):
    """A text box for a name, town, postcode or URN.

    Without JavaScript it posts what was typed; when several schools match, the form comes back with
    a choice of them. With JavaScript it is a combobox. A chosen URN counts only with the very text
    it was chosen for, so that editing the text afterwards starts again.
    """

    template_name = "schools/widgets/school_lookup.html"
    matches: Sequence[School] = ()
    chosen: School | None = None

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str]:
        typed = str(data.get(name) or "").strip()
        chosen_for = str(data.get(f"{name}_for") or "").strip()
        urn = str(data.get(f"{name}_urn") or "").strip() if typed == chosen_for else ""
        return {"typed": typed, "urn": urn}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data

    def format_value(self, value: object) -> str:
        value = self.chosen or value
        if isinstance(value, School):
            return value.label
        return str(value.get("typed", "")) if isinstance(value, dict) else str(value or "")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        urn, value = "", self.chosen or value
        if isinstance(value, School):
            urn = str(value.urn)
        elif isinstance(value, dict):
            urn = str(value.get("urn", ""))
        context["widget"] |= {
            "urn": urn,
            "chosen_for": self.format_value(value),
            "matches": self.matches,
            "source": reverse_lazy("schools:find_json"),
        }
        return context


class SchoolField(forms.Field):
    """A school of the register that is not closed; cleans to a School.

    Every refusal is a sentence that says what to do. Several matches are offered as a choice.
    """

    widget = SchoolLookup
    default_error_messages = {
        "required": "Type your school’s name, town, postcode or URN.",
        "several": "Several schools match. Choose yours below, or add the town.",
        "too_many": (
            "More than %(limit)s schools match. Choose yours below, or add the town or postcode."
        ),
        "unknown": "There is no school with the URN %(urn)s in our list. Look it up by its name.",
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Your school")
        kwargs.setdefault("help_text", "Its name, town, postcode or URN.")
        super().__init__(**kwargs)

    def clean(self, value: Any) -> School | None:
        said = value if isinstance(value, dict) else {}
        typed, urn = str(said.get("typed", "")), str(said.get("urn", ""))
        if urn:
            return self._by_urn(urn)
        labelled = self._by_label(typed)
        if labelled:
            return self._not_closed(labelled)
        if not typed:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        return self._by_text(typed)

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = initial.label if isinstance(initial, School) else ""
        typed = data.get("typed", "") if isinstance(data, dict) else ""
        return bool(before != typed)

    def _by_urn(self, urn: str) -> School:
        school = None
        if urn.isascii() and urn.isdigit() and len(urn) <= 7:
            school = School.objects.filter(urn=int(urn)).first()
        if school is None:
            raise ValidationError(
                self.error_messages["unknown"], code="unknown", params={"urn": urn[:20]}
            )
        return self._not_closed(school)

    def _by_label(self, typed: str) -> School | None:
        """The school whose whole label was typed or pasted: digits in other words are no URN."""
        urn = _URN_AT_END.search(typed)
        school = School.objects.filter(urn=int(urn[1])).first() if urn else None
        return school if school and school.label == typed else None

    def _by_text(self, typed: str) -> School:
        answer = lookup.look_up(typed)
        if not answer.schools:
            message = answer.message or lookup.nothing_found(typed[:100])
            raise ValidationError(message, code="nothing")
        if len(answer.schools) == 1:
            return self._not_closed(answer.schools[0])
        if isinstance(self.widget, SchoolLookup):
            self.widget.matches = answer.schools
        code = "too_many" if answer.message else "several"
        raise ValidationError(
            self.error_messages[code], code=code, params={"limit": lookup.AT_MOST}
        )

    def _not_closed(self, school: School) -> School:
        if school.is_closed:
            raise ValidationError(closed_sentence(school), code="closed")
        if isinstance(self.widget, SchoolLookup):
            self.widget.chosen = school
        return school


class ClaimForm(forms.Form):
    """Where somebody works, and as what."""

    school = SchoolField()
    role = forms.ChoiceField(
        label="What do you do there?",
        choices=PostRole.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choose what you do at the school."
        ),
    )
