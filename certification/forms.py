"""What assessors fill in."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from certification.enums import Outcome
from certification.models import Enrolment, RangePoint
from core.fields import TextField


def make_token() -> str:
    """A fresh token: what carries it is recorded once, however often it is sent."""
    return secrets.token_hex(16)


TOO_LONG = {
    "max_length": "Shorten the comment to %(limit_value)d characters. It has %(show_value)d."
}
NOT_THESE = "Choose among the learners below. Somebody may have been marked meanwhile."
INCOMPLETE = "Something was lost on the way here, so nothing was saved. Open this page again."


class Sent(forms.Form):
    """What every form of an assessor carries along unseen."""

    seen = forms.IntegerField(
        min_value=0,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid", "min_value"), INCOMPLETE),
    )
    token = forms.RegexField(
        r"\A[A-Za-z0-9_-]{16,40}\Z",
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid", "null_characters_not_allowed"), INCOMPLETE
        ),
    )


if TYPE_CHECKING:
    EnrolmentsField = forms.ModelMultipleChoiceField[Enrolment]
else:
    EnrolmentsField = forms.ModelMultipleChoiceField


class LearnersField(EnrolmentsField):
    """Learners of a cohort. Whatever is none of them is refused in one sentence."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": "Choose at least one learner.",
        **dict.fromkeys(("invalid_choice", "invalid_pk_value", "invalid_list"), NOT_THESE),
    }

    def validate_no_null_characters(self, value: Any) -> None:
        if "\x00" in str(value):
            raise ValidationError(NOT_THESE, code="invalid_pk_value")


class CompleteUnitForm(Sent):
    """Which learners of a cohort have completed a unit."""

    learners = LearnersField(
        queryset=Enrolment.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label="Who has completed this unit?",
    )
    observed = forms.TypedChoiceField(
        label="Have the observations been made and signed?",
        choices=(
            ("yes", "Yes, for everybody chosen: record those criteria too"),
            ("no", "Not yet: leave those criteria as they are"),
        ),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"),
            "Say whether the observations have been made and signed.",
        ),
    )
    comment = TextField(
        label="A comment for everybody chosen",
        help_text="Each of them sees it on their route and in the mail.",
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=4000,
        error_messages=TOO_LONG,
    )

    def __init__(
        self,
        *args: Any,
        enrolments: Sequence[Enrolment],
        left: dict[int, int],
        worked: Collection[int],
        to_observe: Sequence[RangePoint],
        **kwargs: Any,
    ) -> None:
        """`left` is how many criteria each enrolment has still to meet; `worked` has those with
        evidence or decisions.
        """
        super().__init__(*args, **kwargs)
        field = self.fields["learners"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - declared above
        field.queryset = Enrolment.objects.filter(pk__in=[e.pk for e in enrolments])
        field.choices = [
            (
                e.pk,
                f"{e.learner}: {_criteria(left[e.pk])} to meet"
                + ("" if e.pk in worked else ", no evidence yet"),
            )
            for e in enrolments
        ]
        if to_observe:
            codes = ", ".join(leaf.code for leaf in to_observe)
            self.fields["observed"].help_text = (
                f"{codes} {'is' if len(to_observe) == 1 else 'are'} judged by watching somebody "
                "teach. The learner and the observer both sign."
            )
        else:
            del self.fields["observed"]

    def sent(self) -> list[tuple[str, list[str]]]:
        """What was sent, field by field, to be sent again by the page that checks it."""
        data = self.data
        names = [name for name in self.fields if name in data]
        if isinstance(data, QueryDict):
            return [(name, [str(value) for value in data.getlist(name)]) for name in names]
        return [(name, [str(data[name])]) for name in names]


def _criteria(number: int) -> str:
    return "1 criterion" if number == 1 else f"{number} criteria"


class MarkUnitForm(Sent):
    """An outcome for each leaf of a unit; a leaf left alone stays as it is."""

    comment = TextField(
        label="What should they know?",
        help_text="They see it on their route and in the mail. Say what was good and what is next.",
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        max_length=4000,
        error_messages=TOO_LONG,
    )

    def __init__(self, *args: Any, leaves: Iterable[RangePoint], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leaves = {f"leaf-{leaf.pk}": leaf for leaf in leaves}
        for name, leaf in self.leaves.items():
            self.fields[name] = forms.ChoiceField(
                label=leaf.code,
                choices=Outcome.choices,
                required=False,
                error_messages={"invalid_choice": f"{leaf.code}: choose met or not yet met."},
            )

    def outcomes(self) -> dict[RangePoint, Outcome]:
        """The leaves that were judged."""
        return {
            leaf: Outcome(self.cleaned_data[name])
            for name, leaf in self.leaves.items()
            if self.cleaned_data[name]
        }

    def error_of(self, leaf: RangePoint) -> str:
        """What is wrong with the outcome given for this leaf; empty when nothing is."""
        return " ".join(str(error) for error in self.errors.get(f"leaf-{leaf.pk}", ()))
