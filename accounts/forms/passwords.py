"""Forms for a new password and a new address."""

from typing import ClassVar

from allauth.account import forms as account_forms

from accounts.forms.words import CODE, EMAIL, NEW_PASSWORD, PlainWords, Words


class ForgottenPasswordForm(PlainWords, account_forms.ResetPasswordForm):
    """The address to send a code to."""

    words: ClassVar[dict[str, Words]] = {"email": EMAIL}


class PasswordCodeForm(PlainWords, account_forms.ConfirmPasswordResetCodeForm):
    """The code that allows a new password."""

    words: ClassVar[dict[str, Words]] = {"code": CODE}


class NewPasswordForm(PlainWords, account_forms.ResetPasswordKeyForm):
    """The new password, once."""

    left_out = ("password2",)
    words: ClassVar[dict[str, Words]] = {"password1": NEW_PASSWORD}


class ChangePasswordForm(PlainWords, account_forms.ChangePasswordForm):
    """The password now and the new one, once."""

    left_out = ("password2",)
    words: ClassVar[dict[str, Words]] = {
        "oldpassword": Words(label="Your password now", missing="Type your password now."),
        "password1": NEW_PASSWORD,
    }


class FirstPasswordForm(PlainWords, account_forms.SetPasswordForm):
    """A password for somebody who has none yet."""

    left_out = ("password2",)
    words: ClassVar[dict[str, Words]] = {"password1": NEW_PASSWORD}


class ChangeAddressForm(PlainWords, account_forms.AddEmailForm):
    """The address to sign in with from now on."""

    words: ClassVar[dict[str, Words]] = {
        "email": Words(
            label="New e-mail",
            hint="We send a code there. The old address works until you have typed it.",
            missing="Type your new e-mail address.",
        )
    }
