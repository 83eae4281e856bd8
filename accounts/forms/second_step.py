"""Forms of the second step: authenticator app, recovery codes and passkeys."""

from typing import ClassVar

from allauth.mfa.base import forms as base_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms

from accounts.forms.words import PlainWords, Words

APP_CODE = Words(
    label="Code",
    hint="6 digits from your authenticator app, or one of your recovery codes.",
    missing="Type the code.",
)
LONGEST_KEY_NAME = 100


class SecondStepForm(PlainWords, base_forms.AuthenticateForm):
    """The code after the password."""

    words: ClassVar[dict[str, Words]] = {"code": APP_CODE}


class ConfirmSecondStepForm(PlainWords, base_forms.ReauthenticateForm):
    """A code once more, before something that matters."""

    words: ClassVar[dict[str, Words]] = {"code": APP_CODE}


class ActivateAppForm(PlainWords, totp_forms.ActivateTOTPForm):
    """The first code of a new authenticator app."""

    words: ClassVar[dict[str, Words]] = {
        "code": Words(
            label="Code from the app", hint="6 digits.", missing="Type the code from the app."
        )
    }


class AddPasskeyForm(PlainWords, webauthn_forms.AddWebAuthnForm):
    """What to call a passkey, and whether it replaces the password."""

    name = forms.CharField(required=False, max_length=LONGEST_KEY_NAME)
    words: ClassVar[dict[str, Words]] = {
        "name": Words(label="Name", hint="So that you can tell your passkeys apart."),
        "passwordless": Words(
            label="Sign in with this passkey alone, without a password",
            hint="It then asks for your finger, your face or a PIN each time.",
        ),
    }


class NamePasskeyForm(PlainWords, webauthn_forms.EditWebAuthnForm):
    """A new name for a passkey."""

    name = forms.CharField(max_length=LONGEST_KEY_NAME)
    words: ClassVar[dict[str, Words]] = {
        "name": Words(label="Name", missing="Type a name for the passkey.")
    }
