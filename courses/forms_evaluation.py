"""What somebody is asked about a course: confidence before and after, and afterwards how it was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from core.fields import TextField
from courses.enums import Wave
from courses.models import Evaluation

CONFIDENCE = (
    (1, "Not at all"),
    (2, "A little"),
    (3, "Fairly"),
    (4, "Quite"),
    (5, "Very"),
)
RATING = ((1, "Poor"), (2, "Fair"), (3, "Good"), (4, "Very good"), (5, "Excellent"))
USEFUL = {
    Wave.CLOSE: ("What was most useful?", "One thing that you take with you."),
    Wave.SIX_WEEKS: ("What have you used since?", "One thing that you do now, or do differently."),
}


class ScaleField(forms.TypedChoiceField):
    """One of five, in a row."""

    widget = forms.RadioSelect(attrs={"class": "scale"})

    def __init__(self, *, steps: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(choices=list(steps), coerce=int, empty_value=None, **kwargs)


class EvaluationForm(forms.Form):
    """The questions of one wave."""

    use_required_attribute = False

    def __init__(self, *args: Any, wave: Wave, items: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wave, self.items = wave, items
        for number, item in enumerate(items):
            self.fields[f"item_{number}"] = ScaleField(
                label=item,
                steps=CONFIDENCE,
                error_messages={"required": f"Say how confident you are: {item}"},
            )
        if wave is Wave.CLOSE:
            self.fields["rating"] = ScaleField(
                label="How was the course as a whole?",
                steps=RATING,
                error_messages={"required": "Say how the course was as a whole."},
            )
        if wave is not Wave.BEFORE:
            label, hint = USEFUL[wave]
            area = {"rows": 3}
            self.fields["most_useful"] = TextField(
                label=label,
                help_text=hint,
                max_length=2000,
                required=False,
                widget=forms.Textarea(attrs=area),
            )
            self.fields["comment"] = TextField(
                label="Anything else?",
                help_text="Please name nobody: these words are shown as you write them.",
                max_length=2000,
                required=False,
                widget=forms.Textarea(attrs=area),
            )

    @property
    def asks_confidence(self) -> list[forms.BoundField]:
        """The questions about confidence."""
        return [self[f"item_{number}"] for number in range(len(self.items))]

    @property
    def asks_rest(self) -> list[forms.BoundField]:
        """The other questions."""
        return [field for field in self if not field.name.startswith("item_")]

    @property
    def answer(self) -> dict[str, Any]:
        """What a valid form says, as `evaluations.submit` takes it."""
        data = dict(self.cleaned_data)
        confidence = {n: data.pop(f"item_{n}") for n in range(len(self.items))}
        return {"confidence": confidence, **data}


def said(answer: Evaluation) -> dict[str, object]:
    """An earlier answer, to start the form with."""
    return {
        **{f"item_{number}": given for number, given in answer.confidence.items()},
        "rating": answer.rating,
        "most_useful": answer.most_useful,
        "comment": answer.comment,
    }
