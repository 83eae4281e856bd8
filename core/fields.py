"""Form fields that refuse in our words, and let no browser cut what somebody typed or pasted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.validators import ProhibitNullCharactersValidator, RegexValidator

#: What turns the direction of text, and the separators that no keyboard types.
_STRANGE = r"\u2028\u2029\u202a-\u202e\u2066-\u2069"
several_lines = RegexValidator(
    rf"[\x00-\x08\x0b-\x1f\x7f-\x9f{_STRANGE}]",
    "Use letters, numbers and ordinary signs.",
    inverse_match=True,
)
one_line = RegexValidator(
    rf"[\x00-\x1f\x7f-\x9f{_STRANGE}]",
    "Use letters, numbers and ordinary signs, on one line.",
    inverse_match=True,
)


class LineField(forms.CharField):
    """One line of text. More than `max_length` comes back whole, with a sentence.

    No `maxlength` is sent: with it a browser cuts what is pasted, and says nothing.
    """

    allowed = one_line
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": "Fill this in.",
        "max_length": "Shorten this to %(limit_value)d characters. It has %(show_value)d.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # Django's own refuses a part of the same, in its own words.
        self.validators = [
            *(one for one in self.validators if not _is_djangos(one)),
            self.allowed,
        ]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class TextField(LineField):
    """Text of several lines. A line break counts as one character, as it does to who types it."""

    widget = forms.Textarea
    allowed = several_lines

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class PoundsField(forms.DecimalField):
    """Pounds to whoever types them, whole pence to the rest."""

    def __init__(self, **kwargs: Any) -> None:
        options: dict[str, Any] = {"min_value": 0, "max_value": 1_000_000, "decimal_places": 2}
        super().__init__(**(options | kwargs))

    def prepare_value(self, value: Any) -> Any:
        return Decimal(value) / 100 if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: Any) -> Any:
        pounds = super().clean(value)
        return None if pounds is None else int(pounds * 100)


def _is_djangos(validator: object) -> bool:
    return isinstance(validator, ProhibitNullCharactersValidator)
