from accounts.forms.entrance import (
    AddressCodeForm,
    AskForCodeForm,
    ConfirmPasswordForm,
    SignInCodeForm,
    SignInForm,
    SignUpForm,
)
from accounts.forms.passwords import (
    ChangeAddressForm,
    ChangePasswordForm,
    FirstPasswordForm,
    ForgottenPasswordForm,
    NewPasswordForm,
    PasswordCodeForm,
)
from accounts.forms.profile import NameForm
from accounts.forms.second_step import (
    ActivateAppForm,
    AddPasskeyForm,
    ConfirmSecondStepForm,
    NamePasskeyForm,
    SecondStepForm,
)

__all__ = [
    "ActivateAppForm",
    "AddPasskeyForm",
    "AddressCodeForm",
    "AskForCodeForm",
    "ChangeAddressForm",
    "ChangePasswordForm",
    "ConfirmPasswordForm",
    "ConfirmSecondStepForm",
    "FirstPasswordForm",
    "ForgottenPasswordForm",
    "NameForm",
    "NamePasskeyForm",
    "NewPasswordForm",
    "PasswordCodeForm",
    "SecondStepForm",
    "SignInCodeForm",
    "SignInForm",
    "SignUpForm",
]
