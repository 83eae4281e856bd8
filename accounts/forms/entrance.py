"""Forms on the way in: sign up, sign in, codes, and showing again that it is you."""

from typing import Any, ClassVar

from allauth.account import forms as account_forms
from django import forms
from django.contrib.auth.password_validation import validate_password

from accounts.forms.words import (
    CODE,
    EMAIL,
    NEW_EMAIL,
    NEW_PASSWORD,
    PASSWORD,
    PlainWords,
    Words,
)
from accounts.models import User
from accounts.names import tidy, validate_name


class NameField(forms.CharField):
    """Somebody's full name, tidied, with a sentence for whatever is no name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Full name",
            help_text="As it should read on a certificate of attendance.",
            error_messages={"required": "Type your full name."},
            validators=[validate_name],
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        return tidy(super().clean(value))


class SignInForm(PlainWords, account_forms.LoginForm):
    """E-mail and password."""

    words: ClassVar[dict[str, Words]] = {
        "login": EMAIL,
        "password": PASSWORD,
        "remember": Words(label="Stay signed in on this device for 14 days"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class SignUpForm(PlainWords, account_forms.SignupForm):
    """E-mail, full name and one password, which the hint explains and the page does not repeat."""

    field_order = ("email", "full_name", "password1")
    full_name = NameField()
    words: ClassVar[dict[str, Words]] = {
        "email": NEW_EMAIL,
        "password1": Words(label="Password", hint=NEW_PASSWORD.hint, missing=NEW_PASSWORD.missing),
    }

    def clean(self) -> dict[str, Any]:
        """Also refuse a password that is much like the person's own name."""
        data: dict[str, Any] = super().clean() or {}
        password, name = data.get("password1"), data.get("full_name")
        if password and name:
            try:
                validate_password(password, User(full_name=name))
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return data


class AskForCodeForm(PlainWords, account_forms.RequestLoginCodeForm):
    """The address to send a sign-in code to."""

    words: ClassVar[dict[str, Words]] = {"email": EMAIL}


class SignInCodeForm(PlainWords, account_forms.ConfirmLoginCodeForm):
    """The code that signs in."""

    words: ClassVar[dict[str, Words]] = {"code": CODE}


class AddressCodeForm(PlainWords, account_forms.ConfirmEmailVerificationCodeForm):
    """The code that proves an address."""

    words: ClassVar[dict[str, Words]] = {"code": CODE}


class ConfirmPasswordForm(PlainWords, account_forms.ReauthenticateForm):
    """The password once more, before something that matters."""

    words: ClassVar[dict[str, Words]] = {"password": PASSWORD}
