"""What somebody who waits is asked: how many places, how few would do, and for which school."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from courses.models import CourseRun
from schools.models import School

MYSELF = "myself"
ME, LATER = "me", "later"
MOST = 30


class WaitForm(forms.Form):
    """A wish for places on a full run."""

    use_required_attribute = False

    quantity = forms.IntegerField(
        label="How many places?",
        min_value=1,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": "Say how many places you wait for.",
            "invalid": "Write the number of places as a figure, such as 2.",
            "min_value": "You can wait for 1 place or more.",
            "max_value": "You can wait for at most %(limit_value)s places. Write to the hub office "
            "for more.",
        },
    )
    min_quantity = forms.IntegerField(
        label="How few would do for a start?",
        help_text="If fewer come free than you want, we offer them once there are this many. You "
        "go on waiting for the rest.",
        min_value=1,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "Write the number of places as a figure, such as 1.",
            "min_value": "At least 1 place is needed.",
        },
    )
    for_whom = forms.ChoiceField(
        label="Who is it for?",
        choices=[(ME, "Me"), (LATER, "Somebody else: I name them later")],
        widget=forms.RadioSelect,
        help_text="Several places are all named later.",
        error_messages={
            "required": "Say whether it is for you or for somebody else.",
            "invalid_choice": "Choose one of the two answers.",
        },
    )
    come_from = forms.ChoiceField(
        label="For which school?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose your school, or say that it is for yourself.",
            "invalid_choice": "Choose one of the answers below.",
        },
    )

    def __init__(
        self, *args: Any, run: CourseRun, schools: Sequence[School], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.schools = {str(school.urn): school for school in schools}
        field = self.fields["come_from"]
        if isinstance(field, forms.ChoiceField):
            named = [(urn, school.name) for urn, school in self.schools.items()]
            field.choices = [*named, (MYSELF, "No school: for myself")]
        if not schools:
            del self.fields["come_from"]
        elif len(schools) == 1:
            self.initial.setdefault("come_from", str(schools[0].urn))
        self.initial.setdefault("quantity", 1)
        self.initial.setdefault("for_whom", ME)
        self.run = run

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        quantity = data.get("quantity")
        fewest = data.get("min_quantity")
        if quantity and fewest and fewest > quantity:
            self.add_error("min_quantity", f"This can be at most {quantity}, what you wait for.")
        if quantity and quantity > self.run.capacity:
            self.add_error(
                "quantity", f"This course has {self.run.capacity} places in all. Wait for fewer."
            )
        return data

    @property
    def school(self) -> School | None:
        """Whom a valid form is for; None for themselves."""
        return self.schools.get(self.cleaned_data.get("come_from", ""))

    @property
    def fewest(self) -> int:
        """How few places would do; all of them when nothing was said."""
        return self.cleaned_data.get("min_quantity") or self.cleaned_data["quantity"]

    @property
    def is_for_booker(self) -> bool:
        return self.cleaned_data.get("for_whom") != LATER
