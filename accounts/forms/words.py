"""Our words on forms that are not ours."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator

LONGEST_ADDRESS = 254
LONGEST_PASSWORD = 1_000


@dataclass(frozen=True, kw_only=True)
class Words:
    """What one field is called, what helps to fill it in, and what to say when it is left empty."""

    label: str
    hint: str = ""
    missing: str = ""


EMAIL = Words(label="E-mail", missing="Type your e-mail address.")
NEW_EMAIL = Words(
    label="E-mail",
    hint="Use the address that you read at school or at home: we write to it about your courses.",
    missing="Type your e-mail address.",
)
PASSWORD = Words(label="Password", missing="Type your password.")
NEW_PASSWORD = Words(
    label="New password",
    hint="At least 10 characters, and not one that many people use. Three odd words are easy to "
    "remember and hard to guess.",
    missing="Choose a password.",
)
CODE = Words(label="Code", hint="8 digits, with or without the dash.", missing="Type the code.")


class PlainWords(forms.Form):
    """Gives allauth's fields our words, and takes placeholders away: they vanish when needed."""

    words: ClassVar[dict[str, Words]] = {}
    left_out: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.left_out:
            self.fields.pop(name, None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                _say(field, self.words[name])
            if isinstance(field, forms.EmailField):
                _limit(field, LONGEST_ADDRESS, "This e-mail address is too long.")
                field.error_messages["invalid"] = "Type an e-mail address like name@school.org.uk."
            if isinstance(field.widget, forms.PasswordInput):
                _limit(field, LONGEST_PASSWORD, "This password is too long.")
            if field.widget.attrs.get("autocomplete") == "one-time-code":
                field.widget.attrs["inputmode"] = "numeric"


def _say(field: forms.Field, words: Words) -> None:
    field.label = words.label
    field.help_text = words.hint
    if words.missing:
        field.error_messages["required"] = words.missing


def _limit(field: forms.Field, most: int, sentence: str) -> None:
    field.validators.append(MaxLengthValidator(most, sentence))
